"""The policies that every account finds ready, and the actions that E-Sign asks about."""

from typing import Any

FULL_ACCESS = "QcloudESSFullAccess"
ADMINISTRATOR = "AdministratorAccess"

# What E-Sign asks about (domain 6.4); the first one opens the enterprise authentication.
AUTHENTICATE = "ess:AuthenticateOrganization"
ESIGN_ACTIONS = ("ess:Login", AUTHENTICATE, "ess:ReviewApplications", "ess:ReadAudit", "ess:Operate")

_ACTIONS = {
    FULL_ACCESS: ["name/ess:*"],
    "QcloudESSReadOnlyAccess": ["name/ess:Login", "name/ess:Describe*"],
    ADMINISTRATOR: ["*:*"],
    "ChopmarkReviewer": ["name/ess:ReviewApplications"],
}


def documents() -> dict[str, dict[str, Any]]:
    """Each preset's policy in the policy language."""
    return {name: granting(*actions) for name, actions in _ACTIONS.items()}


def granting(*actions: str) -> dict[str, Any]:
    """A policy that allows these actions on everything."""
    statement = {"effect": "allow", "action": list(actions), "resource": ["*"]}
    return {"version": "2.0", "statement": [statement]}
