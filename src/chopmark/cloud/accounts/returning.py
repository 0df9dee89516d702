"""Where a page leads back to, and whose pages a form may end at."""

from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

_SEE_OTHER = 303
_ORIGIN = "return_origin"
_PROOF = "proof"  # in an address to come back to


def see_other(address: str) -> HttpResponse:
    """303, so that a password is never sent on to the next address (RFC 9700, 4.12)."""
    return HttpResponse(status=_SEE_OTHER, headers={"Location": address})


def own_path(wanted: str, *, otherwise: str = "/") -> str:
    """The wanted address if it is a path of this very site, else another."""
    safe = wanted.startswith("/") and may_lead_to(wanted, host=None)
    return wanted if safe else otherwise


def may_lead_to(wanted: str, *, host: str | None) -> bool:
    """Whether a redirect may go there: to this site or that host, and as browsers write addresses, in plain ASCII."""
    hosts = {host} if host else None
    return wanted.isascii() and wanted.isprintable() and url_has_allowed_host_and_scheme(wanted, allowed_hosts=hosts)


def next_of(request: HttpRequest) -> str:
    return own_path(request.POST.get("next") or request.GET.get("next") or "/")


def ask_proof(query: QueryDict) -> None:
    """Where this query leads back to, a sign-in that another device lent would not do."""
    query[_PROOF] = "here"


def is_proof_asked(address: str) -> bool:
    return _PROOF in parse_qs(urlsplit(address).query)


def remember_origin(request: HttpRequest, address: str) -> None:
    """Keep the origin of a client whose sign-in is under way: the forms on the way end there."""
    parts = urlsplit(address)
    request.session[_ORIGIN] = f"{parts.scheme}://{parts.netloc}"


def may_end_there(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the page's form be redirected to that client; browsers hold `form-action` against redirects too."""
    origin = request.session.get(_ORIGIN)
    response.form_targets = [origin] if origin else []  # type: ignore[attr-defined]
    return response
