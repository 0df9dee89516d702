"""Telling people: the catalogue of messages, one-time codes, and the senders."""
