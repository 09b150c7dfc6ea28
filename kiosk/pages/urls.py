"""The pages' addresses."""

from django.urls import include, path

from kiosk.pages import authority, health, report, tablet

urlpatterns = [
    path("", tablet.shell, name="tablet"),
    path("api/health", health.health, name="health"),
    path("api/metrics", health.metrics, name="metrics"),
    path("api/ready", health.ready, name="ready"),
    path("api/report", report.report, name="report"),
    path("authority", authority.authority, name="authority"),
    path("authority.crt", authority.certificate, name="authority-certificate"),
    path("console/", include("kiosk.pages.console.urls")),
    path("service-worker.js", tablet.service_worker, name="service-worker"),
]
