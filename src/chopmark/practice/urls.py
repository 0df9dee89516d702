"""Addresses of the practice world."""

from django.urls import path

from chopmark.practice import outbox, pages, samples

urlpatterns = [
    path("", pages.start, name="practice"),
    path("outbox/", outbox.outbox, name="practice-outbox"),
    path("outbox/news/", outbox.news, name="practice-outbox-news"),
    path("outbox/<uuid:pk>/again/", outbox.again, name="practice-outbox-again"),
    path("companies/", pages.companies, name="practice-companies"),
    path("people/", pages.people, name="practice-people"),
    path("bank/", pages.bank, name="practice-bank"),
    path("samples/", samples.desk, name="practice-samples"),
    path("samples/licence/", samples.licence, name="practice-licence"),
    path("samples/card/", samples.card, name="practice-card"),
    path("samples/letter/", samples.letter, name="practice-letter"),
    path("values/", pages.documented_values, name="practice-values"),
]
