"""What is proved of Cedar's authorizer (cedar-spec, Thm/Authorization.lean), tried on both of our evaluators."""

import random
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cloud.cam_worlds import EVALUATORS, World, named

from chopmark.cloud.cam.evaluate import Reason

EXAMPLES = 400
LEAST_SHARE = 0.1  # of the examples have to meet the premise, or the theorem says nothing about us


def _aimed(seed):
    """A statement and some questions that were written for it."""
    world = World(random.Random(seed))
    statement = world.statement()
    documents = [{"version": "2.0", "statement": statement}]
    return statement, [{**world.question(documents), "is_root": False} for _ in range(4)]


AIMED = [_aimed(seed) for seed in range(600)]


@st.composite
def cases(draw):
    """Statements in policies, and a question that one of them was written for."""
    picks = draw(st.lists(st.integers(0, len(AIMED) - 1), min_size=1, max_size=8))
    question = AIMED[draw(st.sampled_from(picks))][1][draw(st.integers(0, 3))]
    return [AIMED[pick][0] for pick in picks], question


further = st.integers(0, len(AIMED) - 1).map(lambda pick: AIMED[pick][0])


@pytest.fixture(params=EVALUATORS, ids=lambda each: each.__name__)
def decide(request):
    """Statements, each a policy of its own, and a question in; the decision out."""
    return lambda said, question: request.param(
        named([{"version": "2.0", "statement": one} for one in said]), **question
    )


def proved(theorem, *strategies):
    """Try a theorem; it returns whether its premise was met."""
    seen = Counter()

    @settings(max_examples=EXAMPLES, database=None)
    @given(st.tuples(*strategies))
    def run(drawn):
        seen["examples"] += 1
        seen["premise"] += bool(theorem(*drawn))

    run()
    print(f"\n{theorem.__qualname__.split('.')[0]}: {dict(seen)}")  # noqa: T201 - how often it was tried is part of it
    assert seen["examples"] >= EXAMPLES
    assert seen["premise"] >= LEAST_SHARE * EXAMPLES


def satisfied(decide, said, question, effect):
    """The numbers of the statements of an effect that speak of the question: each alone would decide it.

    The effect is left as it is: a variable without a value keeps an allow from speaking, and no deny.
    """
    reason = {"allow": Reason.ALLOW, "deny": Reason.EXPLICIT_DENY}[effect]
    return {
        number
        for number, one in enumerate(said)
        if one["effect"] == effect and decide([one], question).reason is reason
    }


def test_a_forbid_beats_every_permit(decide):
    def theorem(case):
        said, question = case
        if satisfied(decide, said, question, "deny"):
            assert not decide([*said, {"effect": "allow", "action": "*", "resource": "*"}], question).allowed
            return True
        return False

    proved(theorem, cases())


def test_what_is_allowed_was_permitted_explicitly(decide):
    def theorem(case):
        said, question = case
        if decide(said, question).allowed:
            assert satisfied(decide, said, question, "allow")
            return True
        return False

    proved(theorem, cases())


def test_what_nothing_permits_is_denied(decide):
    def theorem(case):
        said, question = case
        if not satisfied(decide, said, question, "allow"):
            assert not decide(said, question).allowed
            return True
        return False

    proved(theorem, cases())


def test_allowed_means_permitted_and_not_forbidden(decide):
    def theorem(case):
        said, question = case
        permitted, forbidden = (satisfied(decide, said, question, effect) for effect in ("allow", "deny"))
        assert decide(said, question).allowed is (bool(permitted) and not forbidden)
        return bool(permitted)

    proved(theorem, cases())


def test_neither_order_nor_duplicates_change_the_decision(decide):
    def theorem(case, chance):
        said, question = case
        mixed = [*said, *chance.sample(said, chance.randint(0, len(said)))]
        chance.shuffle(mixed)
        one, other = decide(said, question), decide(mixed, question)
        assert (one.allowed, one.reason) == (other.allowed, other.reason)
        assert {miss.clauses for miss in one.nearest} == {miss.clauses for miss in other.nearest}
        return mixed != said

    proved(theorem, cases(), st.randoms())


def test_a_further_permit_keeps_an_allow(decide):
    def theorem(case, one):
        said, question = case
        if decide(said, question).allowed:
            assert decide([*said, {**one, "effect": "allow"}], question).allowed
            return True
        return False

    proved(theorem, cases(), further)


def test_a_further_forbid_keeps_a_denial(decide):
    def theorem(case, one):
        said, question = case
        if not decide(said, question).allowed:
            assert not decide([*said, {**one, "effect": "deny"}], question).allowed
            return True
        return False

    proved(theorem, cases(), further)


def test_the_determining_statements_are_exactly_the_satisfied_ones_of_the_effect_that_won(decide):
    def theorem(case):
        said, question = case
        found = decide(said, question)
        permitted, forbidden = (satisfied(decide, said, question, effect) for effect in ("allow", "deny"))
        expected = {Reason.ALLOW: permitted, Reason.EXPLICIT_DENY: forbidden, Reason.IMPLICIT_DENY: set()}
        assert {int(place.policy) for place in found.statements} == expected[found.reason]
        assert (found.reason is Reason.EXPLICIT_DENY) is bool(forbidden)
        return bool(found.statements)

    proved(theorem, cases())
