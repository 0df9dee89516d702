"""Proofs: the public page on which anybody has a signed file checked."""
