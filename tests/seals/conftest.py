"""An organisation whose Enterprise Edition is open, its super administrator, and a member."""

from dataclasses import dataclass
from typing import Any

import pytest

from chopmark.notify.models import Message
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.states import Status
from chopmark.people.models import Login, Person
from tests.journey import account, sign_in

NAME = "苏州市栗栖湾纸业有限公司"
ADMINISTRATOR, MEMBER, STRANGER = "100000000017", "100000000018", "100000000019"
MOBILES = {ADMINISTRATOR: "13800100001", MEMBER: "13800100002", STRANGER: "13800100003"}


@dataclass
class Somebody:
    """A person at a browser of their own."""

    person: Person
    browser: Any

    def codes(self, template):
        """The digits that went to this person, newest first."""
        sent = Message.objects.filter(template=f"code.{template}").order_by("-created_at")
        bodies = [message.body for message in sent if message.mobile == self.person.mobile]
        return ["".join(c for c in body.split("码")[1][:8] if c.isdigit())[:6] for body in bodies]


@pytest.fixture
def somebody(db, provider):
    def make(sub, name):
        browser = sign_in(provider, account(sub=sub))
        person = Login.objects.get(subject=sub).person
        person.name, person.mobile = name, MOBILES[sub]
        person.save()
        return Somebody(person, browser)

    return make


def open_organisation():
    return Organisation.objects.create(
        uscc="91320500MA1SEALS0X", name=NAME, entity_type="enterprise", status=Status.OPEN
    )


@pytest.fixture
def organisation(db):
    return open_organisation()


@pytest.fixture
def administrator(somebody, organisation):
    found = somebody(ADMINISTRATOR, "苏棠")
    Membership.objects.create(organisation=organisation, person=found.person, role=Membership.SUPER_ADMINISTRATOR)
    return found


@pytest.fixture
def member(somebody, organisation):
    found = somebody(MEMBER, "叶栖汀")
    Membership.objects.create(organisation=organisation, person=found.person, role=Membership.MEMBER)
    return found


@pytest.fixture
def stranger(somebody):
    return somebody(STRANGER, "欧阳汀")
