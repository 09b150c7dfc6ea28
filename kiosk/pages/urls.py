"""The pages' addresses."""

from django.urls import path

from kiosk.pages import report, tablet

urlpatterns = [
    path("", tablet.shell, name="tablet"),
    path("api/report", report.report, name="report"),
    path("service-worker.js", tablet.service_worker, name="service-worker"),
]
