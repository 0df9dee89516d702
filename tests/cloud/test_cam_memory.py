"""Compiled policies are kept by their words: what another machine changed is felt at once, what is the same is not made anew."""

from tests.cloud.cam_worlds import say

from chopmark.cloud.cam.actions import detach
from chopmark.cloud.cam.decisions import decide, policies_of
from chopmark.cloud.cam.evaluate import Reason
from chopmark.cloud.cam.models import Attachment, Policy

ASKED = {"action": "ess:Login", "context": {}}


def test_the_same_words_are_compiled_once(give, sub_user):
    give(sub_user, {"name": "p", "statement": [say()]})
    assert policies_of(sub_user) is policies_of(sub_user)


def test_a_policy_that_another_machine_wrote_anew_is_felt_at_the_next_question(give, sub_user):
    policy = give(sub_user, {"name": "p", "statement": [say()]})
    assert decide(sub_user, **ASKED).reason is Reason.ALLOW
    Policy.objects.filter(pk=policy.pk).update(document={"version": "2.0", "statement": [say("deny")]})
    assert decide(sub_user, **ASKED).reason is Reason.EXPLICIT_DENY


def test_a_policy_that_was_detached_here_or_elsewhere_is_felt_at_the_next_question(give, root, sub_user):
    one, other = (give(sub_user, {"name": name, "statement": [say()]}) for name in ("p", "q"))
    Attachment.objects.filter(policy=one).delete()
    assert [place.policy for place in decide(sub_user, **ASKED).statements] == ["q"]
    detach(other, account=sub_user, by=root)
    assert decide(sub_user, **ASKED).reason is Reason.IMPLICIT_DENY


def test_a_root_account_needs_no_policy(root):
    assert decide(root, **ASKED).reason is Reason.ROOT
