"""Addresses of the practice world."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
