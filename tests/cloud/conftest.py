"""The cloud as its own process would see it, with a root, a sub-user and a client."""

import pytest
from django.test import Client as Browser
from tests.cloud import relying

from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.cam.actions import attach, create_policy
from chopmark.cloud.cam.grouping import attach_to_group, create_group
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import ESIGN_ACTIONS, granting
from chopmark.cloud.oidc.actions import register_client
from chopmark.kit import engines

PASSWORD = "a calm river of ink"
MOBILE = "13800138017"


@pytest.fixture(autouse=True)
def _cloud(settings):
    settings.ROOT_URLCONF = "chopmark.config.urls_cloud"
    settings.MIDDLEWARE = settings.MIDDLEWARE_OF["cloud"]
    settings.CHOPMARK_BUILDING = "cloud"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # argon2 is slow by design
    settings.ENGINES = {**settings.ENGINES, "registry": "tests.cloud.registry.ThreeCompanies"}
    engines.engine.cache_clear()
    yield
    engines.engine.cache_clear()


@pytest.fixture
def root(db):
    return register_root(mobile=MOBILE, password=PASSWORD, uin="100000000017")


@pytest.fixture
def sub_user(root):
    return create_sub_user(root, name="zhou.lan", password=PASSWORD)


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def signed_in(browser):
    """Sign an account in on the pages; returns the browser."""

    def go(account, *, into=browser):
        if account.is_root:
            into.post("/signin/?as=root", {"identifier": account.uin, "password": PASSWORD})
        else:
            told = {"root_id": account.owner_id, "name": account.name, "password": PASSWORD}
            into.post("/signin/?as=sub", told)
        assert into.session["account"] == account.uin
        return into

    return go


@pytest.fixture
def platform(db):
    return register_client(
        client_id=relying.ID,
        name="Chopmark",
        secret=relying.SECRET,
        redirect_uris=[relying.BACK],
        actions=ESIGN_ACTIONS,
    )


@pytest.fixture
def relying_of(platform, signed_in):
    """A relying party whose person is signed in as this account."""

    def make(account):
        return relying.Relying(signed_in(account))

    return make


@pytest.fixture
def party(relying_of, root):
    """The root at a client of its own."""
    return relying_of(root)


@pytest.fixture
def give(root):
    """Attach a preset by name, or a policy of one statement."""

    def put(account, policy):
        if isinstance(policy, str):
            kept = Policy.objects.get(owner=None, name=policy)
        else:
            document = {"version": "2.0", "statement": policy["statement"]}
            kept = create_policy(root, name=policy["name"], document=document)
        attach(kept, account=account, by=root)
        return kept

    return put


@pytest.fixture
def policy(root):
    """One that the root wrote, which lets in."""
    return create_policy(root, name="enter", document=granting("ess:*"))


@pytest.fixture
def group(root, policy):
    """One that has it."""
    found = create_group(root, name="legal-dept")
    attach_to_group(policy, group=found, by=root)
    return found
