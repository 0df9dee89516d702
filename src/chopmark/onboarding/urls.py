"""Addresses of the journey."""

from django.urls import path

from chopmark.onboarding import face_pages, letter_pages, licence_pages, pages, relink_pages, sharing
from chopmark.onboarding.documents import pages as document_pages
from chopmark.onboarding.inviting import pages as invited
from chopmark.onboarding.inviting import photographs, stopping, waiting

urlpatterns = [
    path("", pages.entrance, name="entrance"),
    path("start/", pages.method, name="method"),
    path("begin/", pages.begin, name="begin"),
    path("begin/licence/", pages.begin_licence, name="begin-licence"),
    path("applications/", pages.applications, name="applications"),
    path("a/<slug:ref>/", pages.application, name="application"),
    path("a/<slug:ref>/status/", pages.status, name="status"),
    path("a/<slug:ref>/status/live/", pages.status_fragment, name="status-live"),
    path("a/<slug:ref>/activate/", pages.activate, name="activate"),
    path("a/<slug:ref>/statement/<slug:kind>/", pages.statement, name="statement"),
    path("a/<slug:ref>/withdraw/", pages.withdraw, name="withdraw"),
    path("a/<slug:ref>/relink/", relink_pages.relink, name="relink"),
    path("a/<slug:ref>/letter/back/", letter_pages.take_back, name="letter-back"),
    path("a/<slug:ref>/contact/again/", pages.send_again, name="send-again"),
    path("a/<slug:ref>/company/remind/", pages.remind_later, name="company-remind"),
    path("a/<slug:ref>/company/upload/", licence_pages.upload, name="licence-upload"),
    path("a/<slug:ref>/company/remove/", licence_pages.remove, name="licence-remove"),
    path("a/<slug:ref>/company/reading/", licence_pages.reading, name="licence-reading"),
    path("a/<slug:ref>/picture/<uuid:upload_id>/", licence_pages.picture, name="picture"),
    path("a/<slug:ref>/letter/sheet/<slug:sheet>/", letter_pages.download, name="letter-sheet"),
    path("a/<slug:ref>/letter/upload/", letter_pages.upload, name="letter-upload"),
    path("a/<slug:ref>/letter/clear/", letter_pages.clear, name="letter-clear"),
    path("a/<slug:ref>/letter/submit/", letter_pages.submit, name="letter-submit"),
    path("a/<slug:ref>/face/live/", face_pages.progress, name="face-live"),
    path("a/<slug:ref>/face/", face_pages.hand_off, name="face"),
    path("a/<slug:ref>/documents/", document_pages.face, name="documents"),
    path("a/<slug:ref>/documents/identity/", document_pages.identity, name="documents-identity"),
    path("a/<slug:ref>/legal_rep/live/", waiting.progress, name="rep-live"),
    path("a/<slug:ref>/legal_rep/remind/", waiting.remind, name="rep-remind"),
    path("a/<slug:ref>/legal_rep/withdraw/", waiting.withdraw, name="rep-withdraw"),
    path("s/<slug:key>/", sharing.shared, name="shared-status"),
    path("l/<slug:key>/", invited.first, name="invited"),
    path("l/<slug:key>/text/", invited.text, name="invited-text"),
    path("l/<slug:key>/code/", invited.code, name="invited-code"),
    path("l/<slug:key>/who/", invited.who, name="invited-who"),
    path("l/<slug:key>/face/", invited.face, name="invited-face"),
    path("l/<slug:key>/documents/", photographs.photographs, name="invited-documents"),
    path("l/<slug:key>/sign/", invited.sign, name="invited-sign"),
    path("l/<slug:key>/granted/", invited.granted, name="invited-granted"),
    path("l/<slug:key>/paper/", invited.signed_paper, name="invited-paper"),
    path("l/<slug:key>/revoke/", invited.revoke, name="invited-revoke"),
    path("l/<slug:key>/refuse/", invited.refuse, name="invited-refuse"),
    path("l/<slug:key>/stop/", stopping.stop, name="invited-stop"),
    path("l/<slug:key>/report/", invited.report, name="invited-report"),
    path("f/<slug:token>/", face_pages.camera, name="face-camera"),
    path("f/<slug:token>/frames/", face_pages.frames, name="face-frames"),
    path("f/<slug:token>/result/", face_pages.result, name="face-result"),
    path("a/<slug:ref>/<slug:key>/", pages.step, name="step"),
]
