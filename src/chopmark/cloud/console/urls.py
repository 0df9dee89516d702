"""Addresses of the console."""

from django.urls import path

from chopmark.cloud.console import aliasing, asking, grouping, pages, policies, reporting, simulating

urlpatterns = [
    path("", pages.home, name="home"),
    path("alias/", aliasing.alias, name="alias"),
    path("users/", pages.users, name="users"),
    path("users/new/", pages.new_user, name="new_user"),
    path("users/<str:uin>/", pages.user, name="user"),
    path("users/<str:uin>/attach/", pages.attach_policy, name="attach_policy"),
    path("users/<str:uin>/detach/<int:policy>/", pages.detach_policy, name="detach_policy"),
    path("users/<str:uin>/password/", pages.new_password, name="new_password"),
    path("users/<str:uin>/factors/", pages.reset_factors, name="reset_factors"),
    path("users/<str:uin>/second/", pages.require_second, name="require_second"),
    path("users/<str:uin>/no-second/", pages.waive_second, name="waive_second"),
    path("users/<str:uin>/disable/", pages.disable, name="disable_user"),
    path("users/<str:uin>/enable/", pages.enable, name="enable_user"),
    path("groups/", grouping.groups, name="groups"),
    path("groups/new/", grouping.new_group, name="new_group"),
    path("groups/<int:number>/", grouping.group, name="group"),
    path("groups/<int:number>/name/", grouping.rename, name="rename_group"),
    path("groups/<int:number>/delete/", grouping.delete, name="delete_group"),
    path("groups/<int:number>/add/", grouping.add, name="add_member"),
    path("groups/<int:number>/remove/<str:uin>/", grouping.remove, name="remove_member"),
    path("groups/<int:number>/attach/", grouping.attach, name="attach_to_group"),
    path("groups/<int:number>/detach/<int:policy>/", grouping.detach, name="detach_from_group"),
    path("policies/", policies.policies, name="policies"),
    path("policies/new/", policies.new_policy, name="new_policy"),
    path("policies/check/", policies.check, name="check_policy"),
    path("policies/<int:number>/", policies.policy, name="policy"),
    path("policies/<int:number>/edit/", policies.edit, name="edit_policy"),
    path("policies/<int:number>/delete/", policies.delete, name="delete_policy"),
    path("report/", reporting.report, name="report"),
    path("report/csv/", reporting.download, name="report_csv"),
    path("simulator/", simulating.simulator, name="simulator"),
    path("requests/new", asking.ask, name="ask"),
    path("requests/new/", asking.ask),
    path("requests/<str:token>/", asking.answer, name="answer"),
]
