"""Every "no" of the platform, and how to meet it in the practice world; a test keeps the list whole."""

from dataclasses import dataclass

from chopmark.practice import accounts, companies, residents, values


@dataclass(frozen=True)
class Meeting:
    """The key of a refusal; `who` and `given` are the value that leads to it, where there is one."""

    key: str
    who: str = ""
    given: str = ""


def _account(key: str, story: str) -> Meeting:
    root = next(root for root in accounts.ROOTS if root.story == story)
    return Meeting(key, given=root.uin)


def _company(key: str, story: str) -> Meeting:
    entry = companies.BY_STORY[story]
    return Meeting(key, who=entry.registered_name(residents.head(entry.seed).name), given=entry.code)


def _person(key: str, story: str) -> Meeting:
    entry = residents.BY_STORY[story]
    return Meeting(key, who=entry.name, given=entry.number)


MEETINGS = (
    Meeting("open_contracts"),
    _account("no_realname", "unverified"),
    _account("personal_only", "personal"),
    Meeting("no_policy", given=f"{accounts.DEMO_UIN} / zhou.lan"),
    Meeting("explicit_deny", given=f"{accounts.DEMO_UIN} / zhou.lan"),
    Meeting("policy_resource", given=f"{accounts.DEMO_UIN} / zhou.lan"),
    Meeting("login_cancelled"),
    Meeting("login_failed"),
    _company("registry_closed", "closed"),
    _company("rep_changed", "changed"),
    _company("namesake", "namesake"),
    Meeting("too_many"),
    Meeting("org_exists"),
    Meeting("superseded"),
    _person("identity_nomatch", "identity_no"),
    _person("under_age", "minor"),
    Meeting("identity_waits"),
    Meeting("mobile_bound"),
    Meeting("account_held"),
    _person("face_failed", "face_never"),
    Meeting("face_limit"),
    Meeting("face_link_old"),
    Meeting("face_link_used"),
    Meeting("face_link_expired"),
    Meeting("other_person"),
    Meeting("rep_too_many"),
    Meeting("rep_refused_thrice"),
    Meeting("rep_reported"),
    Meeting("link_unknown"),
    Meeting("link_withdrawn"),
    Meeting("link_expired"),
    Meeting("link_refused"),
    Meeting("link_reported"),
    Meeting("final"),
    Meeting("letter_phone_changed"),
    Meeting("callback_failing"),
    Meeting("bank_amount", given=values.ACCOUNT_ARRIVES),
)
