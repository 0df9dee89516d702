"""Our door for programs, driven by the vendor's unmodified client over the loopback."""

import datetime as dt
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from tencentcloud.common.common_client import CommonClient
from tencentcloud.common.credential import Credential
from tencentcloud.common.exception.tencent_cloud_sdk_exception import TencentCloudSDKException
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile

from chopmark.kit import clock
from chopmark.openapi import actions
from chopmark.organisations.models import Membership, Organisation
from chopmark.organisations.states import Status
from chopmark.people.models import Person


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def gateway(committed):
    server = make_server("127.0.0.1", 0, get_wsgi_application(), WSGIServer, Quiet)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def key(gateway):
    person = Person.objects.arrive()
    organisation = Organisation.objects.create(
        uscc="91320500MA1SEALS0X", name="苏州市栗栖湾纸业有限公司", entity_type="enterprise", status=Status.OPEN
    )
    Membership.objects.create(organisation=organisation, person=person, role=Membership.SUPER_ADMINISTRATOR)
    return actions.make(organisation, actor=person)


def client(endpoint, secret_id, secret):
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=endpoint))
    return CommonClient("ess", "2020-11-11", Credential(secret_id, secret), "", profile=profile)


def test_the_official_client_asks_and_reads_the_answer(gateway, key):
    told = client(gateway, key[0].secret_id, key[1]).call_json("DescribeOrganization", {})
    assert told["Response"]["OrganizationName"] == "苏州市栗栖湾纸业有限公司"


def test_the_official_client_raises_our_refusals(gateway, key):
    with pytest.raises(TencentCloudSDKException) as refusal:
        client(gateway, key[0].secret_id, "wrong").call_json("DescribeOrganization", {})
    assert refusal.value.code == "AuthFailure.SignatureFailure"
    assert refusal.value.requestId


def test_the_official_client_with_a_wrong_clock_hears_the_time(gateway, key, monkeypatch):
    there = clock.now() + dt.timedelta(seconds=600)
    monkeypatch.setattr("chopmark.openapi.gateway.now", lambda: there)
    with pytest.raises(TencentCloudSDKException) as refusal:
        client(gateway, key[0].secret_id, key[1]).call_json("DescribeOrganization", {})
    assert refusal.value.code == "AuthFailure.SignatureExpire"
    assert f"behind the server's time {round(there.timestamp())}" in refusal.value.message
