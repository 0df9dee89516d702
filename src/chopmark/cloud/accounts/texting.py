"""A code that goes to a mobile from a page of the account, and its answer on the next one."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import get_language

from chopmark.cloud.accounts.forms import TextedCode
from chopmark.notify import codes
from chopmark.web.forms import PageForm
from chopmark.web.templatetags.chopmark import moment


@dataclass(frozen=True)
class Texted:
    """A mobile and what the code is for: a code of another matter opens nothing, and its text says the purpose."""

    mobile: str
    matter: str
    purpose: str = "confirm"

    def press(self, request: HttpRequest) -> tuple[PageForm, bool]:
        """One request of a page that first sends the code and then takes it: its form, and whether it was right."""
        if request.method == "GET":
            return PageForm(), False
        if "code" not in request.POST:
            form = PageForm(request.POST)
            return (TextedCode() if self.send(form, field=None) else form), False
        form = TextedCode(request.POST)
        return form, form.is_valid() and self.is_right(form, digits=form.cleaned_data["code"])

    def send(self, form: PageForm, *, field: str | None) -> bool:
        """False when too many went out already; the form says until when, beside the field."""
        try:
            codes.send_code(self.purpose, mobile=self.mobile, matter=self.matter, language=language())
        except codes.TooManyCodes as limit:
            form.full_clean()
            form.say(field, "cloud.register.code.many", time=moment(limit.again_at))
            return False
        return True

    def is_right(self, form: PageForm, *, digits: str) -> bool:
        """Try the code, outside any transaction that could take a wrong try back."""
        outcome = codes.enter(self.purpose, mobile=self.mobile, matter=self.matter, digits=digits)
        if outcome.answer is not codes.Answer.RIGHT:
            form.say("code", f"cloud.register.code.{outcome.answer}", left=outcome.tries_left)
        return outcome.answer is codes.Answer.RIGHT


def language() -> str:
    return get_language() or "zh-hans"
