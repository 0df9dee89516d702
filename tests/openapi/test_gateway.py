"""Signed questions: who asks, whose clock is off, what is answered, and what strangers learn."""

import json

import pytest
from django.test import Client

from chopmark.audit import log as audit
from chopmark.openapi import actions, signing


def code(answer):
    return answer["Error"]["Code"]


def test_the_vector_of_the_domain():
    """Domain 5.4, made by the vendor's own client."""
    headers = {
        "content-type": "application/json", "host": "127.0.0.1:8901", "x-tc-timestamp": "1767225600",
        "authorization": "TC3-HMAC-SHA256 Credential=AKIDEXAMPLE0000000000000000000000000/2026-01-01/ess/tc3_request, "
        "SignedHeaders=content-type;host, "
        "Signature=2f2cd7f6d35033bbc1cac59a34207d549e7225834582c7f00b2c13cf8818ff2a",
    }  # fmt: skip
    claim = signing.read(headers)
    key, body = "ExampleSecretKey0000000000000000", b'{"Operator": {"UserId": "yDexampleuser"}}'
    assert signing.fits(claim, key=key, headers=headers, body=body)
    assert not signing.fits(claim, key=key, headers=headers, body=body + b" ")
    assert not signing.fits(claim, key=key[:-1], headers=headers, body=body)
    assert not signing.fits(claim, key=key, headers={**headers, "host": "127.0.0.1:8902"}, body=body)


def test_an_organisation_asks_how_it_stands(asker, organisation):
    told = asker.ask()
    assert told["OrganizationName"] == organisation.name
    assert told["UniformSocialCreditCode"] == organisation.uscc
    assert told["Status"] == "OPEN"
    assert told["SuperAdminName"] == "苏*"
    assert told["RequestId"]


def test_further_a_client_whose_clock_is_off_is_told_the_servers_time(asker):
    for skew, word in ((-301, "behind"), (302, "ahead of"), (-86_400, "behind")):
        refused = asker.ask(skew=skew)
        assert code(refused) == "AuthFailure.SignatureExpire"
        said = refused["Error"]["Message"]
        assert f"seconds {word} the server's time" in said
        assert "T" in said.split("(")[1]
        assert "Set your clock" in said
    assert "Error" not in asker.ask(skew=-290)
    assert "Error" not in asker.ask(skew=290)


def test_a_wrong_key_an_ended_key_and_a_changed_body_are_refused(asker, key, administrator):
    assert code(asker.ask(sent=b'{"Limit": 1}')) == "AuthFailure.SignatureFailure"
    assert code(asker.ask(Authorization="TC3-HMAC-SHA256 nonsense")) == "AuthFailure.InvalidAuthorization"
    asker.secret += "x"
    assert code(asker.ask()) == "AuthFailure.SignatureFailure"
    asker.secret = key[1]
    actions.end(key[0], actor=administrator.person)
    assert code(asker.ask()) == "AuthFailure.SecretIdNotFound"


@pytest.mark.parametrize("names", ["host", "content-type", "content-type;host;x-tc-absent", "Content-Type;Host"])
def test_a_claim_that_leaves_out_what_matters_is_malformed(names):
    line = f"TC3-HMAC-SHA256 Credential=A/2026-01-01/ess/tc3_request, SignedHeaders={names}, Signature={'0' * 64}"
    told = {"authorization": line, "x-tc-timestamp": "1767225600", "host": "h", "content-type": "j"}
    assert signing.read(told) is None


@pytest.mark.parametrize("stamp", ["", "-1", "1e9", "１７６７２２５６００", "9" * 40])
def test_a_timestamp_that_is_none_is_malformed(stamp, asker):
    assert code(asker.ask(**{"X-TC-Timestamp": stamp})) == "AuthFailure.InvalidAuthorization"


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff", b"[" * 60_000])
def test_a_body_that_is_no_object_is_said(asker, body):
    assert code(asker.ask(body=body)) == "InvalidParameter"


def test_a_body_that_is_too_long_is_not_read(asker):
    assert code(asker.ask(body=b" " * 65_537)) == "RequestSizeLimitExceeded"


def test_an_unknown_action_names_the_known_ones(asker):
    refused = asker.ask("DropTables")
    assert code(refused) == "InvalidAction"
    assert "DescribeMessages" in refused["Error"]["Message"]


def test_messages_are_read_page_by_page_and_only_ones_own(asker, organisation, other_organisation):
    for _ in range(5):
        audit.record("organisation.opened", subject=organisation, actor=None)
        audit.record("organisation.opened", subject=other_organisation, actor=None)
    seen, after, more = [], 0, True
    while more:
        told = asker.ask("DescribeMessages", {"After": after, "Limit": 2})
        seen += told["Messages"]
        after, more = told["Messages"][-1]["MsgId"], told["HasMore"]
    assert {message["MsgData"]["OrganizationId"] for message in seen} == {str(organisation.pk)}
    assert [message["MsgType"] for message in seen].count("CreateOrganization") == 5
    assert len({message["MsgId"] for message in seen}) == len(seen)


@pytest.mark.parametrize(
    "asked",
    [{"Limit": 0}, {"Limit": 101}, {"After": -1}, {"After": "x"}, {"After": 2**70}, {"Limit": True}, {"After": []}],
)
def test_a_parameter_that_is_none_is_named(asker, asked):
    refused = asker.ask("DescribeMessages", asked)
    assert code(refused) == "InvalidParameterValue"
    assert next(iter(asked)) in refused["Error"]["Message"]


def test_no_person_is_named_in_full(asker, organisation, administrator):
    assert administrator.person.name not in json.dumps([asker.ask(), asker.ask("DescribeMessages")], ensure_ascii=False)


def test_a_page_without_the_header_is_the_page(db):
    assert b"<html" in Client().get("/").content
    assert b"<html" in Client().post("/").content
