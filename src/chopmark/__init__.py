"""Chopmark: an organisation proves who it is, and then signs."""

__version__ = "0.1.0"
