"""The power of attorney that a legal representative signs by hand on a phone."""

from chopmark.drawing.authorisations.data import Authorisation, Evidence, IdentityCheck, SignatureUnfit
from chopmark.drawing.authorisations.deed import authorisation
from chopmark.drawing.authorisations.wording import articles_of, digest_of, lines_of

__all__ = [
    "Authorisation",
    "Evidence",
    "IdentityCheck",
    "SignatureUnfit",
    "articles_of",
    "authorisation",
    "digest_of",
    "lines_of",
]
