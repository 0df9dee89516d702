"""Twenty thousand decisions by the reference, by the compiled evaluator and by Cedar: all three are the same."""

import os
import random
from collections import Counter

from tests.cloud.cam_worlds import World, named
from tests.cloud.cedar import Cedar

from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Reason, evaluate

COUNT = int(os.environ.get("CHOPMARK_CAM_REQUESTS", "20000"))
EACH = 40  # questions about one set of policies, by two people in turn


def compare(count, *, seed):
    """How often each reason was given; every disagreement is an AssertionError that shows policies and question."""
    world, shares = World(random.Random(seed)), Counter()
    while shares.total() < count:
        documents = world.policies()
        policies = named(documents)
        compiled = Compiled(policies)
        for question, (reason, places) in _asked(world, documents):
            one, other = evaluate(policies, **question), compiled.decide(**question)
            assert (one, one.nearest) == (other, other.nearest), (documents, question)
            assert (one.reason, {(int(at.policy), at.number - 1) for at in one.statements}) == (reason, places), (
                documents,
                question,
            )
            shares[one.reason] += 1
    return shares


def _asked(world, documents):
    """Questions by two people about the same policies, each with the answer of Cedar."""
    halves = []
    for _ in range(2):
        who = world.somebody()
        questions = [world.question(documents) for _ in range(EACH // 2)]
        halves.append(list(zip(questions, Cedar(documents, who).decide(questions), strict=True)))
    return [each for pair in zip(*halves, strict=True) for each in pair]


def test_reference_compiled_evaluator_and_cedar_agree_and_every_reason_is_frequent():
    shares = compare(COUNT, seed=20261128)
    print(f"\n{shares.total()} requests: " + ", ".join(f"{reason} {shares[reason]}" for reason in Reason))  # noqa: T201 - the figure of docs/cam.md
    least = {Reason.ROOT: 0.05, Reason.ALLOW: 0.15, Reason.EXPLICIT_DENY: 0.15, Reason.IMPLICIT_DENY: 0.15}
    assert {reason for reason, share in least.items() if shares[reason] < share * shares.total()} == set()
