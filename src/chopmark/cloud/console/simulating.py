"""Trying out a question to CAM: what would be answered, by which statement, and what stood in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.middleware import SignedIn
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.decisions import answered, compiled, context_of
from chopmark.cloud.cam.evaluate import RESOURCE, RESOURCE_IGNORED, Miss, Place
from chopmark.cloud.cam.holding import Held, held_by, policies_in
from chopmark.cloud.cam.presets import ESIGN_ACTIONS
from chopmark.cloud.cam.resources import EVERYTHING
from chopmark.cloud.cam.values import moment
from chopmark.cloud.console.forms import Question
from chopmark.cloud.console.shell import ip_of, manager_required, page
from chopmark.cloud.console.verdicts import Verdict


@dataclass(frozen=True)
class Said:
    """A statement that decided or nearly did, how its policy came, and which conditions stood in the way."""

    place: Place
    ways: list[Held]
    clauses: tuple[str, ...] = ()

    @property
    def misses_resource(self) -> bool:
        return RESOURCE in self.clauses

    @property
    def ignores_resource(self) -> bool:
        return RESOURCE_IGNORED in self.clauses

    @property
    def conditions(self) -> list[str]:
        return [clause for clause in self.clauses if clause not in (RESOURCE, RESOURCE_IGNORED)]


@require_http_methods(["GET", "POST"])
@manager_required
def simulator(request: SignedIn) -> HttpResponse:
    """Only about sub-users of the same root; nothing is kept. A link may ask, and is checked like what is typed."""
    known = Account.objects.filter(owner=request.account.root).order_by("name")
    linked = {"resource": EVERYTHING, **request.GET.dict()} if "user" in request.GET else None
    form = Question(request.POST or linked, known=known, initial={"ip": ip_of(request)})
    answer = _answer(**form.cleaned_data) if form.is_bound and form.is_valid() else {}
    return page(request, "console/simulator.html", nav="simulator", form=form, actions=ESIGN_ACTIONS, **answer)


def supposed(*, ip: str, at: str) -> dict[str, str]:
    """The general keys of a question from this address at this time; without a time it is now."""
    return {**context_of(ip or None), **({"qcs:current_time": moment(at).isoformat()} if at else {})}


def _answer(*, user: Account, action: str, resource: str, ip: str, at: str) -> dict[str, Any]:
    ways = held_by([user])[user.uin]
    known = compiled(policies_in(ways))
    decision = answered(known, user, action=action, resource=resource, context=supposed(ip=ip, at=at))
    return {
        "asked": user,
        "verdict": Verdict(action, decision),
        "deciding": [_said(place, ways) for place in decision.statements],
        "nearest": _nearest(decision.nearest, ways),
    }


def _nearest(misses: Iterable[Miss], ways: list[Held]) -> list[Said]:
    return [_said(miss.place, ways, miss.clauses) for miss in misses]


def _said(place: Place, ways: list[Held], clauses: tuple[str, ...] = ()) -> Said:
    return Said(place, [held for held in ways if held.policy.name == place.policy], clauses)
