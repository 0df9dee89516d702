"""Whose signature it is: a built-in certificate authority, time stamps, our own signed documents, and judging any."""
