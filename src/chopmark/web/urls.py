"""Addresses of the shared pages."""

from django.urls import path

from chopmark.web import pages

urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("language/", pages.language, name="language"),
    path("help/", pages.help_index, name="help"),
    path("help/contact/", pages.contact, name="contact"),
    path("help/privacy/", pages.privacy, name="privacy"),
    path("help/terms/", pages.terms, name="terms"),
    path("help/<slug:name>/", pages.guide, name="guide"),
]
