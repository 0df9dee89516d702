"""Addresses of the callbacks of an organisation."""

from django.urls import path

from chopmark.webhooks import pages

urlpatterns = [
    path("workspace/<uuid:pk>/callbacks/", pages.callbacks, name="callbacks"),
    path("workspace/<uuid:pk>/callbacks/again/", pages.again, name="callbacks-again"),
    path("workspace/<uuid:pk>/callbacks/<uuid:endpoint>/end/", pages.end, name="callbacks-end"),
]
