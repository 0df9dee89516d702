"""Addresses of registration and sign-in."""

from django.urls import path

from chopmark.cloud.accounts import pages, proving

urlpatterns = [
    path("signin/", pages.sign_in, name="signin"),
    path("register/", proving.register, name="register"),
    path("reset/", proving.reset, name="reset"),
]
