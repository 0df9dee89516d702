"""Addresses of the desk."""

from django.urls import path

from chopmark.review import pages

urlpatterns = [
    path("desk/", pages.queue, name="desk"),
    path("desk/<slug:ref>/", pages.case, name="case"),
    path("desk/<slug:ref>/page/<uuid:upload>/", pages.picture, name="case-picture"),
]
