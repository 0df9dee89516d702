"""The two presses of a form that a passkey answers: its script asks for a challenge, then sends what was signed."""

from django.http import Http404, HttpRequest, HttpResponse

from chopmark.cloud.accounts import factors, passkeys
from chopmark.cloud.accounts.factors import Outcome
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.passkeys import Errand

_KEPT = "passkey_challenge"
_LONGEST = 16_000  # letters of an answer; attestations that nobody asked for make the longest ones


def is_question(request: HttpRequest) -> bool:
    return request.method == "POST" and "offer" in request.POST


def question(request: HttpRequest, *, errand: Errand, account: Account | None) -> HttpResponse:
    """The options for the browser; the challenge in them stays with this session."""
    there = passkeys.place()
    if there is None:
        raise Http404
    challenge = passkeys.ask(errand, account=account)
    request.session[_KEPT] = str(challenge.pk)
    return HttpResponse(passkeys.options(challenge, there=there), content_type="application/json")


def answer_in(request: HttpRequest) -> str:
    return request.POST.get("answer", "")[:_LONGEST]


def challenge_of(request: HttpRequest, *, errand: Errand, account: Account | None) -> bytes | None:
    """What was asked here, if it was for this errand, for this account and not long ago; once."""
    held = request.session.pop(_KEPT, None)
    return passkeys.take(held, errand=errand, account=account) if held else None


def try_passkey(request: HttpRequest, *, errand: Errand, account: Account) -> Outcome:
    """Whether one of this account's passkeys answered what it was asked here."""
    challenge = challenge_of(request, errand=errand, account=account)
    return _attempt(account, answer=answer_in(request), challenge=challenge)


def try_any_passkey(request: HttpRequest) -> Account | None:
    """Whoever's passkey answered; a stranger's, a wrong one and one that is paused are told apart by nobody."""
    challenge = challenge_of(request, errand=Errand.ENTER, account=None)
    account = passkeys.account_of(answer_in(request))
    if account is None or challenge is None:
        return None
    return account if _attempt(account, answer=answer_in(request), challenge=challenge).factor else None


def _attempt(account: Account, *, answer: str, challenge: bytes | None) -> Outcome:
    def spend() -> str:
        return passkeys.spend(account, answer=answer, challenge=challenge) if challenge else ""

    return factors.attempt(account, spend)
