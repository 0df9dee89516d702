"""Passkeys (WebAuthn Level 2): what a browser is asked, and whether what its authenticator signed is right."""

import datetime as dt
import ipaddress
import secrets
import struct
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import webauthn
from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from django.db import IntegrityError, transaction
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialCreationOptions,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account, Passkey, PasskeyChallenge
from chopmark.kit import keys
from chopmark.kit.clock import now

MINUTES = 5
MOST = 20  # of an account; the list of them goes to the browser at every sign-in
_CHALLENGE = 32  # bytes; WebAuthn, 13.4.3 asks for 16 at least
_KEPT = dt.timedelta(minutes=2 * MINUTES)
_NAME = "Chopmark"
# What reading a stranger's bytes may raise in the library and below it.
_UNREADABLE = (
    WebAuthnException, UnsupportedAlgorithm, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError,
    ValueError, struct.error,
)  # fmt: skip


class Errand(StrEnum):
    """What a challenge is for; an answer to one is none to another."""

    ADD = "add"
    ENTER = "enter"
    SECOND = "second"
    AGAIN = "again"


@dataclass(frozen=True)
class Place:
    """Where passkeys are good: the host that they are bound to, and the only origin that they are taken from."""

    host: str
    origin: str


def place() -> Place | None:
    """The cloud's own address. Browsers take names only (WebAuthn, 5.1.3, step 7): 127.0.0.1 is called localhost."""
    parts = urlsplit(settings.CLOUD_URL)
    host = "localhost" if parts.hostname == "127.0.0.1" else parts.hostname or ""
    port = f":{parts.port}" if parts.port else ""
    return None if _is_number(host) else Place(host, f"{parts.scheme}://{host}{port}")


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return not host
    return True


def handle_of(account: Account) -> bytes:
    """What an authenticator calls the account: nothing that tells who it is (WebAuthn, 14.6.1)."""
    return keys.blind(account.uin, purpose="cloud.passkey")


@transaction.atomic
def ask(errand: Errand, *, account: Account | None) -> PasskeyChallenge:
    """A fresh challenge for this account, or for whoever comes."""
    old = PasskeyChallenge.objects.filter(made_at__lt=now() - _KEPT).select_for_update(skip_locked=True)
    PasskeyChallenge.objects.filter(pk__in=old.values("pk")).delete()
    return PasskeyChallenge.objects.create(errand=errand, account=account, value=secrets.token_bytes(_CHALLENGE))


@transaction.atomic
def take(pk: str, *, errand: Errand, account: Account | None) -> bytes | None:
    """The challenge, to whoever comes first with it and in time; it is gone however the answer turns out."""
    held = PasskeyChallenge.objects.select_for_update().filter(pk=pk, errand=errand, account=account).first()
    if held is None:
        return None
    held.delete()
    return bytes(held.value) if now() - held.made_at < dt.timedelta(minutes=MINUTES) else None


def options(challenge: PasskeyChallenge, *, there: Place) -> str:
    """What the browser hands to its authenticators, as JSON; without an account any passkey of ours may answer."""
    account = challenge.account
    if account and challenge.errand == Errand.ADD:
        return webauthn.options_to_json(_new(challenge, account=account, there=there))
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=there.host,
            challenge=bytes(challenge.value),
            timeout=MINUTES * 60_000,
            allow_credentials=_known(account) if account else None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def _new(challenge: PasskeyChallenge, *, account: Account, there: Place) -> PublicKeyCredentialCreationOptions:
    return webauthn.generate_registration_options(
        rp_id=there.host,
        rp_name=_NAME,
        user_id=handle_of(account),
        user_name=account.name or account.uin,
        challenge=bytes(challenge.value),
        timeout=MINUTES * 60_000,
        exclude_credentials=_known(account),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )


def _known(account: Account) -> list[PublicKeyCredentialDescriptor]:
    held = Passkey.objects.filter(account=account).values_list("credential", flat=True)
    return [PublicKeyCredentialDescriptor(id=bytes(credential)) for credential in held]


@transaction.atomic
def add(account: Account, *, answer: str, challenge: bytes, name: str) -> Passkey | None:
    """Keep the public half of a new passkey; None when the answer is not right."""
    there = place()
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=there.host if there else "",
            expected_origin=there.origin if there else "",
            require_user_verification=True,
        )
    except _UNREADABLE:
        return None
    Account.objects.select_for_update().get(pk=account.pk)  # two windows do not go past the most
    if is_full(account):
        return None
    try:
        with transaction.atomic():
            kept = Passkey.objects.create(
                account=account, credential=made.credential_id, public_key=made.credential_public_key,
                sign_count=made.sign_count, name=name,
            )  # fmt: skip
    except IntegrityError:  # the same credential a second time
        return None
    audit.record("account.factor_added", subject=account, actor=account, factor="passkey")
    return kept


def is_full(account: Account) -> bool:
    return Passkey.objects.filter(account=account).count() >= MOST


def account_of(answer: str) -> Account | None:
    """Whose passkey claims to have answered, by both names that it gives; nothing is proved by that."""
    try:
        told = parse_authentication_credential_json(answer)
    except _UNREADABLE:
        return None
    held = Passkey.objects.select_related("account__owner").filter(credential=told.raw_id).first()
    if held is None or told.response.user_handle != handle_of(held.account):
        return None
    return held.account if held.account.is_open else None


def spend(account: Account, *, answer: str, challenge: bytes) -> str:
    """`passkey` when one of this account's signed the challenge with its person verified (WebAuthn, 7.2).

    Its counter has to have moved on, where it has one: a copy of an authenticator is found out by that.
    """
    there = place()
    try:
        told = parse_authentication_credential_json(answer)
        held = Passkey.objects.select_for_update().filter(account=account, credential=told.raw_id).first()
        if held is None or there is None or told.response.user_handle not in (None, handle_of(account)):
            return ""
        seen = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=there.host,
            expected_origin=there.origin,
            credential_public_key=bytes(held.public_key),
            credential_current_sign_count=held.sign_count,
            require_user_verification=True,
        )
    except _UNREADABLE:
        return ""
    held.sign_count, held.used_at = seen.new_sign_count, now()
    held.save(update_fields=["sign_count", "used_at"])
    return "passkey"


def rename(passkey: Passkey, *, name: str) -> None:
    passkey.name = name
    passkey.save(update_fields=["name"])
