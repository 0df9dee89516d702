"""The pages after the details: whom to ask, and how the name is proved."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.returning import may_end_there, see_other
from chopmark.cloud.realname import filing, heads
from chopmark.cloud.realname.actions import Answer, verify_enterprise
from chopmark.cloud.realname.flow import FLOW, PAGES
from chopmark.cloud.realname.forms import Contact
from chopmark.cloud.realname.models import Filing
from chopmark.cloud.realname.pages import asks, back_of, sentence_of, with_next
from chopmark.kit.errors import NotReady, Unavailable
from chopmark.web import words
from chopmark.web.forms import PageForm


def step(key: str) -> Callable[[Callable[[SignedIn, Filing], HttpResponse]], Callable[..., HttpResponseBase]]:
    """A page whose earlier questions are answered; else the way leads to the open one."""

    def around(view: Callable[[SignedIn, Filing], HttpResponse]) -> Callable[..., HttpResponseBase]:
        @require_http_methods(["GET", "POST"])
        @account_required
        def guarded(request: SignedIn) -> HttpResponse:
            row = filing.open_of(request.account) if asks(request) else None
            if row is None:
                return see_other(with_next(request, "realname"))
            try:
                FLOW.check_reached(row, key)
            except NotReady:
                open_now = FLOW.current(row)
                return see_other(with_next(request, PAGES[open_now.key] if open_now else "realname"))
            return view(request, row)

        return guarded

    return around


@step("contact")
def contact(request: SignedIn, row: Filing) -> HttpResponse:
    """Who is asked when something is unclear."""
    form = Contact(request.POST or None, kept=bool(row.contact))
    if request.method == "POST" and form.is_valid():
        filing.answer(request.account, "contact", form.said)
        return see_other(with_next(request, "realname-proof"))
    return page(request, row, "contact", form)


@step("proof")
def proof(request: SignedIn, row: Filing) -> HttpResponse:
    """Which proof: the face, the sum, or, where the operator lets it do, comparing with the registry alone."""
    form = PageForm(request.POST or None)
    if request.method == "POST" and settings.REALNAME_BY_REGISTRY and form.is_valid():
        refusal = _verify(request, row)
        if refusal is None:
            return see_other(back_of(request))
        form.add_error(None, refusal)
    return page(request, row, "proof", form)


def _verify(request: SignedIn, row: Filing) -> str | None:
    """None when verified, else the sentence to show."""
    try:
        answer = verify_enterprise(request.account, **row.elements)
    except Unavailable:
        return words.text("cloud.realname.unavailable")
    return None if answer is Answer.VERIFIED else sentence_of(request, answer)


def page(request: SignedIn, row: Filing, key: str, form: PageForm, **more: object) -> HttpResponse:
    context = {
        "by_face": heads.may_show_face(row), "by_registry": settings.REALNAME_BY_REGISTRY,
        "form": form, "filing": row, "next": back_of(request), "back": with_next(request, "realname"),
        "back_to_contact": with_next(request, "realname-contact"), "to_face": with_next(request, "realname-head"),
        "back_to_proof": with_next(request, "realname-proof"), "here_nav": "realname", **more,
    }  # fmt: skip
    return may_end_there(request, render(request, f"realname/{key}.html", context))
