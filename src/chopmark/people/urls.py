"""Addresses of signing in by mobile."""

from django.urls import path

from chopmark.people import pages

urlpatterns = [
    path("signin/phone/", pages.phone, name="signin-phone"),
    path("signin/phone/code/", pages.code, name="signin-code"),
]
