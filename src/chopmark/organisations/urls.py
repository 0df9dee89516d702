"""Addresses of signing in and of the workspace."""

from django.urls import path

from chopmark.organisations import pages
from chopmark.organisations.joining import pages as joining
from chopmark.organisations.members import pages as members

urlpatterns = [
    path("signin/", pages.start, name="signin"),
    path("signin/callback/", pages.callback, name="signin-callback"),
    path("signin/backchannel/", pages.backchannel_logout, name="backchannel-logout"),
    path("signout/", pages.sign_out, name="signout"),
    path("workspace/", pages.workspaces, name="workspaces"),
    path("workspace/<uuid:pk>/", pages.workspace, name="workspace"),
    path("workspace/<uuid:pk>/members/", members.members, name="members"),
    path("workspace/<uuid:pk>/members/<int:member>/", members.change, name="member-change"),
    path("workspace/<uuid:pk>/invitations/<uuid:invitation>/withdraw/", members.withdraw, name="member-withdraw"),
    path("workspace/<uuid:pk>/leave/", members.leave, name="leave"),
    path("j/<slug:ref>/", joining.decide, name="join-decide"),
]
