"""Which policies a sub-user has, and through what: attached to it, or to a group that it is in (domain 6.3)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F

from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.models import Attachment, Group, GroupAttachment, Policy


@dataclass(frozen=True)
class Held:
    """One policy and one way it came; the same policy may come another way as well."""

    policy: Policy
    group: Group | None = None

    @property
    def order(self) -> tuple[str, str]:
        return self.policy.name, self.group.name if self.group else ""


def held_by(accounts: Iterable[Account]) -> dict[str, list[Held]]:
    """Asked of the database now, in two queries for any number of accounts."""
    found: dict[str, list[Held]] = {account.uin: [] for account in accounts}
    for direct in Attachment.objects.filter(account__in=found).select_related("policy"):
        found[direct.account_id].append(Held(direct.policy))
    in_groups = GroupAttachment.objects.filter(group__memberships__account__in=found).select_related("policy", "group")
    for each in in_groups.annotate(member=F("group__memberships__account")):
        found[each.member].append(Held(each.policy, each.group))
    for ways in found.values():
        ways.sort(key=lambda held: held.order)
    return found


def policies_in(ways: Iterable[Held]) -> list[Policy]:
    """Each policy once, however many ways it came."""
    return list({held.policy.pk: held.policy for held in ways}.values())
