"""The evidence report of a finished contract, put together from the record of what happened and a check of the file."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import replace

from chopmark.audit import log as audit
from chopmark.audit.models import Event
from chopmark.contracts import links
from chopmark.contracts.models import Contract, Party
from chopmark.contracts.states import Status
from chopmark.drawing.letters.data import Language
from chopmark.drawing.reports import Act, Check, Evidence, Moment, Signer, report
from chopmark.kit import ids, masks
from chopmark.kit.clock import BEIJING, now
from chopmark.kit.errors import NotReady
from chopmark.notify import limits, messages
from chopmark.onboarding.papers import marks, operator_name
from chopmark.trust import authority, documents
from chopmark.trust.chains import load_roots, name_in
from chopmark.trust.models import Certificate
from chopmark.trust.reports import Kind

REPORTS = limits.Limit(
    "evidence_reports", ((20, dt.timedelta(hours=1)),)
)  # of one contract and asker: each takes seconds
_ACTS = {
    "contract.drafted": Act.DRAFTED,
    "contract.handed_over": Act.HANDED_OVER,
    "contract.opened": Act.OPENED,
    "contract.pressed": Act.PRESSED,
    "contract.unpressed": Act.UNPRESSED,
    "contract.signed": Act.SIGNED,
    "contract.renewed": Act.RENEWED,
}
_MOVES = {Status.SENT: Act.SENT, Status.SIGNED: Act.COMPLETE, Status.FINISHED: Act.FINISHED}


def as_pdf(contract: Contract, *, language: str, asker: str) -> bytes:
    """Signed and time-stamped. Raises NotReady before the contract is finished, TooMany, and Unavailable.

    `asker` is whose number of reports is counted, so that nobody uses up another's.
    """
    if contract.status != Status.FINISHED:
        raise NotReady(step="finish")
    limits.use(REPORTS, of=f"{contract.pk}:{asker}")
    sheet = report(evidence_of(contract), Language(language), marks=marks())
    return documents.sign(sheet, name=operator_name(), reason=contract.ref)


def evidence_of(contract: Contract) -> Evidence:
    """Everything that is known of a finished contract."""
    events = list(audit.history(contract))
    parties = {one.position: one for one in contract.parties.select_related("organisation", "seal", "person")}
    present = now().astimezone(BEIJING)
    return Evidence(
        number=f"EVI-{ids.spaced(contract.ref)[3:].replace(' ', '-')}-{present:%Y%m%d%H%M%S}",
        reference=ids.spaced(contract.ref),
        title=contract.title,
        sha256=contract.sha256,
        pages=len(contract.sheets),
        sender=contract.organisation.name,
        is_ordered=contract.is_ordered,
        sent_at=contract.sent_at or contract.created_at,
        finished_at=contract.ended_at or present,
        issued_at=present,
        operator=operator_name(),
        verify_url=links.proof_link(contract),
        signers=tuple(_signer(party, events=events) for party in parties.values()),
        moments=tuple(sorted(_moments(events, parties=parties), key=lambda one: one.at)),
        checks=tuple(_checks(contract)),
    )


def _signer(party: Party, *, events: list[Event]) -> Signer:
    """What was asked of a party, and what it did."""
    told = Signer(
        name=party.name,
        is_organisation=party.is_organisation,
        uscc="",
        authenticated_at=None,
        mobile=party.masked_mobile if party.mobile else "",
        told_at=messages.first_told(party.matter),
        opened_at=party.opened_at,
        mark="",
        seal="",
        member="",
        signed_at=party.signed_at or now(),
        certificate=_serial(party, events),
        issuer="",
    )
    signed = replace(told, issuer=_issuer(told.certificate))
    if party.organisation is None or party.seal is None or party.person is None:
        return replace(signed, mark="hand" if json.loads(party.mark or "{}").get("strokes") else "typed")
    return replace(
        signed,
        name=party.organisation.name,
        uscc=party.organisation.uscc,
        authenticated_at=party.organisation.verified_at,
        seal=party.seal.name,
        member=masks.name(party.person.name or "—"),
    )


def _serial(party: Party, events: list[Event]) -> str:
    found = [one for one in events if one.kind == "contract.signed" and one.facts["party"] == party.position]
    return str(found[-1].facts["serial"]) if found else ""


def _issuer(serial: str) -> str:
    """Who issued a certificate; a licensed authority's own name once one is used."""
    row = Certificate.objects.filter(serial=serial).first()
    return name_in(load_roots(row.chain)[0].issuer) if row else ""


def _moments(events: list[Event], *, parties: dict[int, Party]) -> Iterator[Moment]:
    for event in events:
        act = _act(event)
        if act is not None:
            party = parties.get(event.facts.get("party", 0))
            yield Moment(event.at, act, party.name if party else "")
    for party in parties.values():
        told_at = messages.first_told(party.matter)
        if told_at:
            yield Moment(told_at, Act.TOLD, party.name)


def _act(event: Event) -> Act | None:
    if event.kind == "contract.moved":
        return _MOVES.get(Status(event.facts["there"]))
    return _ACTS.get(event.kind)


def _checks(contract: Contract) -> Iterator[Check]:
    """As the public page would find it."""
    for one in documents.verify(contract.pdf, roots=authority.root_pem()).signatures:
        yield Check(one.who, one.kind is Kind.TIMESTAMP, one.stamped_at, one.is_valid, one.level)
