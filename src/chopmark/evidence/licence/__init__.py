"""Reads business licences and other registration certificates."""

from chopmark.evidence.licence.fields import Reading
from chopmark.evidence.licence.reading import LicenceReading, read_licence

__all__ = ["LicenceReading", "Reading", "read_licence"]
