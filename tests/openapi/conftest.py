"""An organisation with a key, and a client that signs by a reckoning of its own."""

import json
import time

import pytest
from django.test import Client

from chopmark.openapi import actions
from chopmark.organisations.models import Organisation
from chopmark.organisations.states import Status
from tests.journey import DEMO
from tests.seals.conftest import administrator, organisation, somebody, stranger
from tests.vendors.tencent.stand_in import canonical, signature

__all__ = ["administrator", "organisation", "somebody", "stranger"]


@pytest.fixture
def key(organisation, administrator):
    return actions.make(organisation, actor=administrator.person)


@pytest.fixture
def other_organisation(db):
    return Organisation.objects.create(uscc=DEMO.code, name=DEMO.name, entity_type="enterprise", status=Status.OPEN)


class Asker:
    """A program that signs as domain 5.4 has it; whatever is given on the way replaces what it would have said."""

    def __init__(self, secret_id, secret):
        self.secret_id, self.secret = secret_id, secret

    def ask(self, action="DescribeOrganization", asked=None, *, skew=0, body=None, sent=None, **headers):
        seconds = int(time.time()) + skew
        raw = json.dumps(asked or {}).encode() if body is None else body
        told = {"content-type": "application/json", "host": "testserver"}
        signed = signature(
            self.secret, service="ess", seconds=seconds, request=canonical(told, ["content-type", "host"], raw)
        )
        day = time.strftime("%Y-%m-%d", time.gmtime(seconds))
        line = (
            f"TC3-HMAC-SHA256 Credential={self.secret_id}/{day}/ess/tc3_request, "
            f"SignedHeaders=content-type;host, Signature={signed}"
        )
        all_headers = {
            "X-TC-Action": action,
            "X-TC-Timestamp": str(seconds),
            "Authorization": line,
            "Host": "testserver",
            **headers,
        }
        answer = Client().post("/", sent or raw, content_type="application/json", headers=all_headers)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == "application/json"
        return answer.json()["Response"]


@pytest.fixture
def asker(key):
    return Asker(key[0].secret_id, key[1])
