"""Roles of staff: they come from what the identity provider says, through the mapping in settings."""

from django.conf import settings

from chopmark.people.models import Login, Person


def roles_of(person: Person) -> frozenset[str]:
    """The roles that the person's logins give them; asked anew whenever it matters."""
    return frozenset(role for login in person.logins.all() for role in _roles_in(login))


def _roles_in(login: Login) -> set[str]:
    claims = login.claims
    if login.issuer != settings.OIDC_ISSUER or claims.get("owner_uin") != settings.STAFF_OWNER_UIN:
        return set()
    granted = set(claims.get("esign", {}).get("actions", []))
    return {role for role, action in settings.STAFF_ACTIONS.items() if action in granted}
