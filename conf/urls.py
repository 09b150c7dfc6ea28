"""Every page of the server."""

from django.urls import include, path

urlpatterns = [path("", include("kiosk.pages.urls"))]
