"""Contracts: drafted, placed, sent, signed by each party in one update, finished so that they prove themselves."""
