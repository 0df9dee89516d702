"""Photographs of an identity document, checked by a person: the way without a face, and without the identity source."""
