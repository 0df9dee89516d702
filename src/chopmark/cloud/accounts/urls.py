"""Addresses of registration and sign-in."""

from django.urls import path

from chopmark.cloud.accounts import pages

urlpatterns = [
    path("signin/", pages.sign_in, name="signin"),
    path("register/", pages.register, name="register"),
]
