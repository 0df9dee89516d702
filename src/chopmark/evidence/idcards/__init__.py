"""Reads photographs of identity cards: values with their boxes, the portrait, and hints before a person looks."""
