"""A sub-user asks its root for a policy by a link; the root reads who, what and for which organisation."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.cam.actions import grant, refuse, request_policy
from chopmark.cloud.cam.holding import held_by, policies_in
from chopmark.cloud.cam.models import Policy, PolicyRequest
from chopmark.cloud.cam.presets import FULL_ACCESS
from chopmark.evidence.names import ORGANISATION_LENGTHS
from chopmark.kit import ids


@require_http_methods(["GET", "POST"])
@account_required
def ask(request: SignedIn) -> HttpResponse:
    """Show what will be asked for; then the link, once."""
    policy = get_object_or_404(Policy, owner=None, name=request.GET.get("policy", FULL_ACCESS))
    organisation = request.GET.get("org", "").strip()[: ORGANISATION_LENGTHS.stop - 1]
    context = {"policy": policy, "organisation": organisation, "account": request.account}
    if request.method == "POST" and not request.account.is_root:
        token = request_policy(request.account, policy=policy, organisation=organisation)
        context["link"] = f"{settings.CLOUD_URL}/requests/{token}/"
    context["held"] = policy in policies_in(held_by([request.account])[request.account.uin])
    return render(request, "console/ask.html", context)


@require_http_methods(["GET", "POST"])
@account_required
def answer(request: SignedIn, token: str) -> HttpResponse:
    """Only the root account that was meant reads it; for everybody else there is no such page."""
    asked = get_object_or_404(PolicyRequest.objects.select_related("sub_user", "policy"), digest=ids.digest(token))
    if request.account.uin != asked.sub_user.root.uin:
        return _for_another(request, asked)
    if request.method == "POST" and asked.answer is None:
        verb = grant if request.POST.get("decision") == "grant" else refuse
        verb(asked, by=request.account)
    return render(request, "console/answer.html", {"asked": asked, "account": request.account})


def _for_another(request: SignedIn, asked: PolicyRequest) -> HttpResponse:
    """The house may know that its root has to sign in; strangers may not."""
    if request.account.root != asked.sub_user.root:
        raise Http404
    return render(request, "console/answer_root_only.html", {"account": request.account}, status=403)
