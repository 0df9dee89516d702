"""The flags of a form that somebody signed stay as they are.

Every signature that pyHanko adds sets /SigFlags to 3 and drops /NeedAppearances. In a file whose form was there when
others signed it, with a 1, its own rules then take the change for a harmful one. So where the form already says that
there are signatures (ISO 32000-1, table 219), nothing is set.
"""

from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign import fields
from pyhanko.sign.signers import cms_embedder

_SIGNATURES_EXIST = 1


def ensure_flags(writer: BasePdfFileWriter, lock_sig_flags: bool = True) -> None:
    """As pyHanko does, but in a form that holds signatures already."""
    if not int(writer.root["/AcroForm"].get("/SigFlags", 0)) & _SIGNATURES_EXIST:
        fields.ensure_sig_flags(writer, lock_sig_flags)


def respect() -> None:
    """From now on pyHanko's embedder asks ours, in this process."""
    cms_embedder.ensure_sig_flags = ensure_flags  # type: ignore[attr-defined]  # imported there
