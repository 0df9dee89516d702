"""The presets that every house finds: what each grants here, and that the Integration Edition's opens nothing of ours."""

import pytest

from chopmark.cloud.cam.decisions import compiled
from chopmark.cloud.cam.evaluate import Named
from chopmark.cloud.cam.language import parse
from chopmark.cloud.cam.linting import lint
from chopmark.cloud.cam.models import Policy
from chopmark.cloud.cam.presets import ESIGN_ACTIONS

# docs/cam.md, "Presets"
GRANTS = {
    "AdministratorAccess": {
        *ESIGN_ACTIONS,
        "ess:DescribeFlow",
        "essbasic:CreateFlow",
        "cam:ManageUsers",
        "cos:GetObject",
    },
    "ChopmarkReviewer": {"ess:ReviewApplications"},
    "QcloudESSBASICFullAccess": {"essbasic:CreateFlow"},
    "QcloudESSFullAccess": {*ESIGN_ACTIONS, "ess:DescribeFlow"},
    "QcloudESSReadOnlyAccess": {"ess:Login", "ess:DescribeFlow"},
}
ASKED = {*ESIGN_ACTIONS, "ess:DescribeFlow", "essbasic:CreateFlow", "cam:ManageUsers", "cos:GetObject"}
PRESETS = pytest.mark.parametrize("name", GRANTS)


def test_these_presets_are_there_and_no_others(db):
    assert list(Policy.objects.filter(owner=None).values_list("name", flat=True)) == list(GRANTS)


@PRESETS
def test_a_preset_grants_what_its_name_says(db, name):
    known = compiled([Policy.objects.get(owner=None, name=name)])
    granted = {action for action in ASKED if known.decide(is_root=False, action=action, context={}).allowed}
    assert granted == GRANTS[name]


@PRESETS
def test_a_preset_is_what_its_author_meant_but_for_the_one_that_allows_everything(db, name):
    document = Policy.objects.get(owner=None, name=name).document
    found = {finding.flaw for finding in lint([Named(name, parse(document))])}
    assert found == {"AdministratorAccess": {"wide_open"}, "QcloudESSReadOnlyAccess": {"unknown_action"}}.get(
        name, set()
    )


@pytest.mark.parametrize("service", ["ess", "essbasic"])
def test_both_editions_know_operations_only(db, service):
    named = {"effect": "allow", "action": f"{service}:*", "resource": f"qcs::{service}:::flow/1"}
    known = compiled([Policy(name="Named", document={"version": "2.0", "statement": named})])
    decision = known.decide(is_root=False, action=f"{service}:CreateFlow", resource=named["resource"], context={})
    assert (decision.allowed, decision.resource_ignored) == (False, True)
