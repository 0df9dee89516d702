"""What every page that shows a contract needs: its pages as pictures, the places on them, the file."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import get_language

from chopmark.contracts import reports
from chopmark.contracts.models import Contract, Party
from chopmark.sheets.rendering import rendered

_DPI = 110
_PRIVATE = {"Cache-Control": "private, no-store"}


def sheets_of(party: Party, *, picture: Callable[[int], str]) -> list[dict[str, Any]]:
    """All pages for reading, with the places where this party signs."""
    told, contract = list(party.places.all()), party.contract
    for one in told:
        one.party = party
    return [
        {"page": page, "width": width, "height": height, "picture": picture(page),
         "places": [one for one in told if one.page == page - 1]}
        for page, (width, height) in enumerate(contract.sheets, start=1)
    ]  # fmt: skip


def picture_of(contract: Contract, page: int) -> HttpResponse:
    """A page of the file as a JPEG; drawn apart from this process."""
    if not 1 <= page <= len(contract.sheets):
        raise Http404
    drawn = rendered(contract.pdf, page=page - 1, dpi=_DPI)
    return HttpResponse(drawn, content_type="image/jpeg", headers=_PRIVATE)


def file_of(contract: Contract) -> HttpResponse:
    """To take along, under its reference."""
    return _attached(contract.pdf, f"contract-{contract.ref}.pdf")


def evidence_of(contract: Contract, *, asker: str) -> HttpResponse:
    """The report on it, in the language of the page. Raises NotReady before it is finished, and TooMany."""
    language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    pdf = reports.as_pdf(contract, language=language, asker=asker)
    return _attached(pdf, f"evidence-{contract.ref}.pdf")


def _attached(pdf: bytes, name: str) -> HttpResponse:
    headers = {**_PRIVATE, "Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
