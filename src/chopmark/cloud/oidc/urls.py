"""Addresses of the provider."""

from django.urls import path

from chopmark.cloud.oidc import consent_pages, pages, session_pages

urlpatterns = [
    path(".well-known/openid-configuration", pages.discovery, name="discovery"),
    path("oidc/jwks", pages.jwks, name="jwks"),
    path("oidc/authorize", pages.authorize, name="authorize"),
    path("oidc/consent", pages.decide, name="consent"),
    path("oidc/token", pages.token, name="token"),
    path("oidc/userinfo", pages.user_info, name="userinfo"),
    path("account/apps/", consent_pages.apps, name="account-apps"),
    path("account/apps/<str:client>/withdraw/", consent_pages.withdraw, name="account-apps-withdraw"),
    path("account/password/", session_pages.password, name="account-password"),
    path("account/signins/", session_pages.sign_ins, name="account-signins"),
    path("account/signins/forget/<uuid:device>/", session_pages.forget, name="forget-device"),
    path("account/signins/end/", session_pages.end, name="end-sessions"),
    path("signout/", pages.leave, name="signout"),
]
