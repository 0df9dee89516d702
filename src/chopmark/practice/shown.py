"""The practice world told to people at a terminal and to programs; from the rosters, without a database."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings

from chopmark.evidence import uscc
from chopmark.practice import accounts, companies, invent, residents
from chopmark.practice.accounts import Group, Root, SubUser


@dataclass(frozen=True)
class Account:
    """What one logs in with: a root by `uin`, a sub-user by its owner's and its own name."""

    uin: str | None
    owner: str | None
    name: str | None
    story: str
    group: Group
    uscc: str | None
    organisation: str

    @property
    def root_id(self) -> str:
        """What is typed as the root account ID."""
        return self.uin or self.owner or ""


def all_accounts() -> list[Account]:
    """Every documented account, by group."""
    found = [*map(_root, accounts.ROOTS), *map(_sub_user, accounts.SUB_USERS)]
    return sorted(found, key=lambda account: list(Group).index(account.group))


def _root(root: Root) -> Account:
    return Account(root.uin, None, None, root.story, root.group, root.uscc, _organisation(root))


def _sub_user(sub_user: SubUser) -> Account:
    owner = next(root for root in accounts.ROOTS if root.uin == sub_user.owner)
    return Account(None, owner.uin, sub_user.name, sub_user.story, sub_user.group, owner.uscc, _organisation(owner))


def _organisation(root: Root) -> str:
    return "" if root.uscc is None else _name(companies.by_code(root.uscc))


def _name(entry: companies.Entry) -> str:
    return entry.registered_name(residents.head(entry.seed).name)


def as_json() -> str:
    return json.dumps(world(), ensure_ascii=False, indent=2)


def world() -> dict[str, Any]:
    """Everything that a test or a script needs to walk a journey."""
    return {
        "password": accounts.PASSWORD,
        "accounts": [asdict(account) for account in all_accounts()],
        "staff": [asdict(account) for account in all_accounts() if account.group is Group.STAFF],
        "companies": [_company(entry) for entry in companies.ROSTER],
        "people": [_person(entry, code) for entry, code in residents.roster()],
        "probe": {
            "issuer": settings.OIDC_ISSUER,
            "client_id": accounts.PROBE_ID,
            "client_secret": accounts.probe_secret(),
            "redirect_uri": accounts.PROBE_REDIRECT,
        },
    }


def _company(entry: companies.Entry) -> dict[str, Any]:
    head = residents.head(entry.seed)
    return {
        "id": entry.code,
        "uscc": entry.code,
        "name": _name(entry),
        "entity_type": uscc.entity_type_of(entry.code),
        "kind": entry.kind,
        "status": entry.status,
        "is_listed": entry.is_listed,
        "legal_representative": head.name,
        "legal_representative_number": head.number if entry.has_number else None,
        "address": invent.address(entry.seed),
        "story": entry.story,
    }


def _person(entry: residents.Entry, code: str | None) -> dict[str, Any]:
    return {
        "name": entry.name,
        "id_kind": entry.kind,
        "id_number": entry.number,
        "mobile": entry.mobile,
        "uscc": code,
        "story": entry.story,
    }


def as_text() -> str:
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield f"Password of every account: {accounts.PASSWORD}\n"
    for account in all_accounts():
        who = f"{account.root_id} {account.name or ''}"
        yield f"  {who:<26} {account.group:<10} {account.story:<14} {account.organisation}"
    yield "\nOrganisations"
    for entry in companies.ROSTER:
        yield f"  {entry.code}  {entry.status:<13} {entry.story:<14} {_name(entry)}"
    yield "\nPeople"
    for person, _ in residents.roster():
        yield f"  {person.number:<18}  {person.mobile}  {person.story:<14} {person.name}"
    yield f"\nProbe client: {accounts.PROBE_ID}, secret {accounts.probe_secret()}, {accounts.PROBE_REDIRECT}"
