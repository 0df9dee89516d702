"""Telling an organisation's own systems what happened: addresses, deliveries, retries, and a log to look at."""
