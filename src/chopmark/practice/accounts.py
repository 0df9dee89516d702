"""The cloud accounts of the practice world: who may log in, as whom, and what for."""

from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from chopmark.cloud.accounts.actions import create_sub_user, register_root
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam import actions as cam
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.oidc.actions import register_client
from chopmark.cloud.realname.actions import Answer, mark_personal, verify_enterprise
from chopmark.kit import keys
from chopmark.kit.errors import Misconfigured
from chopmark.practice import companies, residents

PASSWORD = "chopmark-practice"  # noqa: S105 - documented, of accounts that are worth nothing
DEMO_UIN = "100000000017"
PROBE_ID = "practice-probe"
PROBE_REDIRECT = "http://127.0.0.1:8899/callback"


class Group(StrEnum):
    """How the start page sorts accounts."""

    READY = "ready"
    MORE = "more"
    SUB_USERS = "sub_users"
    STAFF = "staff"
    UNREADY = "unready"


@dataclass(frozen=True, kw_only=True)
class Root:
    """A root account, verified for an organisation, for a person, or not at all."""

    uin: str
    mobile: str
    story: str
    group: Group = Group.READY
    uscc: str | None = None
    person: str | None = None


@dataclass(frozen=True, kw_only=True)
class SubUser:
    owner: str
    name: str
    story: str
    group: Group = Group.SUB_USERS
    policy: str | None = None


def _of_head(uin: str, entry: companies.Entry, story: str, group: Group = Group.READY) -> Root:
    """The account of an organisation, registered with the mobile of its head."""
    return Root(uin=uin, mobile=residents.head(entry.seed).mobile, story=story, group=group, uscc=entry.code)


def _more(number: int, entry: companies.Entry, story: str) -> Root:
    """One for a road of its own, since an organisation is authenticated once only."""
    return _of_head(f"1000000002{number:02}", entry, story, Group.MORE)


_OPERATOR = companies.BY_STORY["operator"]
ROOTS = (
    _of_head(DEMO_UIN, companies.BY_STORY["demo"], "enterprise"),
    _of_head("100000000025", companies.by_seed(16), "joint_stock"),
    _of_head("100000000033", companies.by_seed(17), "branch"),
    _of_head("100000000041", companies.by_seed(22), "partnership"),
    _of_head("100000000058", companies.by_code(companies.BOOKSHOP), "trader"),
    _of_head("100000000066", companies.by_code(companies.LIBRARY), "institution"),
    _of_head("100000000074", companies.by_code(companies.TEA_SOCIETY), "association"),
    _more(1, companies.by_seed(3), "company_1"),
    _more(2, companies.by_seed(13), "company_2"),
    _more(3, companies.by_seed(15), "company_3"),
    _more(4, companies.by_seed(24), "company_4"),
    _more(5, companies.by_seed(2), "company_5"),
    _more(6, companies.by_seed(20), "company_6"),
    _more(7, companies.by_seed(30), "investor"),
    _more(8, companies.by_seed(9), "trader_2"),
    _more(9, companies.by_seed(33), "shopless"),
    _more(10, companies.by_code(companies.BUREAU), "government"),
    _more(11, companies.by_code(companies.LAWYERS), "law_firm"),
    _more(12, companies.by_seed(45), "rare"),
    _more(13, companies.by_seed(27), "dot"),
    _more(14, companies.by_seed(49), "permit"),
    _more(15, companies.by_seed(39), "changed"),
    _more(16, companies.by_seed(21), "namesake"),
    _more(18, companies.by_seed(25), "joined"),
    _more(19, companies.by_seed(23), "changing"),
    _more(20, companies.by_seed(18), "orphaned"),
    _more(21, companies.by_seed(41), "replaced"),
    _more(17, companies.by_seed(44), "foundation"),
    _more(22, companies.by_seed(51), "sender"),
    _more(23, companies.by_seed(52), "invited"),
    _more(24, companies.by_seed(53), "stamped"),
    Root(
        uin=settings.STAFF_OWNER_UIN, mobile=residents.head(_OPERATOR.seed).mobile, story="operator",
        group=Group.STAFF, uscc=_OPERATOR.code,
    ),
    Root(
        uin="100000000082", mobile="13800000082", story="personal", group=Group.UNREADY,
        person=residents.BY_STORY["residence"].name,
    ),
    Root(uin="100000000090", mobile="13800000083", story="unverified", group=Group.UNREADY),
)  # fmt: skip
SUB_USERS = (
    SubUser(owner=DEMO_UIN, name="lu.yining", story="allowed", policy="QcloudESSFullAccess"),
    SubUser(owner=DEMO_UIN, name="zhou.lan", story="not_allowed"),
    SubUser(owner="100000000218", name="he.shu", story="colleague", policy="QcloudESSFullAccess"),
    SubUser(owner="100000000219", name="bai.xin", story="successor", policy="QcloudESSFullAccess"),
    SubUser(owner="100000000220", name="ning.yu", story="heir", policy="QcloudESSFullAccess"),
    SubUser(owner="100000000221", name="mei.lin", story="replacement", policy="QcloudESSFullAccess"),
    SubUser(
        owner=settings.STAFF_OWNER_UIN, name="reviewer", story="reviewer", group=Group.STAFF,
        policy="ChopmarkReviewer",
    ),
    SubUser(
        owner=settings.STAFF_OWNER_UIN, name="reviewer.two", story="second_reviewer", group=Group.STAFF,
        policy="ChopmarkReviewer",
    ),
)  # fmt: skip


def fill() -> int:
    """Make the accounts that are missing and tell the clients their addresses; returns how many were made."""
    _fill_clients()
    return sum(map(_put_root, ROOTS)) + sum(map(_put_sub_user, SUB_USERS))


def _put_root(root: Root) -> bool:
    """What somebody changed while practising stays as it is until the world is reset."""
    if Account.objects.filter(pk=root.uin).exists():
        return False
    account = register_root(mobile=root.mobile, password=PASSWORD, uin=root.uin)
    if root.person:
        mark_personal(account, name=root.person)
    if root.uscc:
        _verify(account, companies.by_code(root.uscc))
    return True


def _verify(account: Account, entry: companies.Entry) -> None:
    head = residents.head(entry.seed).name
    name = entry.registered_name(head)
    answer = verify_enterprise(account, name=name, uscc=entry.code, legal_representative=head)
    if answer is not Answer.VERIFIED:
        raise Misconfigured(answer=answer)


def _put_sub_user(sub_user: SubUser) -> bool:
    owner = Account.objects.get(pk=sub_user.owner)
    if owner.sub_users.filter(name=sub_user.name).exists():
        return False
    account = create_sub_user(owner, name=sub_user.name, password=PASSWORD)
    if sub_user.policy:
        cam.attach(Policy.objects.get(owner=None, name=sub_user.policy), account=account, by=owner)
    return True


def _fill_clients() -> None:
    """Each time, since the address of the platform may have changed since the last start."""
    register_client(
        client_id=settings.OIDC_CLIENT_ID,
        name="Chopmark",
        secret=settings.OIDC_CLIENT_SECRET,
        redirect_uris=[f"{settings.PLATFORM_URL}/signin/callback/"],
        backchannel_logout_uri=f"{settings.PLATFORM_URL}/signin/backchannel/",
    )
    register_client(client_id=PROBE_ID, name="Probe", secret=probe_secret(), redirect_uris=[PROBE_REDIRECT])


def probe_secret() -> str:
    """The same for the life of this installation, and another one in each."""
    return keys.mac(PROBE_ID.encode(), purpose="practice.probe").hex()
