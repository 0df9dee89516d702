"""The pages of policies: the list, a new one, one with everybody who has it, written anew and deleted."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.cam.actions import create_policy
from chopmark.cloud.cam.checking import Remark, remarks
from chopmark.cloud.cam.consequences import Consequences, consequences
from chopmark.cloud.cam.decisions import context_of
from chopmark.cloud.cam.language import PolicyError
from chopmark.cloud.cam.locking import Overtaken, holders_of, mark_of_text, mark_of_use
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.rewriting import delete_policy, rewrite
from chopmark.cloud.console.forms import NewPolicy, PolicyText
from chopmark.cloud.console.shell import ip_of, manager_required, page


@require_GET
@manager_required
def policies(request: SignedIn) -> HttpResponse:
    known = Policy.objects.filter(owner=None) | Policy.objects.filter(owner=request.account.root)
    return page(request, "console/policies.html", nav="policies", policies=known)


@require_http_methods(["GET", "POST"])
@manager_required
def new_policy(request: SignedIn) -> HttpResponse:
    form = NewPolicy(initial=request.POST.dict()) if _only_checks(request) else NewPolicy(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            return see_other(_address(create_policy(request.account, **form.cleaned_data)))
        except PolicyError as trouble:
            form.say("name", f"cloud.policy_rule.{trouble.rule}", **trouble.facts)
    return page(request, "console/new_policy.html", nav="policies", form=form, remarks=_remarks_on(form))


@require_GET
@manager_required
def policy(request: SignedIn, number: int) -> HttpResponse:
    """A preset or one of the house, and who of the house has it."""
    root = request.account.root
    known = Policy.objects.filter(owner=None) | Policy.objects.filter(owner=root)
    found = get_object_or_404(known, pk=number)
    return page(
        request,
        "console/policy.html",
        nav="policies",
        policy=found,
        remarks=None if found.is_preset else remarks(found.text),
        users=found.attachments.filter(account__owner=root).select_related("account"),
        groups=found.group_attachments.filter(group__owner=root).select_related("group"),
    )


@require_http_methods(["GET", "POST"])
@manager_required
def edit(request: SignedIn, number: int) -> HttpResponse:
    """Whoever saves what somebody else has changed meanwhile sees the two beside each other, and decides."""
    found = _own_or_404(request, number)
    said = request.POST.get("document", found.text)
    form = PolicyText(None if _only_checks(request) else request.POST or None, initial={"document": said})
    is_overtaken = False
    if form.is_bound and form.is_valid():
        try:
            read = request.POST.get("read", "")
            rewrite(found, document=form.cleaned_data["document"], read=read, by=request.account)
            return see_other(_address(found))
        except Overtaken:
            is_overtaken = True
            found.refresh_from_db()
    read = mark_of_text(found) if is_overtaken else request.POST.get("read") or mark_of_text(found)
    return page(
        request,
        "console/edit_policy.html",
        nav="policies",
        form=form,
        remarks=_remarks_on(form),
        policy=found,
        read=read,
        is_overtaken=is_overtaken,
        count=len(holders_of(found)),
    )


@require_POST
@manager_required
def check(request: SignedIn) -> HttpResponse:
    """What the linter says of a text, as a fragment of the page; nothing is kept."""
    return render(request, "console/findings.html", {"remarks": remarks(request.POST.get("document", ""))})


def _only_checks(request: SignedIn) -> bool:
    """The press “Check” of who has no scripts."""
    return request.method == "POST" and "check" in request.POST


def _remarks_on(form: PolicyText) -> list[Remark] | None:
    """None where the field says itself what is wrong."""
    return None if form.errors else remarks(str(form["document"].value()))


@require_http_methods(["GET", "POST"])
@manager_required
def delete(request: SignedIn, number: int) -> HttpResponse:
    """Says first who loses what; a press on numbers that are no longer true is asked again."""
    found = _own_or_404(request, number)
    is_overtaken = False
    if request.method == "POST":
        try:
            delete_policy(found, read=request.POST.get("read", ""), by=request.account)
            return see_other("/policies/")
        except Overtaken:
            is_overtaken = True
    return page(
        request,
        "console/delete_policy.html",
        nav="policies",
        policy=found,
        read=mark_of_use(found),
        is_overtaken=is_overtaken,
        groups=found.group_attachments.select_related("group"),
        consequences=_were_it_gone(request, found),
    )


def _were_it_gone(request: SignedIn, found: Policy) -> Consequences:
    return consequences(
        holders_of(found), without=lambda held: held.policy == found, context=context_of(ip_of(request))
    )


def _own_or_404(request: SignedIn, number: int) -> Policy:
    """Presets are not changed here, and another root's policy does not exist."""
    return get_object_or_404(Policy.objects.select_related("owner"), pk=number, owner=request.account.root)


def _address(found: Policy) -> str:
    return f"/policies/{found.pk}/"
