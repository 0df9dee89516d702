"""Seals of an organisation: drawn or stopped, who holds them, and what they were used for."""
