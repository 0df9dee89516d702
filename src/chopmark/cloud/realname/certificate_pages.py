"""The picture of a certificate that came with the form of the details."""

import datetime as dt

from django.db import transaction
from django.http import HttpRequest

from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.realname import filing
from chopmark.cloud.realname.tasks import read_certificate
from chopmark.evidence.pictures import open_picture
from chopmark.kit.errors import Unreadable
from chopmark.notify import limits
from chopmark.web.uploads import was_cut

# Of an account, readable or not. Somebody photographs it a few times over; a program would keep the reader from others.
PICTURES = limits.Limit("certificates_shown", ((20, dt.timedelta(hours=1)), (60, dt.timedelta(days=1))))


def is_shown(request: HttpRequest) -> bool:
    """Whether a picture came with the form, or too much of one."""
    return "picture" in request.FILES or was_cut(request)


def take(request: SignedIn) -> str:
    """Keep what was typed, then the picture; empty, or the reason why there is none to read. Raises TooMany."""
    filing.note(request.account, {name: value for name, value in request.POST.items() if isinstance(value, str)})
    if was_cut(request):
        return "FILE_TOO_LARGE"
    limits.use(PICTURES, of=request.account.uin)
    given = request.FILES.get("picture")
    try:
        picture = open_picture(given.read() if given else b"")
    except Unreadable as trouble:
        return trouble.reason
    with transaction.atomic():
        check = filing.show(request.account, picture)
        read_certificate.defer(check_id=str(check.pk))
    return ""
