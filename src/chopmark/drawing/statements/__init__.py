"""The statement of authentication: what the platform found out about an organisation, and how."""

from chopmark.drawing.statements.certificate import statement
from chopmark.drawing.statements.data import Authority, Entity, Method, Statement

__all__ = ["Authority", "Entity", "Method", "Statement", "statement"]
