"""The evidence report of a contract: what was sent, who signed how and when, and what the file proves by itself."""

from chopmark.drawing.reports.data import Act, Check, Evidence, Moment, Signer
from chopmark.drawing.reports.report import report

__all__ = ["Act", "Check", "Evidence", "Moment", "Signer", "report"]
