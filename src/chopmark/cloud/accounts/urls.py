"""Addresses of registration and sign-in."""

from django.urls import path

from chopmark.cloud.accounts import changing, pages, proving, second_pages

urlpatterns = [
    path("signin/", pages.sign_in, name="signin"),
    path("signin/user/", pages.sign_in_user, name="signin-user"),
    path("signin/second/", second_pages.second, name="second"),
    path("signin/change/", changing.change, name="signin-change"),
    path("account/", second_pages.account, name="account"),
    path("account/app/", second_pages.app, name="account-app"),
    path("account/codes/", second_pages.codes, name="account-codes"),
    path("register/", proving.register, name="register"),
    path("reset/", proving.reset, name="reset"),
]
