"""The pages of groups: the list, a new one, one with its members and policies, its name and its end."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.cam.consequences import consequences
from chopmark.cloud.cam.decisions import context_of
from chopmark.cloud.cam.grouping import (
    GroupTaken,
    add_member,
    addable_to,
    attach_to_group,
    attachable_to,
    create_group,
    delete_group,
    detach_from_group,
    members_of,
    remove_member,
    rename_group,
)
from chopmark.cloud.cam.locking import Overtaken, mark_of_group
from chopmark.cloud.cam.models import Group, Policy
from chopmark.cloud.console.forms import ChooseMember, ChoosePolicy, GroupName
from chopmark.cloud.console.shell import ip_of, manager_required, page, sub_user_or_404


@require_GET
@manager_required
def groups(request: SignedIn) -> HttpResponse:
    found = Group.objects.filter(owner=request.account.root)
    listed = found.prefetch_related("memberships__account", "attachments__policy")
    return page(request, "console/groups.html", nav="groups", groups=listed)


@require_http_methods(["GET", "POST"])
@manager_required
def new_group(request: SignedIn) -> HttpResponse:
    form = GroupName(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return see_other(_address(create_group(request.account, **form.cleaned_data)))
        except GroupTaken:
            form.say("name", "cloud.groups.name.taken")
    return page(request, "console/new_group.html", nav="groups", form=form)


@require_GET
@manager_required
def group(request: SignedIn, number: int) -> HttpResponse:
    found = _group_or_404(request, number)
    return page(
        request,
        "console/group.html",
        nav="groups",
        group=found,
        memberships=found.memberships.select_related("account"),
        attachments=found.attachments.select_related("policy"),
        adding=ChooseMember(free=addable_to(found)),
        attaching=ChoosePolicy(free=attachable_to(found)),
    )


@require_http_methods(["GET", "POST"])
@manager_required
def rename(request: SignedIn, number: int) -> HttpResponse:
    """Whoever was overtaken reads the name that somebody else gave, and decides."""
    found = _group_or_404(request, number)
    form = GroupName(request.POST or None, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            rename_group(found, read=request.POST.get("read", ""), by=request.account, **form.cleaned_data)
            return see_other(_address(found))
        except GroupTaken:
            form.say("name", "cloud.groups.name.taken")
        except Overtaken:
            found.refresh_from_db()
            form.say("name", "cloud.groups.name.overtaken")
    return page(request, "console/rename_group.html", nav="groups", form=form, group=found)


@require_http_methods(["GET", "POST"])
@manager_required
def delete(request: SignedIn, number: int) -> HttpResponse:
    """Says first who loses what; a press on numbers that are no longer true is asked again."""
    found = _group_or_404(request, number)
    is_overtaken = False
    if request.method == "POST":
        try:
            delete_group(found, read=request.POST.get("read", ""), by=request.account)
            return see_other("/groups/")
        except Overtaken:
            is_overtaken = True
    return page(
        request,
        "console/delete_group.html",
        nav="groups",
        group=found,
        read=mark_of_group(found),
        is_overtaken=is_overtaken,
        attachments=found.attachments.select_related("policy"),
        consequences=consequences(
            members_of(found), without=lambda held: held.group == found, context=context_of(ip_of(request))
        ),
    )


@require_POST
@manager_required
def add(request: SignedIn, number: int) -> HttpResponse:
    found = _group_or_404(request, number)
    form = ChooseMember(request.POST, free=addable_to(found))
    if form.is_valid():
        add_member(found, account=form.cleaned_data["member"], by=request.account)
    return see_other(_address(found))


@require_POST
@manager_required
def remove(request: SignedIn, number: int, uin: str) -> HttpResponse:
    found = _group_or_404(request, number)
    remove_member(found, account=sub_user_or_404(request, uin), by=request.account)
    return see_other(_address(found))


@require_POST
@manager_required
def attach(request: SignedIn, number: int) -> HttpResponse:
    found = _group_or_404(request, number)
    form = ChoosePolicy(request.POST, free=attachable_to(found))
    if form.is_valid():
        attach_to_group(form.cleaned_data["policy"], group=found, by=request.account)
    return see_other(_address(found))


@require_POST
@manager_required
def detach(request: SignedIn, number: int, policy: int) -> HttpResponse:
    found = _group_or_404(request, number)
    detach_from_group(get_object_or_404(Policy, pk=policy), group=found, by=request.account)
    return see_other(_address(found))


def _group_or_404(request: SignedIn, number: int) -> Group:
    """A group of the same root; anybody else's does not exist here."""
    return get_object_or_404(Group.objects.select_related("owner"), pk=number, owner=request.account.root)


def _address(found: Group) -> str:
    return f"/groups/{found.pk}/"
