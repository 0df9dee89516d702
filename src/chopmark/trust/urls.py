"""Addresses of the room of trust."""

from django.urls import path

from chopmark.trust import pages

urlpatterns = [
    path("trust/", pages.worth, name="trust"),
    path("trust/root.pem", pages.root, name="trust-root"),
    path("trust/ocsp/", pages.status, name="trust-status"),
    path("trust/<slug:serial>.crl", pages.revoked, name="trust-revoked"),
]
