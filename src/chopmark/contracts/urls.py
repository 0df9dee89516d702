"""Addresses of contracts: in the workspace, and behind the link of a party."""

from django.urls import path

from chopmark.contracts import pages, party_pages, proof_pages, renaming_pages, sealing_pages

_ALL = "workspace/<uuid:pk>/contracts/"
_ONE = f"{_ALL}<slug:ref>/"
_PARTY = "c/<slug:token>/"
urlpatterns = [
    path(_ALL, pages.contracts, name="contracts"),
    path(f"{_ALL}new/", pages.begin, name="contract-begin"),
    path(_ONE, pages.contract, name="contract"),
    path(f"{_ONE}parties/", pages.parties, name="contract-parties"),
    path(f"{_ONE}parties/<uuid:party>/remove/", pages.remove_party, name="contract-party-remove"),
    path(f"{_ONE}places/<int:page>/", pages.places, name="contract-places"),
    path(f"{_ONE}places/<int:place>/remove/", pages.unplace, name="contract-place-remove"),
    path(f"{_ONE}send/", pages.send, name="contract-send"),
    path(f"{_ONE}withdraw/", pages.withdraw, name="contract-withdraw"),
    path(f"{_ONE}remind/", pages.remind, name="contract-remind"),
    path(f"{_ONE}page/<int:page>.jpg", pages.picture, name="contract-picture"),
    path(f"{_ONE}contract.pdf", pages.file, name="contract-file"),
    path(f"{_ONE}evidence.pdf", pages.evidence, name="contract-evidence"),
    path(f"{_ONE}seal/", sealing_pages.seal, name="contract-seal"),
    path(f"{_ONE}live/", pages.contract_live, name="contract-live"),
    path(f"{_ONE}seal/live/", sealing_pages.seal_live, name="contract-seal-live"),
    path(f"{_ONE}seal/code/", sealing_pages.code, name="contract-seal-code"),
    path("workspace/<uuid:pk>/name/", renaming_pages.rename, name="rename"),
    path("workspace/<uuid:pk>/name/code/", renaming_pages.code, name="rename-code"),
    path("q/<slug:token>/", proof_pages.paper, name="contract-paper"),
    path("contracts/<slug:ref>/", party_pages.back_to, name="contract-back"),
    path(_PARTY, party_pages.first, name="party"),
    path(f"{_PARTY}code/", party_pages.code, name="party-code"),
    path(f"{_PARTY}sign/", party_pages.sign, name="party-sign"),
    path(f"{_PARTY}live/", party_pages.live, name="party-live"),
    path(f"{_PARTY}refuse/", party_pages.refuse, name="party-refuse"),
    path(f"{_PARTY}seal/", party_pages.to_the_seal, name="party-seal"),
    path(f"{_PARTY}page/<int:page>.jpg", party_pages.picture, name="party-picture"),
    path(f"{_PARTY}evidence.pdf", party_pages.evidence, name="party-evidence"),
    path(f"{_PARTY}contract.pdf", party_pages.file, name="party-file"),
]
