"""Carriers of text messages: the question they answer, and who answers it."""
