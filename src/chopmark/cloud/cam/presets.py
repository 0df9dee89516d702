"""Names that others rely on: the preset policies, and the actions that E-Sign asks about."""

from typing import Any

FULL_ACCESS = "QcloudESSFullAccess"

# What E-Sign asks about (domain 6.4); this one opens the enterprise authentication.
AUTHENTICATE = "ess:AuthenticateOrganization"
ESIGN_ACTIONS = ("ess:Login", AUTHENTICATE, "ess:ReviewApplications", "ess:ReadAudit", "ess:Operate")


def granting(*actions: str) -> dict[str, Any]:
    """A policy that allows these actions on everything."""
    statement = {"effect": "allow", "action": list(actions), "resource": ["*"]}
    return {"version": "2.0", "statement": [statement]}
