"""Addresses of real-name verification."""

from django.urls import path

from chopmark.cloud.realname import pages

urlpatterns = [path("realname/", pages.real_name, name="realname")]
