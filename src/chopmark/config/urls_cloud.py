"""Addresses of the cloud."""

from django.urls import include, path

urlpatterns = [
    path("", include("chopmark.cloud.oidc.urls")),
    path("", include("chopmark.cloud.scan.urls")),
    path("", include("chopmark.cloud.accounts.urls")),
    path("", include("chopmark.cloud.realname.urls")),
    path("", include("chopmark.cloud.console.urls")),
    path("", include("chopmark.web.urls")),
]
handler400 = "chopmark.web.errors.bad_request"
handler404 = "chopmark.web.errors.not_found"
handler500 = "chopmark.web.errors.server_error"
