"""Addresses of seals."""

from django.urls import path

from chopmark.seals import pages, picturing_pages

_ALL = "workspace/<uuid:pk>/seals/"
_ONE = f"{_ALL}<uuid:seal>/"
urlpatterns = [
    path(_ALL, pages.seals, name="seals"),
    path(f"{_ALL}draft.png", pages.draft, name="seal-draft"),
    path(f"{_ALL}new/<slug:kind>/", pages.make, name="seal-make"),
    path(f"{_ALL}new/<slug:kind>/picture/", picturing_pages.begin, name="seal-upload"),
    path(f"{_ALL}pictures/<uuid:draft>/", picturing_pages.draft, name="seal-upload-draft"),
    path(f"{_ALL}pictures/<uuid:draft>/seal.png", picturing_pages.cut, name="seal-upload-cut"),
    path("desk/seals/<uuid:seal>/seal.png", picturing_pages.at_the_desk, name="seal-at-the-desk"),
    path(_ONE, pages.seal, name="seal"),
    path(f"{_ONE}seal.png", pages.picture, name="seal-picture"),
    path(f"{_ONE}state/", pages.move, name="seal-move"),
    path(f"{_ONE}void/", pages.void, name="seal-void"),
    path(f"{_ONE}grant/", pages.grant, name="seal-grant"),
    path(f"{_ONE}grant/code/", pages.grant_code, name="seal-grant-code"),
    path(f"{_ONE}grants/<uuid:grant>/end/", pages.take_back, name="seal-take-back"),
]
