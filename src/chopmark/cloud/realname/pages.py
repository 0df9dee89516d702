"""The page on which a root account becomes that of an enterprise."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.returning import may_end_there, own_path, remember_origin, see_other
from chopmark.cloud.realname import certificate_pages, filing
from chopmark.cloud.realname.actions import ACCOUNTS, TRIES_A_DAY, Answer, verify_enterprise
from chopmark.cloud.realname.forms import Elements
from chopmark.cloud.realname.models import real_name_of
from chopmark.evidence import certificates
from chopmark.kit.clock import now
from chopmark.kit.errors import Unavailable
from chopmark.web import words
from chopmark.web.templatetags.chopmark import moment


@require_http_methods(["GET", "POST"])
@account_required
def real_name(request: SignedIn) -> HttpResponse:
    """Ask the three elements, or show the verified name; then back to where one came from."""
    if request.method == "POST" and asks(request) and certificate_pages.is_shown(request):
        return _shown(request)
    form = Elements(request.POST or None, initial=_filled(request))
    if request.method == "POST" and request.account.is_root and form.is_valid():
        filing.note(request.account, form.cleaned_data)
        refusal = _verify(request, form)
        if refusal is None:
            return see_other(_back(request))
        form.add_error(None, refusal)
    return _page(request, form)


def _shown(request: SignedIn) -> HttpResponse:
    """A picture came: the page comes anew while it is read, with all that was typed."""
    trouble = certificate_pages.take(request)
    if not trouble:
        return see_other(request.get_full_path())
    return _page(request, Elements(initial=_filled(request)), trouble=f"file.{trouble}")


def _filled(request: SignedIn) -> dict[str, str]:
    row = filing.open_of(request.account)
    return row.elements if row else {}


def _page(request: SignedIn, form: Elements, *, trouble: str = "") -> HttpResponse:
    check = filing.reading_of(filing.open_of(request.account))
    context = {
        "form": form, "held": real_name_of(request.account), "asks": asks(request), "next": _back(request),
        "trouble": trouble, "reading": check, "readings": certificates.readings_of(check),
        "warnings": certificates.warnings_of(check), "here_nav": "realname",
    }  # fmt: skip
    response = render(request, "realname/realname.html", context, status=422 if trouble else 200)
    return may_end_there(request, response)


def _verify(request: SignedIn, form: Elements) -> str | None:
    """None when verified, else the sentence to show."""
    try:
        answer = verify_enterprise(request.account, **form.cleaned_data)
    except Unavailable:
        return words.text("cloud.realname.unavailable")
    return None if answer is Answer.VERIFIED else sentence_of(request, answer)


def sentence_of(request: SignedIn, answer: Answer) -> str:
    """What to say to an answer that is a no."""
    held = real_name_of(request.account)
    time = moment(held.may_change_at) if held else ""
    return words.text(f"cloud.realname.{answer}", accounts=ACCOUNTS, tries=TRIES_A_DAY, time=time)


def asks(request: SignedIn) -> bool:
    """Whether a form is shown: to roots, as long as no enterprise was verified in the last thirty days."""
    held = real_name_of(request.account)
    return request.account.is_root and (held is None or held.may_change_at <= now())


def _back(request: SignedIn) -> str:
    """Where to go on: a path of ours, or a page of the platform, from which people are sent here."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/realname/"
    host = urlsplit(settings.PLATFORM_URL).netloc
    if wanted.startswith(("http://", "https://")) and url_has_allowed_host_and_scheme(wanted, allowed_hosts={host}):
        remember_origin(request, wanted)
        return wanted
    return own_path(wanted, otherwise="/realname/")
