"""What our signatures are worth, and the root certificate by which anybody can check them."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from chopmark.trust import authority, ocsp, revocation
from chopmark.trust.chains import load_roots, name_in

KINDS = ("internal", "licensed", "hand", "paper", "time")


@require_safe
def worth(request: HttpRequest) -> HttpResponse:
    newest = load_roots(authority.root_pem())[0]
    context = {
        "kinds": KINDS,
        "root_name": name_in(newest.subject),
        "fingerprint": " ".join(f"{byte:02X}" for byte in newest.sha256),
        "expires": newest.not_valid_after,
        "stamps": "outside" if settings.CHOPMARK_TSA_URL else "built_in",
        "shows_practice": settings.PRACTICE,
    }
    return render(request, "trust/worth.html", context)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The newest root and those before it, as PEM."""
    response = HttpResponse(authority.root_pem(), content_type="application/x-pem-file")
    response["Content-Disposition"] = 'attachment; filename="chopmark-root.pem"'
    return response


@require_safe
def revoked(request: HttpRequest, serial: str) -> HttpResponse:
    """What an authority of this house has revoked (RFC 5280), for readers of signatures."""
    made = revocation.list_of(serial)
    if made is None:
        raise Http404
    return HttpResponse(made, content_type="application/pkix-crl", headers={"Cache-Control": "public, max-age=3600"})


@csrf_exempt
@require_POST
def status(request: HttpRequest) -> HttpResponse:
    """Answers programs that check one certificate (RFC 6960, appendix A)."""
    return HttpResponse(
        ocsp.answer(request.read(ocsp.LIMIT)), content_type="application/ocsp-response",
        headers={"Cache-Control": "no-store"},
    )  # fmt: skip
