"""Addresses of the keys; questions themselves go through the gateway."""

from django.urls import path

from chopmark.openapi import pages

urlpatterns = [
    path("workspace/<uuid:pk>/keys/", pages.keys, name="api-keys"),
    path("workspace/<uuid:pk>/keys/<uuid:key>/end/", pages.end, name="api-key-end"),
]
