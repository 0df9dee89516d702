"""Policies and questions for the tests of CAM, and the two evaluators behind one signature."""

from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Named, evaluate
from chopmark.cloud.cam.language import parse


def reference(policies, **question):
    return evaluate(policies, **question)


def compiled(policies, **question):
    return Compiled(policies).decide(**question)


EVALUATORS = (reference, compiled)


def policy(*statements, name="p"):
    return Named(name, parse({"version": "2.0", "statement": list(statements)}))


def say(effect="allow", action="ess:*", resource="*", **condition):
    told = {"effect": effect, "action": action, "resource": resource}
    return {**told, "condition": condition} if condition else told


def ask(*policies, by, action="ess:Login", resource="*", context=None):
    return by(policies, is_root=False, action=action, resource=resource, context=context or {})
