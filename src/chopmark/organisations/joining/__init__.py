"""Asking to join an organisation that is authenticated already, and what its super administrator says."""
