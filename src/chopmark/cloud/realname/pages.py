"""The page on which a root account becomes that of an enterprise."""

from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.returning import may_end_there, may_lead_to, own_path, remember_origin, see_other
from chopmark.cloud.realname import certificate_pages, filing
from chopmark.cloud.realname.actions import ACCOUNTS, TRIES_A_DAY, Answer
from chopmark.cloud.realname.forms import Details
from chopmark.cloud.realname.models import Certificate, real_name_of
from chopmark.evidence import certificates
from chopmark.kit.clock import now
from chopmark.web import words
from chopmark.web.templatetags.chopmark import moment


@require_http_methods(["GET", "POST"])
@account_required
def real_name(request: SignedIn) -> HttpResponse:
    """Ask what the certificate says, or show the verified name."""
    is_answer = request.method == "POST" and asks(request)
    if is_answer and certificate_pages.is_shown(request):
        return _shown(request)
    form = Details(request.POST or None, initial=_filled(request))
    if is_answer and form.is_valid():
        filing.answer(request.account, "details", form.cleaned_data)
        return see_other(with_next(request, "realname-contact"))
    return _page(request, form)


def _shown(request: SignedIn) -> HttpResponse:
    """A picture came: the page comes anew while it is read, with all that was typed."""
    trouble = certificate_pages.take(request)
    if not trouble:
        return see_other(with_next(request, "realname"))
    return _page(request, Details(initial=_filled(request)), trouble=f"file.{trouble}")


def _filled(request: SignedIn) -> dict[str, str]:
    row = filing.open_of(request.account)
    return row.details if row else {"certificate": Certificate.LICENCE}


def _page(request: SignedIn, form: Details, *, trouble: str = "") -> HttpResponse:
    check = filing.reading_of(filing.open_of(request.account))
    context = {
        "form": form, "held": real_name_of(request.account), "asks": asks(request), "next": back_of(request),
        "trouble": trouble, "reading": check, "readings": certificates.readings_of(check),
        "warnings": certificates.warnings_of(check), "contact": filing.contact_of(request.account),
        "here_nav": "realname",
    }  # fmt: skip
    response = render(request, "realname/realname.html", context, status=422 if trouble else 200)
    return may_end_there(request, response)


@require_safe
@account_required
def reading(request: SignedIn) -> HttpResponse:
    """Empty while it is read; then the page is asked to come anew."""
    check = filing.reading_of(filing.open_of(request.account))
    if check is not None and check.is_pending:
        return HttpResponse(status=204)
    return HttpResponse(headers={"HX-Refresh": "true"})


@require_POST
@account_required
def type_instead(request: SignedIn) -> HttpResponse:
    """Whoever does not want to wait, or to keep what was read."""
    filing.type_instead(request.account)
    return see_other(with_next(request, "realname"))


def sentence_of(request: SignedIn, answer: Answer) -> str:
    """What to say to an answer that is a no."""
    held = real_name_of(request.account)
    time = moment(held.may_change_at) if held else ""
    return words.text(f"cloud.realname.{answer}", accounts=ACCOUNTS, tries=TRIES_A_DAY, time=time)


def asks(request: SignedIn) -> bool:
    """Whether a form is shown: to roots, as long as no enterprise was verified in the last thirty days."""
    held = real_name_of(request.account)
    return request.account.is_root and (held is None or held.may_change_at <= now())


def back_of(request: SignedIn) -> str:
    """Where to go on: a path of ours, or a page of the platform, from which people are sent here."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/realname/"
    host = urlsplit(settings.PLATFORM_URL).netloc
    if wanted.startswith(("http://", "https://")) and may_lead_to(wanted, host=host):
        remember_origin(request, wanted)
        return wanted
    return own_path(wanted, otherwise="/realname/")


def with_next(request: SignedIn, name: str) -> str:
    """The address of another page of the way, which leads on to the same place at its end."""
    wanted = request.POST.get("next") or request.GET.get("next")
    leads_on = wanted and wanted != reverse("realname")
    return reverse(name) + (f"?{urlencode({'next': wanted})}" if leads_on else "")
