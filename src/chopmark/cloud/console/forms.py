"""Forms of the console."""

from typing import Any

from django import forms

from chopmark.cloud.accounts.actions import SUB_USER_NAME
from chopmark.cloud.accounts.models import Account
from chopmark.cloud.accounts.passwords import is_weak
from chopmark.cloud.cam.evaluate import has_idle_grant
from chopmark.cloud.cam.language import PolicyError, parse, read
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import granting
from chopmark.cloud.cam.writing import written
from chopmark.web.forms import PageForm, keyed

_PLAIN = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}


class FirstPassword(PageForm):
    """A password that a root gives; its sub-user hears it from the root."""

    password = keyed(
        forms.CharField(strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})),
        "cloud.users.password",
    )

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        if is_weak(password):
            self.say("password", "cloud.register.password.weak")
        return password


class NewSubUser(FirstPassword):
    field_order = ("name", "password")
    name = keyed(
        forms.CharField(max_length=64, widget=forms.TextInput(attrs={**_PLAIN, "maxlength": "64"})),
        "cloud.users.name",
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not SUB_USER_NAME.fullmatch(name):
            self.say("name", "cloud.users.name.wrong")
        return name


class ChoosePolicy(PageForm):
    """Which of the policies that are still free for this sub-user."""

    policy = keyed(forms.ModelChoiceField(Policy.objects.none(), empty_label=None), "cloud.users.policy")

    def __init__(self, *args: Any, free: list[Policy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["policy"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = Policy.objects.filter(pk__in=[policy.pk for policy in free])


class NewGroup(PageForm):
    name = keyed(
        forms.CharField(max_length=64, widget=forms.TextInput(attrs={**_PLAIN, "maxlength": "64"})),
        "cloud.groups.name",
    )

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if not SUB_USER_NAME.fullmatch(name):
            self.say("name", "cloud.users.name.wrong")
        return name


class _ByName(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    def label_from_instance(self, obj: Account) -> str:
        return str(obj.name)


class ChooseMember(PageForm):
    """Which of the sub-users that are not in the group yet."""

    member = keyed(_ByName(Account.objects.none(), empty_label=None), "cloud.groups.member")

    def __init__(self, *args: Any, free: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["member"]
        if isinstance(choice, forms.ModelChoiceField):
            choice.queryset = Account.objects.filter(pk__in=[account.pk for account in free])


class NewPolicy(PageForm):
    name = keyed(
        forms.CharField(max_length=128, widget=forms.TextInput(attrs={**_PLAIN, "maxlength": "128"})),
        "cloud.policies.name",
    )
    document = keyed(
        forms.CharField(
            widget=forms.Textarea(attrs={**_PLAIN, "rows": "8", "class": "cm-json-field"}),
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
