"""Addresses of real-name verification."""

from django.urls import path

from chopmark.cloud.realname import pages, step_pages, transfer_pages

urlpatterns = [
    path("realname/", pages.real_name, name="realname"),
    path("realname/contact/", step_pages.contact, name="realname-contact"),
    path("realname/proof/", step_pages.proof, name="realname-proof"),
    path("realname/reading/", pages.reading, name="realname-reading"),
    path("realname/typing/", pages.type_instead, name="realname-typing"),
    path("realname/transfer/", transfer_pages.transfer, name="realname-transfer"),
    path("realname/transfer/live/", transfer_pages.live, name="realname-transfer-live"),
    path("realname/transfer/amount/", transfer_pages.amount, name="realname-transfer-amount"),
    path("realname/transfer/withdraw/", transfer_pages.withdraw, name="realname-transfer-withdraw"),
]
