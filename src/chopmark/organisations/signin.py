"""Arriving with a cloud account: to the provider, back again, and asked anew at every entry."""

import secrets
from dataclasses import asdict, dataclass
from typing import Any

from authlib.common.security import generate_token
from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from chopmark.audit import log as audit
from chopmark.kit import keys
from chopmark.kit.clock import now
from chopmark.kit.engines import engine
from chopmark.organisations import claims as claims_of
from chopmark.organisations.claims import Claims
from chopmark.organisations.provider import Expired, LoginRefused, SignIn
from chopmark.people import signin as by_phone
from chopmark.people.models import Login, Person

provider: SignIn = engine("signin")
_FLOW = "signin_flow"
_TOKEN = "cloud_token"  # noqa: S105 - the name of a session entry
_SUBJECT = "cloud_subject"
_PROVED = "cloud_proved"
_VERIFIER_LENGTH = 64  # RFC 7636 section 4.1: 43 to 128 characters


@dataclass(frozen=True)
class Flow:
    """What must be the same when the person comes back, kept in their session."""

    state: str
    nonce: str
    verifier: str
    back: str
    within: int | None = None  # seconds; the person proves anew who they are, and nobody else answers for them


def begin(request: HttpRequest, *, back: str, prompt: str | None = None, within: int | None = None) -> str:
    """Start a sign-in, or ask whoever is signed in for a proof of these last seconds; the address at the provider."""
    within = within if came_by_cloud(request) else None
    flow = Flow(secrets.token_urlsafe(24), secrets.token_urlsafe(24), generate_token(_VERIFIER_LENGTH), back, within)
    request.session[_FLOW] = asdict(flow)
    return provider.authorization_url(
        state=flow.state, nonce=flow.nonce, verifier=flow.verifier, prompt=prompt, within=within
    )


def finish(request: HttpRequest) -> str:
    """Complete a sign-in from the provider's answer; returns where the person wanted to go."""
    flow = _flow_of(request)
    answer = request.GET
    if answer.get("iss", provider.issuer) != provider.issuer:  # RFC 9207: an answer of another provider
        raise LoginRefused("iss")
    if "error" in answer:
        raise LoginRefused(answer["error"])
    signed = provider.exchange(
        code=answer.get("code", ""), verifier=flow.verifier, nonce=flow.nonce, within=flow.within
    )
    try:
        told = provider.userinfo(signed.access_token)
    except Expired as trouble:
        raise LoginRefused("token") from trouble
    if not told.get("sub") or told["sub"] != signed.id_claims.get("sub"):  # OpenID Connect Core 5.3.2
        raise LoginRefused("sub")
    if flow.within is not None and told["sub"] != request.session.get(_SUBJECT):
        raise LoginRefused("other_account")
    if flow.within is not None and _lacks_a_factor(signed.id_claims):
        raise LoginRefused("acr")
    person = _person_of(told)
    login(request, person)
    by_phone.forget(request)
    request.session[_TOKEN] = keys.seal(signed.access_token.encode(), place="session").hex()
    request.session[_SUBJECT] = str(told["sub"])
    request.session[_PROVED] = _proved_at(signed.id_claims, flow)
    audit.record("person.signed_in", subject=person, actor=person, by="cloud")
    return flow.back


def _lacks_a_factor(told: dict[str, Any]) -> bool:
    """Whether the account has more than was given: the wish for two factors can be taken out of the address.

    A provider that does not tell what an account can reach is believed to have asked for it.
    """
    return told.get("acr_best", told.get("acr")) != told.get("acr")


def _proved_at(told: dict[str, Any], flow: Flow) -> int:
    """When every factor that the account has was given; 0 while that is not known: a sign-in may have left one out.

    Who was asked for more and answered has given what there is, or was refused.
    """
    is_whole = flow.within is not None or told.get("acr") == settings.OIDC_TWO_FACTORS
    proved_at = told.get("auth_time")
    return proved_at if is_whole and isinstance(proved_at, int) else 0


def proved_at(request: HttpRequest) -> int:
    """When whoever came by the provider proved who they are there, in seconds since 1970."""
    return int(request.session.get(_PROVED, 0))


def _flow_of(request: HttpRequest) -> Flow:
    kept = request.session.pop(_FLOW, None)
    if kept is None or not secrets.compare_digest(kept["state"].encode(), request.GET.get("state", "").encode()):
        raise LoginRefused("state")
    return Flow(**kept)


def planned_return(request: HttpRequest) -> str:
    """Where an unfinished sign-in wanted to go."""
    return str(request.session.get(_FLOW, {}).get("back", "/"))


@transaction.atomic
def _person_of(told: dict[str, Any]) -> Person:
    known = Login.objects.select_for_update().filter(issuer=provider.issuer, subject=told["sub"]).first()
    if known is None:
        person = Person.objects.arrive()
        person.language = get_language() or person.language
        person.save(update_fields=["language"])
        known, _ = Login.objects.get_or_create(issuer=provider.issuer, subject=told["sub"], defaults={"person": person})
    known.claims, known.seen_at = _kept(claims_of.read(told, settings.OIDC_CLAIM_MAP)), now()
    known.save(update_fields=["claims", "seen_at"])
    return known.person


def ask_again(request: HttpRequest) -> Claims:
    """What the provider says of the signed-in person right now; raises Expired when it has ended the sign-in."""
    token = keys.unseal(bytes.fromhex(request.session[_TOKEN]), place="session").decode()
    told = provider.userinfo(token)
    if told.get("sub") != request.session[_SUBJECT]:  # OpenID Connect Core 5.3.2, at every answer
        raise Expired
    claims = claims_of.read(told, settings.OIDC_CLAIM_MAP)
    Login.objects.filter(issuer=provider.issuer, subject=told["sub"]).update(claims=_kept(claims), seen_at=now())
    return claims


def _kept(claims: Claims) -> dict[str, Any]:
    """What roles are found by, in our words; a real name is asked for anew each time and not kept."""
    return {"owner_uin": claims.owner_uin, "esign": {"actions": sorted(claims.actions)}}


def came_by_cloud(request: HttpRequest) -> bool:
    return _TOKEN in request.session


def leave(request: HttpRequest) -> None:
    if request.user.is_authenticated:
        audit.record("person.signed_out", subject=request.user, actor=request.user)
    logout(request)


def end_sessions_of(subject: str) -> int:
    """Sign a subject out everywhere: the provider's back channel asked for it."""
    ended = 0
    for session in Session.objects.filter(expire_date__gt=now()).iterator():
        if session.get_decoded().get(_SUBJECT) == subject:
            session.delete()
            ended += 1
    return ended
