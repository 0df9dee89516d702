"""Addresses of the platform."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("chopmark.onboarding.urls")),
    path("", include("chopmark.contracts.urls")),
    path("", include("chopmark.webhooks.urls")),
    path("", include("chopmark.openapi.urls")),
    path("", include("chopmark.seals.urls")),
    path("", include("chopmark.proofs.urls")),
    path("", include("chopmark.organisations.urls")),
    path("", include("chopmark.people.urls")),
    path("", include("chopmark.review.urls")),
    path("", include("chopmark.trust.urls")),
    path("", include("chopmark.web.urls")),
    *([path("practice/", include("chopmark.practice.urls"))] if settings.PRACTICE else []),
]
handler400 = "chopmark.web.errors.bad_request"
handler404 = "chopmark.web.errors.not_found"
handler500 = "chopmark.web.errors.server_error"
