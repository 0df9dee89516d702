"""What whoever holds a contract on paper learns by its code: that this house knows it, who signed, and how to check."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from chopmark.contracts import links
from chopmark.contracts.models import Party
from chopmark.kit import masks
from chopmark.proofs.pages import FileForm
from chopmark.web import words


def paper(request: HttpRequest, token: str) -> HttpResponse:
    """Who has signed: organisations as they are, persons masked. Who has not is nobody yet, however called."""
    contract = links.find_contract(token)
    if contract is None:
        raise Http404
    parties = list(contract.parties.select_related("contract"))
    for party in parties:
        party.contract = contract
    context = {"contract": contract, "parties": [(_shown(one), one) for one in parties], "form": FileForm()}
    return render(request, "contracts/paper.html", context)


def _shown(party: Party) -> str:
    if party.signed_at is None:
        return words.text("paper.nobody")
    return party.name if party.is_organisation else masks.name(party.name)
