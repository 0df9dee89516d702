"""Organisations, who belongs to them, and how people arrive: the OIDC client, activation, the workspace."""
