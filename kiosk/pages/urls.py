"""The pages' addresses."""

from django.urls import path

from kiosk.pages import tablet

urlpatterns = [
    path("", tablet.shell, name="tablet"),
    path("service-worker.js", tablet.service_worker, name="service-worker"),
]
