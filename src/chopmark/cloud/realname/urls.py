"""Addresses of real-name verification."""

from django.urls import path

from chopmark.cloud.realname import certificate_pages, pages, transfer_pages

urlpatterns = [
    path("realname/", pages.real_name, name="realname"),
    path("realname/reading/", certificate_pages.reading, name="realname-reading"),
    path("realname/typing/", certificate_pages.type_instead, name="realname-typing"),
    path("realname/transfer/", transfer_pages.transfer, name="realname-transfer"),
    path("realname/transfer/live/", transfer_pages.live, name="realname-transfer-live"),
    path("realname/transfer/amount/", transfer_pages.amount, name="realname-transfer-amount"),
    path("realname/transfer/withdraw/", transfer_pages.withdraw, name="realname-transfer-withdraw"),
]
