"""The pages of groups: the list, a new one, and one with its members and policies."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.cam.grouping import (
    GroupTaken,
    add_member,
    addable_to,
    attach_to_group,
    attachable_to,
    create_group,
    detach_from_group,
    remove_member,
)
from chopmark.cloud.cam.models import Group, Policy
from chopmark.cloud.console.forms import ChooseMember, ChoosePolicy, NewGroup
from chopmark.cloud.console.shell import manager_required, page, sub_user_or_404


@require_GET
@manager_required
def groups(request: SignedIn) -> HttpResponse:
    found = Group.objects.filter(owner=request.account.root)
    listed = found.prefetch_related("memberships__account", "attachments__policy")
    return page(request, "console/groups.html", nav="groups", groups=listed)


@require_http_methods(["GET", "POST"])
@manager_required
def new_group(request: SignedIn) -> HttpResponse:
    form = NewGroup(request.POST or None)
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
