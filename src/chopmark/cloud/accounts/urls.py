"""Addresses of registration and sign-in."""

from django.urls import path

from chopmark.cloud.accounts import (
    again_pages,
    changing,
    lost_pages,
    moving_pages,
    pages,
    passkey_pages,
    proving,
    second_pages,
)

urlpatterns = [
    path("signin/", pages.sign_in, name="signin"),
    path("signin/user/", pages.sign_in_user, name="signin-user"),
    path("signin/second/", second_pages.second, name="second"),
    path("signin/passkey/", passkey_pages.enter, name="signin-passkey"),
    path("signin/change/", changing.change, name="signin-change"),
    path("signin/lost/", lost_pages.report, name="signin-lost"),
    path("account/lost/stop/", lost_pages.stop, name="lost-stop"),
    path("account/mobile/", moving_pages.agree, name="account-mobile"),
    path("account/mobile/new/", moving_pages.new, name="account-mobile-new"),
    path("account/", second_pages.account, name="account"),
    path("account/app/", second_pages.app, name="account-app"),
    path("account/codes/", second_pages.codes, name="account-codes"),
    path("account/passkeys/", passkey_pages.list_of_account, name="account-passkeys"),
    path("account/passkeys/<uuid:pk>/", passkey_pages.one, name="account-passkey"),
    path("account/again/", again_pages.prove, name="account-again"),
    path("register/", proving.register, name="register"),
    path("reset/", proving.reset, name="reset"),
]
