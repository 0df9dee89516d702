"""The alias of a root account: what its sub-users type instead of twelve digits."""

import datetime as dt

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from chopmark.cloud.accounts.actions import Taken, set_alias
from chopmark.cloud.accounts.middleware import SignedIn, account_required
from chopmark.cloud.accounts.returning import see_other
from chopmark.cloud.console.forms import Alias
from chopmark.cloud.console.shell import page
from chopmark.kit.errors import NotAllowed, TooMany
from chopmark.notify import limits
from chopmark.web.templatetags.chopmark import moment

# “Taken” says that somebody has the alias: at this pace nobody learns a list of them.
ALIASES = limits.Limit("aliases", ((10, dt.timedelta(days=1)),))


@require_http_methods(["GET", "POST"])
@account_required
def alias(request: SignedIn) -> HttpResponse:
    """Only the root names itself, also not a sub-user who manages access."""
    if not request.account.is_root:
        raise NotAllowed(action="cam:UpdateAlias")
    form = Alias(request.POST or None, initial={"alias": request.account.alias})
    if request.method == "POST" and form.is_valid() and _set(request, form):
        return see_other("/")
    return page(request, "console/alias.html", nav="home", form=form)


def _set(request: SignedIn, form: Alias) -> bool:
    try:
        limits.use(ALIASES, of=request.account.uin)
        set_alias(request.account, alias=form.cleaned_data["alias"])
    except Taken:
        form.say("alias", "cloud.alias.taken")
    except TooMany as limit:
        form.say("alias", "cloud.alias.many", time=moment(limit.again_at))
    return form.is_valid()
