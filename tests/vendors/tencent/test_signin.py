"""Signing in at the vendor's own cloud: a code for a token, temporary keys of the person, and what they are told."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from chopmark.config import tencent
from chopmark.kit.errors import Misconfigured, Unavailable
from chopmark.organisations import claims as claims_of
from chopmark.organisations import signin
from chopmark.organisations.provider import Expired, LoginRefused
from chopmark.organisations.tencent import TencentCloud
from chopmark.people.models import Login, Person
from tests.vendors.tencent.stand_in import VISITOR_TOKEN

BACK = "http://testserver/signin/callback/"
ROOT, SUB = "100000000017", "100000000018"
GRANTED = {"GetUserAccessToken": {"UserOpenId": "o-1", "UserAccessToken": "t-1", "UserRefreshToken": "f-1"}}
KEYS = {"Credentials": {"TmpSecretId": "AKIDvisitor", "TmpSecretKey": "visitor-secret-key", "Token": VISITOR_TOKEN}}


def caller(number=ROOT):
    return {"AccountId": ROOT, "UserId": number, "PrincipalId": number, "Type": "CAMUser"}


def teach(vendor, **changes):
    vendor.answers = {
        **GRANTED, "GetThirdPartyFederationToken": KEYS, "GetCallerIdentity": caller(),
        "GetUserBaseInfo": {"Nickname": "栗栖"}, **changes,
    }  # fmt: skip


@pytest.fixture
def cloud(vendor, account, monkeypatch, settings):
    found = TencentCloud(account, app_id="100012", back=BACK)
    settings.OIDC_ISSUER = found.issuer
    monkeypatch.setattr(signin, "provider", found)
    teach(vendor)
    return found


def arrive(code="c-1"):
    """A browser that went there and came back."""
    browser = Client()
    left = browser.get("/signin/", {"next": "/applications/"})["Location"]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left).query).items()}
    return browser, asked, browser.get("/signin/callback/", {"code": code, "state": asked["state"]})


def test_the_person_goes_to_their_page_with_a_state_and_comes_back_signed_in(cloud, vendor, db):
    browser, asked, answer = arrive()
    told = {"app_id": "100012", "redirect_url": BACK, "scope": "login", "response_type": "code"}
    assert asked == {**told, "state": asked["state"]}
    assert answer["Location"] == "/applications/"
    assert Login.objects.get().subject == "o-1"
    assert vendor.fields("GetUserAccessToken") == {"UserAuthCode": "c-1"}
    assert vendor.fields("GetThirdPartyFederationToken") == {
        "UserAccessToken": "t-1", "Duration": 7200, "ApiAppId": 0,
    }  # fmt: skip
    assert "t-1" not in str(dict(browser.session))


def test_who_is_not_told_to_have_an_enterprise_real_name_is_refused_for_that(cloud, db):
    browser, _, _ = arrive()
    page = browser.get("/applications/new/")
    assert claims_of.refusal_of(claims_of.read(cloud.userinfo('["o-1", "t-1"]'), {})) == "no_realname"
    assert page.status_code != 200


def test_a_root_account_with_a_real_name_where_the_operator_says_may_enter(cloud, vendor):
    teach(vendor, GetUserBaseInfo={"Company": {"Name": "深圳市栗栖湾工艺有限公司"}})
    told = cloud.userinfo('["o-1", "t-1"]')
    read = claims_of.read(told, {"real_name.name": "base.Company.Name"})
    assert (read.uin, read.owner_uin, read.is_root) == (ROOT, ROOT, True)
    assert claims_of.refusal_of(read) is None


@pytest.mark.parametrize("number", [SUB, f"{ROOT}:someone", f"role:{ROOT}"])
def test_nobody_but_the_root_account_itself_is_root(cloud, vendor, number):
    teach(vendor, GetCallerIdentity=caller(number), GetUserBaseInfo={"Name": "样"})
    read = claims_of.read(cloud.userinfo('["o-1", "t-1"]'), {"real_name.name": "base.Name"})
    assert not read.is_root
    assert claims_of.refusal_of(read) == "no_policy"


def test_another_state_signs_nobody_in_and_asks_them_nothing(cloud, vendor, db):
    browser = Client()
    browser.get("/signin/")
    assert browser.get("/signin/callback/", {"code": "c-1", "state": "other"}).status_code == 403
    assert not Person.objects.exists()
    assert vendor.asked == []


def refused(code):
    return {"Error": {"Code": code, "Message": "said"}}


def test_a_code_that_they_do_not_know_signs_nobody_in(cloud, vendor, db):
    teach(vendor, GetUserAccessToken=refused("InvalidParameterValue.UserAuthCode"))
    assert arrive()[2].status_code == 403
    assert not Person.objects.exists()


@pytest.mark.parametrize("told", [{"UserAccessToken": "t-1"}, {"UserOpenId": "", "UserAccessToken": "t-1"}])
def test_a_token_for_nobody_signs_nobody_in(cloud, vendor, told):
    teach(vendor, GetUserAccessToken=told)
    with pytest.raises(LoginRefused):
        cloud.exchange(code="c-1", verifier="", nonce="", within=None)


def test_a_token_that_has_ended_ends_the_sign_in_and_our_own_keys_do_not(cloud, vendor):
    teach(vendor, GetThirdPartyFederationToken=refused("InvalidParameter.AccessTokenError"))
    with pytest.raises(Expired):
        cloud.userinfo('["o-1", "t-1"]')
    teach(vendor, GetThirdPartyFederationToken=refused("AuthFailure.SignatureFailure"))
    with pytest.raises(Misconfigured):
        cloud.userinfo('["o-1", "t-1"]')


@pytest.mark.parametrize("silent", ["GetThirdPartyFederationToken", "GetCallerIdentity", "GetUserBaseInfo"])
def test_a_cloud_that_falls_silent_says_nothing_of_anybody(cloud, vendor, silent):
    teach(vendor, **{silent: refused("InternalError")})
    with pytest.raises(Unavailable):
        cloud.userinfo('["o-1", "t-1"]')


def test_the_sign_in_is_chosen_by_one_word(monkeypatch):
    assert set(tencent.SIGNINS) == {"oidc", "tencent"}
    assert tencent.SIGNINS["tencent"] == f"{TencentCloud.__module__}.{TencentCloud.__name__}"


def test_they_cannot_end_sessions_by_a_message(cloud, db):
    assert Client().post("/signin/backchannel/", {"logout_token": "x"}).status_code == 400
