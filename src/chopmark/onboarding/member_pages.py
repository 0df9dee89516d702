"""Behind the link of an invitation to an organisation: who asks, and the journey on which nothing of it is asked."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chopmark.onboarding import actions, joining
from chopmark.organisations.joining import actions as joins
from chopmark.organisations.members import links
from chopmark.people.doors import to_the_phone
from chopmark.people.models import as_person


def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Anybody who has the link reads who invites; it is of use only to the owner of the mobile."""
    found = links.find(token)
    if found is None:
        raise Http404
    context = {
        "invitation": found, "token": token, "words": {"org": found.organisation.name},
        "role": f"members.role.{found.role}",
    }  # fmt: skip
    return render(request, "onboarding/member_invited.html", context)


def follow(request: HttpRequest, token: str) -> HttpResponse:
    """Signed in by mobile, into the journey to this organisation; who belongs to it already, straight in."""
    found = links.find(token)
    if found is None:
        raise Http404
    if not request.user.is_authenticated:
        return to_the_phone(request)
    person = as_person(request.user)
    if joins.is_member(found.organisation, person=person):
        return redirect("workspace", pk=found.organisation_id)
    row = joining.begin_for(actions.start_by_licence(person), found.organisation) if found.is_open else None
    return redirect("application", ref=row.ref) if row is not None else redirect("applications")
