"""Forms of the console."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.db.models import Model, QuerySet

from chopmark.cloud.accounts.actions import ALIAS, SUB_USER_NAME
from chopmark.cloud.accounts.forms import Strong
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.cam.evaluate import has_idle_grant
from chopmark.cloud.cam.language import PolicyError, parse, read
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import AUTHENTICATE, ESIGN_ACTIONS, granting
from chopmark.cloud.cam.resources import EVERYTHING
from chopmark.cloud.cam.values import address, moment
from chopmark.cloud.cam.writing import written
from chopmark.cloud.console.verdicts import key_of
from chopmark.web import words
from chopmark.web.forms import PageForm, keyed, later

_ACTION = re.compile(r"[^\s:*]+:[^\s*]+")  # one action, no pattern
_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}

# The page says what the linter finds while somebody types; without scripts there is the press “Check”.
_CHECKED_AS_TYPED = {
    "hx-post": "/policies/check/",
    "hx-trigger": "input changed delay:400ms",
    "hx-target": "#findings",
    "hx-swap": "outerHTML",
    "hx-sync": "this:replace",
}


class FirstPassword(Strong):
    """A password that a root gives; its sub-user hears it from the root."""

    password = keyed(
        forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})),
        "cloud.users.password",
    )
    must_change = keyed(forms.BooleanField(required=False, initial=True), "cloud.users.must_change")


def _short_line() -> forms.CharField:
    return forms.CharField(max_length=64, widget=forms.TextInput(attrs={**_PLAIN, "maxlength": "64"}))


class Alias(PageForm):
    alias = keyed(_short_line(), "cloud.alias.field")

    def clean_alias(self) -> str:
        alias = str(self.cleaned_data["alias"]).lower()
        if not ALIAS.fullmatch(alias):
            self.say("alias", "cloud.alias.wrong")
        return alias


class _Named(PageForm):
    """The name of a sub-user or of a group: both stand in addresses and in policies."""

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not SUB_USER_NAME.fullmatch(name):
            self.say("name", "cloud.users.name.wrong")
        return name


class NewSubUser(_Named, FirstPassword):
    field_order = ("name", "password", "must_change", "must_have_second")
    name = keyed(_short_line(), "cloud.users.name")
    must_have_second = keyed(forms.BooleanField(required=False), "cloud.users.must_have_second")


class GroupName(_Named):
    name = keyed(_short_line(), "cloud.groups.name")


def _offer(form: PageForm, name: str, free: Sequence[Model]) -> None:
    """Only these can be chosen, also by a form that was made by hand."""
    choice = form.fields[name]
    if isinstance(choice, forms.ModelChoiceField) and choice.queryset is not None:
        choice.queryset = choice.queryset.model._default_manager.filter(pk__in=[one.pk for one in free])


class ChoosePolicy(PageForm):
    """Which of the policies that are still free for this sub-user."""

    policy = keyed(
        forms.ModelChoiceField(Policy.objects.none(), empty_label=later("cloud.users.choose")), "cloud.users.policy"
    )

    def __init__(self, *args: Any, free: list[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "policy", free)


class _ByName(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Account) -> str:
        return str(obj.name)


class ChooseMember(PageForm):
    """Which of the sub-users that are not in the group yet."""

    member = keyed(_ByName(Account.objects.none(), empty_label=None), "cloud.groups.member")

    def __init__(self, *args: Any, free: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "member", free)


class _Supposed(PageForm):
    """From where and when something is asked."""

    ip = keyed(
        forms.CharField(max_length=64, required=False, widget=forms.TextInput(attrs=_PLAIN)), "cloud.simulator.ip"
    )
    at = keyed(
        forms.CharField(max_length=40, required=False, widget=forms.TextInput(attrs=_PLAIN)), "cloud.simulator.at"
    )

    def clean_ip(self) -> str:
        return self._understood("ip", address)

    def clean_at(self) -> str:
        return self._understood("at", moment)

    def _understood(self, name: str, meaning: Callable[[str], object]) -> str:
        said = str(self.cleaned_data[name])
        try:
            if said:
                meaning(said)
        except (ValueError, OverflowError):
            self.say(name, f"cloud.simulator.{name}.wrong")
        return said


class Terms(_Supposed):
    """What the report is about: all actions of E-Sign, or one."""

    field_order = ("action", "ip", "at")
    action = keyed(
        forms.ChoiceField(
            required=False,
            choices=lambda: [
                ("", words.text("cloud.report.all_actions")),
                *((each, words.text(f"cloud.action.{key_of(each)}")) for each in ESIGN_ACTIONS),
            ],
        ),
        "cloud.report.action",
    )


class Question(_Supposed):
    """What is asked of CAM in somebody's place."""

    field_order = ("user", "action", "resource", "ip", "at")
    user = keyed(_ByName(Account.objects.none(), empty_label=None), "cloud.simulator.user")
    action = keyed(
        forms.CharField(
            max_length=128, initial=AUTHENTICATE, widget=forms.TextInput(attrs={**_PLAIN, "list": "actions"})
        ),
        "cloud.simulator.action",
    )
    resource = keyed(
        forms.CharField(max_length=512, initial=EVERYTHING, widget=forms.TextInput(attrs=_PLAIN)),
        "cloud.simulator.resource",
    )

    def __init__(self, *args: Any, known: QuerySet[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["user"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = known

    def clean_action(self) -> str:
        action = str(self.cleaned_data["action"])
        if not _ACTION.fullmatch(action):
            self.say("action", "cloud.simulator.action.wrong")
        return action


class PolicyText(PageForm):
    """What a policy says."""

    document = keyed(
        forms.CharField(
            widget=forms.Textarea(attrs={**_PLAIN, **_CHECKED_AS_TYPED, "rows": "12", "class": "cm-json-field"}),
            initial=lambda: written(granting("name/ess:*")),
        ),
        "cloud.policies.document",
    )

    is_idle = False  # a grant without effect: warned of once, and saved when it is meant (domain 9, case 4)

    def clean_document(self) -> dict[str, Any]:
        try:
            source = read(str(self.cleaned_data["document"]))
            self.is_idle = has_idle_grant(parse(source))
        except PolicyError as trouble:
            self.say("document", f"cloud.policy_rule.{trouble.rule}", **trouble.facts)
            return {}
        if self.is_idle and "sure" not in self.data:
            self.say("document", "cloud.policies.idle")
        return source


class NewPolicy(PolicyText):
    field_order = ("name", "document")
    name = keyed(
        forms.CharField(max_length=128, widget=forms.TextInput(attrs={**_PLAIN, "maxlength": "128"})),
        "cloud.policies.name",
    )
