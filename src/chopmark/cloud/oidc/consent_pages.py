"""The page of an account's consents: which clients may ask about it, and how to take one back."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_POST

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.oidc.actions import withdraw_consent
from chopmark.cloud.oidc.models import REFRESH_LONGEST, Client


@require_GET
@account_required
def apps(request: SignedIn) -> HttpResponse:
    grants = request.account.grants.select_related("client").order_by("-given_at")
    return render(request, "oidc/apps.html", {"grants": grants, "lasting": REFRESH_LONGEST.days})


@require_POST
@account_required
def withdraw(request: SignedIn, client: str) -> HttpResponse:
    """A second press finds nothing left to take back, and says nothing else."""
    withdraw_consent(request.account, client=get_object_or_404(Client, pk=client))
    return see_other("/account/apps/")
