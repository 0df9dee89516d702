"""Signing in at one device by another that is signed in already: a code to scan, a number to match, one press."""
