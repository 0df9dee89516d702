"""The vendor on the loopback, our settings that lead there, and the invented world that both sides know."""

import pytest

from chopmark.config import tencent
from chopmark.kit import engines
from chopmark.kit.vendors import Account
from chopmark.practice import world
from tests.vendors.tencent.stand_in import KEYS, StandIn

ENGINES = {
    "registry": "chopmark.evidence.engines.tencent.registry.TencentRegistry",
    "identity": "chopmark.evidence.engines.tencent.identity.TencentIdentity",
    "licence": "chopmark.evidence.engines.tencent.licence.read_licence",
    "faceid": "chopmark.evidence.engines.tencent.faceid.TencentFaces",
    "sms": tencent.SMS,
}
TEMPLATES = {
    "zh-hans": {
        "code.confirm": {"id": "1000001", "parameters": ["code", "minutes"]},
        "result.refused": {"id": "1000002", "parameters": ["org", "link.path"]},
    }
}


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def vendor():
    found = StandIn()
    yield found
    found.close()


@pytest.fixture
def account(vendor):
    return account_at(vendor.endpoint)


def account_at(endpoint, **changes):
    asked = {"secret_id": "AKIDcontract", "region": "ap-guangzhou", "protocol": "http", "timeout_seconds": 5}
    return Account(**{**asked, "secret_key": KEYS["AKIDcontract"], "endpoint": endpoint, **changes})


def use_tencent(settings, account):
    """Name their engines in settings, as an operator does by the environment."""
    given = tencent.engine_settings(account)
    given[ENGINES["sms"]] |= {"app_id": "1400000000", "sign": "印鉴", "templates": TEMPLATES}
    given[ENGINES["faceid"]] |= {"rule_id": "1"}
    settings.TENCENT = account
    settings.ENGINE_SETTINGS = {**settings.ENGINE_SETTINGS, **given}
    settings.ENGINES = {**settings.ENGINES, **ENGINES}
    engines.engine.cache_clear()


@pytest.fixture
def live(settings, account):
    use_tencent(settings, account)
    yield
    engines.engine.cache_clear()


@pytest.fixture
def practice_world(db, settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    world.fill()


@pytest.fixture(params=["practice", "tencent"])
def implementation(request, practice_world):
    """Which of the two answers; the vendor's knows what the practice world knows."""
    if request.param == "tencent":
        request.getfixturevalue("live")
        from tests.vendors.tencent.knowing import teach  # noqa: PLC0415 - its rows are there by now

        teach(request.getfixturevalue("vendor"))
    return request.param
