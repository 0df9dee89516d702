"""Making accounts: a root by registration, a sub-user by its root."""

import re

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import Q

from chopmark.audit import log as audit
from chopmark.cloud.accounts.models import Account, new_uin
from chopmark.kit.clock import now
from chopmark.kit.errors import NotAllowed, NotReady
from chopmark.kit.fields import index_of

# As domain 6.3 allows for names of policies, so that a name needs no escape anywhere.
SUB_USER_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}")
# Never digits only, so that an alias is no account's number; a hyphen stands inside.
ALIAS = re.compile(r"(?!\d+$)[a-z0-9](?:[a-z0-9-]{1,30})[a-z0-9]")


class Taken(ValueError):
    """The mobile, the number or the name belongs to another account already."""


class Unusable(ValueError):
    """The name has characters that a sub-user's name may not have."""


@transaction.atomic
def register_root(*, mobile: str, password: str, email: str | None = None, uin: str | None = None) -> Account:
    """A new root account; the caller has made sure that the mobile answers and the password is strong."""
    account = _save(Account(uin=uin or new_uin(), mobile=mobile, email=email or None, password=make_password(password)))
    audit.record("account.registered", subject=account, actor=account)
    return account


@transaction.atomic
def create_sub_user(
    owner: Account,
    *,
    name: str,
    password: str,
    must_change: bool = False,
    must_have_second: bool = False,
    by: Account | None = None,
) -> Account:
    """A new sub-user of a root account; it may do nothing until a policy is attached."""
    if not SUB_USER_NAME.fullmatch(name):
        raise Unusable("a name of a sub-user has letters, digits and + = , . @ _ - only")
    asked = {"must_change_password": must_change, "must_have_second": must_have_second}
    account = _save(Account(owner=owner.root, name=name, password=make_password(password), **asked))
    audit.record("subuser.created", subject=account, actor=by or owner)
    return account


@transaction.atomic
def set_alias(root: Account, *, alias: str) -> None:
    """What the root's sub-users may type instead of its number; an earlier alias is free again. Raises Taken."""
    plain = alias.lower()
    if not root.is_root or not ALIAS.fullmatch(plain):
        raise Unusable("an alias has letters, digits and hyphens, and is no number")
    try:
        with transaction.atomic():
            Account.objects.filter(pk=root.pk).update(alias=plain)
    except IntegrityError as clash:
        raise Taken("this alias belongs to another account") from clash
    audit.record("account.alias_set", subject=root, actor=root)


@transaction.atomic
def set_password(account: Account, *, password: str, by: Account, must_change: bool = False) -> None:
    """Give a new password; every session and token won by the old one stops working."""
    set_hashed(account, password_hash=make_password(password), by=by, must_change=must_change)


@transaction.atomic
def set_hashed(account: Account, *, password_hash: str, by: Account, must_change: bool = False) -> None:
    """The same for a password that waited, hashed, until everything else was proved."""
    if by.root != account.root:
        raise NotAllowed(action="cam:UpdateUser")
    account.password, account.password_set_at, account.must_change_password = password_hash, now(), must_change
    account.save(update_fields=["password", "password_set_at", "must_change_password"])
    audit.record("account.password_set", subject=account, actor=by)


@transaction.atomic
def choose_password(account: Account, *, password: str) -> bool:
    """Another password than the present one, by its own person; False when it is the present one again.

    Raises NotReady when another one was set since the account was read.
    """
    held = Account.objects.select_for_update().get(pk=account.pk)
    if held.password != account.password:
        raise NotReady
    if check_password(password, held.password):
        return False
    set_password(held, password=password, by=held)
    return True


def _save(account: Account) -> Account:
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as clash:
        raise Taken("this account exists already") from clash
    return account


def root_by(identifier: str) -> Account | None:
    """The root account with this number or mobile."""
    found = Account.objects.filter(owner=None)
    return (
        found.filter(uin=identifier).first()
        or found.filter(mobile_index=index_of(Account, "mobile_index", identifier)).first()
    )


def number_of(typed: str) -> str:
    """The number of the root account whose number or alias this is; what was typed when there is none."""
    found = Account.objects.filter(Q(uin=typed) | Q(alias=typed.lower()), owner=None)
    return found.values_list("uin", flat=True).first() or typed


def sub_user_by(*, root_id: str, name: str) -> Account | None:
    """The sub-user of this name under the root account with this number."""
    return Account.objects.select_related("owner").filter(owner_id=root_id, name=name).first()
