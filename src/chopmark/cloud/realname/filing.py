"""What is said of an enterprise, kept until its name is verified: typed, or read from a picture by a worker.

The picture is deleted as soon as it was read, or was not: what the reader said of it stays with the filing.
"""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.realname import head_cases
from chopmark.cloud.realname.flow import FLOW
from chopmark.cloud.realname.models import ELEMENTS, Certificate, Filing
from chopmark.evidence import certificates, uploads
from chopmark.evidence.models import Check, Upload
from chopmark.evidence.pictures import Picture
from chopmark.evidence.uscc import EntityType
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed, Unreadable

PURPOSE = "certificate"
GIVEN_UP = "given_up"  # the reader did not answer, or its process died each time
UNREADABLE = "unreadable"
LONGEST = 500  # characters; what is longer is no detail of a filing
FILLED = (*ELEMENTS, "address")
ANSWERED = {"details": "details_at", "contact": "contact_at"}
_KEPT = dt.timedelta(hours=1)  # our own bound: a reading takes seconds, and its retries a minute


def open_of(account: Account) -> Filing | None:
    return Filing.objects.filter(account=account, ended_at=None).first()


def reading_of(row: Filing | None) -> Check | None:
    """The reading of the picture that counts now."""
    return uploads.latest_check(row.matter, certificates.KIND) if row else None


def certificate_of(entity_type: str) -> Certificate:
    """The one that organisations of this kind have (domain 1.3)."""
    businesses = (EntityType.ENTERPRISE, EntityType.SOLE_TRADER)
    return Certificate.LICENCE if entity_type in businesses else Certificate.OTHER


@transaction.atomic
def note(account: Account, said: Mapping[str, str]) -> Filing:
    """Keep what was typed, checked or not; what is no detail of a filing is left out."""
    row = locked(account)
    for name in FILLED:
        if name in said:
            setattr(row, name, said[name][:LONGEST])
    row.save()
    return row


@transaction.atomic
def answer(account: Account, key: str, said: Mapping[str, str]) -> None:
    """Keep a checked answer: the question of this key is answered; NotReady when an earlier one is open."""
    row = locked(account)
    FLOW.check_reached(row, key)
    for name, value in said.items():
        setattr(row, name, value)
    if key == "details":
        _forget_head(row)
    setattr(row, ANSWERED[key], now())
    row.save()
    audit.record("filing.answered", subject=row, actor=account, step=key)


@transaction.atomic
def show(account: Account, picture: Picture) -> Check:
    """Take a picture in place of an earlier one; a worker reads it."""
    row = locked(account)
    _set_aside(row)
    row.details_at = None  # what the picture says is looked at first
    _forget_head(row)
    row.save(update_fields=["details_at", "head_at", "head_number"])
    return certificates.keep(picture, purpose=PURPOSE, matter=row.matter, actor=account)


@transaction.atomic
def type_instead(account: Account) -> None:
    """The picture and what was read from it are set aside; what is filled in stays."""
    row = open_of(account)
    if row is not None:
        _set_aside(locked(account))


def contact_of(account: Account) -> dict[str, str]:
    """Whom the last verified filing named, masked."""
    row = Filing.objects.filter(account=account.root, ended_at__isnull=False).order_by("-ended_at").first()
    return row.contact if row else {}


def locked(account: Account) -> Filing:
    """The one open filing of a root: a double press finds the same."""
    if not account.is_root:
        raise NotAllowed(action="account:VerifyRealName")
    made, _ = Filing.objects.get_or_create(account=account, ended_at=None)
    return Filing.objects.select_for_update().get(pk=made.pk)


def _forget_head(row: Filing) -> None:
    """Another name may have another head: a face that was shown for the earlier one proves nothing."""
    head_cases.withdraw(row)
    row.head_at = row.head_number = None


def _set_aside(row: Filing) -> None:
    """The pictures go once this is true for good; what a crash leaves then goes with `drop_stale`."""
    Check.objects.filter(matter=row.matter, superseded_at=None).update(superseded_at=now())
    given = list(Upload.objects.filter(matter=row.matter, purpose=PURPOSE, dropped_at=None))
    uploads.supersede(row.matter, PURPOSE, actor=row.account)
    transaction.on_commit(lambda: _drop(given))


def end(account: Account) -> None:
    """The name is verified: another one begins with another filing. In the caller's transaction."""
    row = Filing.objects.select_for_update().filter(account=account, ended_at=None).first()
    if row is not None:
        _set_aside(row)
        _forget_head(row)
        row.ended_at = now()
        row.save(update_fields=["ended_at", "head_at", "head_number"])


def read(check_id: str) -> None:
    """Fill in what was read for certain; raises Unavailable, and nothing was decided then."""
    check = Check.objects.select_related("upload").get(pk=check_id)
    if certificates.is_to_be_read(check):
        _keep(check)
    _drop(_pictures_of(check))


def _pictures_of(check: Check) -> list[Upload]:
    return [check.upload] if check.upload else []


def _drop(pictures: list[Upload]) -> None:
    for picture in pictures:
        uploads.drop_picture(picture)


def _keep(check: Check) -> None:
    try:
        reading = certificates.read(check)
    except Unreadable as trouble:
        certificates.end(str(check.pk), UNREADABLE, engine="", reason=trouble.reason)
        return
    except FileNotFoundError:  # another picture took its place meanwhile
        certificates.end(str(check.pk), GIVEN_UP, engine="")
        return
    with transaction.atomic():
        row = Filing.objects.select_for_update().get(pk=check.matter.partition(":")[2])
        told = certificates.told(reading)
        if certificates.end(str(check.pk), certificates.READ, engine=reading.engine, seconds=reading.seconds, **told):
            _fill(row, Check.objects.get(pk=check.pk))


def _fill(row: Filing, check: Check) -> None:
    """What the reader was not sure of is typed by whoever holds the certificate; the page says what it may be."""
    if check.superseded_at is not None or row.ended_at is not None:
        return
    for name, found in certificates.readings_of(check).items():
        if name in FILLED and found["sure"]:
            setattr(row, name, found["value"])
        if name == "entity_type" and found["sure"]:
            row.certificate = certificate_of(found["value"])
    row.save()


def give_up(check_id: str) -> None:
    """The page says so, and goes on by typing."""
    certificates.end(check_id, GIVEN_UP, engine="")
    _drop(_pictures_of(Check.objects.select_related("upload").get(pk=check_id)))


def drop_stale() -> None:
    """Pictures that no job came to: a reading that never ended is given up."""
    left = Upload.objects.filter(purpose=PURPOSE, dropped_at=None, created_at__lt=now() - _KEPT)
    for check in Check.objects.filter(upload__in=left):
        give_up(str(check.pk))
