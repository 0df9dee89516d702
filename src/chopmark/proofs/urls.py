"""Addresses of the room of proofs."""

from django.urls import path

from chopmark.proofs import pages

urlpatterns = [path("verify/", pages.verify, name="verify")]
