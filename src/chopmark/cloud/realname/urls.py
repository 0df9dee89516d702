"""Addresses of real-name verification."""

from django.urls import path

from chopmark.cloud.realname import camera_pages, head_pages, pages, step_pages, transfer_pages

urlpatterns = [
    path("realname/", pages.real_name, name="realname"),
    path("realname/contact/", step_pages.contact, name="realname-contact"),
    path("realname/proof/", step_pages.proof, name="realname-proof"),
    path("realname/reading/", pages.reading, name="realname-reading"),
    path("realname/typing/", pages.type_instead, name="realname-typing"),
    path("realname/face/", head_pages.head, name="realname-head"),
    path("realname/face/phone/", head_pages.phone, name="realname-head-phone"),
    path("realname/face/live/", head_pages.live, name="realname-head-live"),
    path("face/<slug:token>/", camera_pages.camera, name="realname-camera"),
    path("face/<slug:token>/frames/", camera_pages.frames, name="realname-camera-frames"),
    path("face/<slug:token>/result/", camera_pages.result, name="realname-camera-result"),
    path("realname/transfer/", transfer_pages.transfer, name="realname-transfer"),
    path("realname/transfer/live/", transfer_pages.live, name="realname-transfer-live"),
    path("realname/transfer/amount/", transfer_pages.amount, name="realname-transfer-amount"),
    path("realname/transfer/withdraw/", transfer_pages.withdraw, name="realname-transfer-withdraw"),
]
