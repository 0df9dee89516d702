"""Addresses of the scanned sign-in."""

from django.urls import path

from chopmark.cloud.scan import pages

urlpatterns = [
    path("signin/scan/", pages.desk, name="scan"),
    path("signin/scan/live/", pages.progress, name="scan-live"),
    path("signin/scan/enter/", pages.come_in, name="scan-enter"),
    path("scan/<slug:token>/", pages.phone, name="scan-phone"),
]
