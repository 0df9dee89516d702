"""The page that moves an identity: a code to the old mobile, or why that is not possible."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chopmark.kit import masks
from chopmark.kit.clock import now
from chopmark.notify import codes
from chopmark.notify.codes import TooManyCodes
from chopmark.notify.forms import CodeForm
from chopmark.onboarding import flow, relinking
from chopmark.onboarding.models import Application
from chopmark.onboarding.pages import mine, page_context
from chopmark.onboarding.steps.contact import is_needed
from chopmark.organisations.access import admitted
from chopmark.people.models import Person


@admitted
def relink(request: HttpRequest, ref: str) -> HttpResponse:
    """For who has proved the identity; everybody else is back at the open question."""
    row = mine(request, ref)
    holder = relinking.holder_of(row)
    if holder is None:
        return redirect("application", ref=ref)
    form = CodeForm(request.POST if "code" in request.POST else None)
    if is_needed(holder) or not holder.mobile:
        return _show(request, row, form, holder=holder)
    if "send" in request.POST:
        return _send(request, row, form, holder=holder)
    if request.method == "POST" and form.is_valid() and _entered(row, form, holder=holder):
        relinking.relink(row, holder=holder)
        return redirect("application", ref=ref)
    return _show(request, row, form, holder=holder)


def _entered(row: Application, form: CodeForm, *, holder: Person) -> bool:
    return form.hear(relinking.enter(row, holder=holder, digits=form.cleaned_data["code"]))


def _send(request: HttpRequest, row: Application, form: CodeForm, *, holder: Person) -> HttpResponse:
    try:
        relinking.send_code(row, holder=holder)
    except TooManyCodes as limit:
        return _show(request, row, form, holder=holder, trouble=limit.text)
    return redirect("relink", ref=row.ref)


def _show(request: HttpRequest, row: Application, form: CodeForm, *, holder: Person, trouble: str = "") -> HttpResponse:
    mobile = holder.mobile or ""
    wait = codes.may_send_at(relinking.PURPOSE, mobile=mobile) - now()
    context = {
        **page_context(row, flow.BY_KEY["contact"]), "form": form, "trouble": trouble, "mobile": masks.mobile(mobile),
        "needed": is_needed(holder), "reachable": bool(mobile), "aside": "onboarding.contact.aside",
        "sent": codes.has_live(mobile=mobile, purpose=relinking.PURPOSE, matter=row.matter),
        "delivery": codes.delivery_of(relinking.PURPOSE, mobile=mobile, matter=row.matter),
        "wait_seconds": max(int(wait.total_seconds()), 0),
    }  # fmt: skip
    return render(request, "onboarding/relink.html", context, status=422 if form.errors or trouble else 200)
