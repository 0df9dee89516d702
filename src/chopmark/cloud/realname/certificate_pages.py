"""The picture of a certificate on the page of the details: taken, being read, set aside."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.realname import filing
from chopmark.cloud.realname.tasks import read_certificate
from chopmark.evidence.pictures import open_picture
from chopmark.kit.errors import Unreadable
from chopmark.web.uploads import was_cut


def is_shown(request: HttpRequest) -> bool:
    """Whether a picture came with the form, or too much of one."""
    return "picture" in request.FILES or was_cut(request)


def take(request: SignedIn) -> str:
    """Keep what was typed, then the picture; empty, or the reason why there is none to read."""
    filing.note(request.account, {name: value for name, value in request.POST.items() if isinstance(value, str)})
    if was_cut(request):
        return "FILE_TOO_LARGE"
    given = request.FILES.get("picture")
    try:
        picture = open_picture(given.read() if given else b"")
    except Unreadable as trouble:
        return trouble.reason
    with transaction.atomic():
        check = filing.show(request.account, picture)
        read_certificate.defer(check_id=str(check.pk))
    return ""


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
    filing.type_instead(request.account)
    return redirect("realname")
