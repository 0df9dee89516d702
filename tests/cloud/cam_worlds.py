"""Policies and questions for the tests of CAM, and the two evaluators behind one signature."""

from contextlib import suppress

from chopmark.cloud.cam.compiled import Compiled
from chopmark.cloud.cam.evaluate import Named, evaluate
from chopmark.cloud.cam.language import parse
from chopmark.cloud.cam.operators import holds
from chopmark.cloud.cam.values import text, texts
from chopmark.cloud.cam.variables import Unfilled


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


def ask(*policies, by, action="ess:Login", resource="*", context=None, **principal):
    asked = {"action": action, "resource": resource, "context": context or {}, "principal": principal}
    return by(policies, is_root=False, **asked)


# Values lie on, just below and just above what the policies compare with, in several spellings.
POOLS = {
    "ip": ["9.255.255.255", "10.0.0.0", "10.127.255.255", "10.128.0.0", "10.255.255.255", "11.0.0.0", "192.0.2.7",
           "::ffff:10.0.0.1", "::ffff:11.0.0.1", "2001:db8::", "2001:DB8:ffff::1", "2001:db9::", "::1"],
    "number": [-1, 0, "-0", 1, "1.0", 2, 4, "4.9999", 5, "5.0", "5.0001", 6, 0.1, 0.3, "0.3001", 922337203685477, -922337203685477],
    "date": ["2026-11-28", "2026-11-27T16:00:00Z", "2026-11-27T15:59:59.999Z", "2026-11-27T16:00:00.001Z",
             "2026-11-28T00:00:00", "2026-11-28T00:00:00+08:00", "2026-11-27T08:00:00-0800", "2027-01-01", "1988-07-01"],
    "string": ["", "a", "A", "ab", "abc", "aXc", "b", "bb", "a*c", "true", "5", "*", "1", "${uin}"],
    "bool": [True, False, "TRUE", "false"],
    "binary": ["Y2F0", "Y2F0IQ==", "", "ZG9n"],
}  # fmt: skip
VARIABLES = ["${uin}", "${owner_uin}", "${uin}b", "a${owner_uin}", "${uin}${uin}", "${app_id}"]
WANTED = {
    **POOLS,
    "string": [*POOLS["string"][:-1], *VARIABLES],
    "ip": ["10.0.0.0/8", "10.0.0.0/9", "10.9.9.9/9", "10.0.0.0", "192.0.2.0/24", "2001:db8::/32", "2001:db8::", "0.0.0.0/0",
           "::/0", "::ffff:10.0.0.0/104", "11.0.0.0/32"],
    "bool": [True, False, "true"],
}  # fmt: skip
_ORDER = ("equal", "less_than", "less_than_equal", "greater_than", "greater_than_equal", "not_equal")
NAMES = {
    "ip": ["ip_equal", "ip_not_equal"],
    "number": [f"numeric_{each}" for each in _ORDER],
    "date": [f"date_{each}" for each in _ORDER],
    "string": ["string_equal", "string_not_equal", "string_equal_ignore_case", "string_not_equal_ignore_case",
               "string_like", "string_not_like"],
    "bool": ["bool_equal"],
    "binary": ["binary_equal"],
}  # fmt: skip
PATTERNS = ["*", "a*", "*b*", "a*c", "*c", "a", "**b", "A*", "${uin}", "${uin}*", "*${owner_uin}", "a*${app_id}"]
# Whose question it is; a `*` or a colon of theirs is none of the policy's.
WHO = {"uin": ["1", "2", "a", "A", "*", "a*c", "b/a", "x:uin/1"], "owner_uin": ["1", "b", "*", "a", None]}
KINDS = tuple(POOLS)
ACTIONS = [
    "cos:GetObject",
    "cos:PutObject",
    "cos:GetBucket",
    "cvm:RunInstances",
    "ess:Login",
    "ess:Operate",
    "essbasic:Login",
]
ACTION_PATTERNS = [
    *ACTIONS,
    "cos:*",
    "cos:*",
    "name/cos:Get*",
    "cos:*Object",
    "c*:*e*",
    "*",
    "*:*",
    "NAME/ess:*",
    "ESS:log*n",
]
RESOURCES = [
    "qcs::cos:gz:uin/1:b/a",
    "qcs::cos:bj:uin/1:b/b:x",
    "qcs::cos:gz:uin/2:x:uin/1:b/a",
    "qcs::cvm:gz:uin/1:i/1",
    "qcs::cos::uin/1:b/a",
    "*",
    "b/a",
]
RESOURCE_PATTERNS = [
    *RESOURCES[:5],
    "qcs::cos:*:uin/1:b/*",
    "qcs::cos::uin/1:*",
    "qcs::*:*:*:*",
    "qcs:::gz:uin/*:*a*",
    "qcs::cos:gz:uin/1:*a",
    "qcs::cos:*:uin/*:b/a",
]
RESOURCE_PATTERNS_OF_VARIABLES = [
    "qcs::cos::uin/${owner_uin}:*",
    "qcs::cos:gz:uin/1:${uin}",
    "qcs::cos:*:uin/${uin}:b/*",
    "qcs::*:*:*:*${uin}",
    "qcs::cos:gz:uin/1:b/${owner_uin}*",
    "qcs::cos:gz:uin/${app_id}:b/a",
]
_MOST_VALUES = 3


class World:
    """Policies and the questions that are aimed at them, all drawn from one source of chance."""

    def __init__(self, chance):
        self.chance = chance
        self.who = self.somebody()

    def somebody(self):
        """Who asks from now on: a number, most with a root's."""
        drawn = {name: self.chance.choice(pool) for name, pool in WHO.items()}
        self.who = {name: value for name, value in drawn.items() if value is not None}
        return self.who

    def policies(self):
        """One to three policies; what they compare with comes from small pools, so that they meet."""
        return [self.document() for _ in range(self.chance.randint(1, 3))]

    def document(self):
        said = [self.statement() for _ in range(self.chance.randint(1, 4))]
        return {"version": "2.0", "statement": said if len(said) > 1 or self.chance.random() < 0.5 else said[0]}

    def statement(self):
        named = RESOURCE_PATTERNS_OF_VARIABLES if self.chance.random() < 0.3 else RESOURCE_PATTERNS
        resource = self._some(["*"] if self.chance.random() < 0.5 else [*named, "*"])
        condition = self._condition()
        told = {"effect": self.chance.choice(["allow", "allow", "deny"]), "action": self._some(ACTION_PATTERNS)}
        return {**told, "resource": resource, **({"condition": condition} if condition is not None else {})}

    def question(self, policies):
        """Root now and then, else a question that a statement was written for, often with one thing wrong."""
        statement = self.chance.choice([each for document in policies for each in _listed(document["statement"])])
        is_aimed = self.chance.random() < 0.9
        question = self._aimed(statement) if is_aimed else self._anyhow()
        if is_aimed and self.chance.random() < 0.5:
            self._spoil(question)
        return {**question, "is_root": self.chance.random() < 0.08, "principal": self.who}

    def _some(self, pool):
        """One, or a list of up to three."""
        if self.chance.random() < 0.5:
            return self.chance.choice(pool)
        return [self.chance.choice(pool) for _ in range(self.chance.randint(1, 3))]

    def _condition(self):
        count = self.chance.choice([0, 0, 1, 1, 2, 3])
        if not count:
            return self.chance.choice([None, {}])
        found = {}
        for _ in range(count):
            operator, key, wanted = self._clause()
            found.setdefault(operator, {})[key] = wanted
        return found

    def _clause(self):
        kind = self.chance.choice(KINDS)
        key = f"k:{kind}"
        if self.chance.random() < 0.1:
            return "null_equal", key, self.chance.choice(["true", "false", False])
        name = self.chance.choice(NAMES[kind])
        pool = PATTERNS if name.endswith("_like") else WANTED[kind]
        quantifier = self.chance.choice(["", "", "", "for_any_value:", "for_all_value:", "for_all_values:"])
        suffix = self.chance.choice(["", "", "", "_if_exist"])
        return f"{quantifier}{name}{suffix}", key, self._some(pool)

    def _anyhow(self):
        keys = self.chance.sample(KINDS, self.chance.randint(0, len(KINDS)))
        context = {f"k:{kind}": self._value(kind) for kind in keys}
        return {"action": self.chance.choice(ACTIONS), "resource": self.chance.choice(RESOURCES), "context": context}

    def _value(self, kind):
        """One or a list, an empty one too, and sometimes of another kind."""
        pool = POOLS[kind if self.chance.random() < 0.93 else self.chance.choice(KINDS)]
        if self.chance.random() < 0.6:
            return self.chance.choice(pool)
        return [self.chance.choice(pool) for _ in range(self.chance.randint(0, _MOST_VALUES))]

    def _aimed(self, statement):
        question = self._anyhow()
        question["action"] = self._filled(self.chance.choice(_listed(statement["action"])), ACTIONS)
        pattern = self.chance.choice(_listed(statement["resource"]))
        question["resource"] = self.chance.choice(RESOURCES) if pattern == "*" else self._filled(pattern, ["a", "b/a"])
        for operator, clauses in statement.get("condition", {}).items():
            for key, wanted in clauses.items():
                self._satisfy(question["context"], operator, key, wanted)
        return question

    def _satisfy(self, context, operator, key, wanted):
        """Try values until the clause holds; the reference is asked, which is fair for taking aim."""
        said = tuple(map(text, _listed(wanted)))
        for _ in range(12):
            with suppress(Unfilled):
                if holds(operator, found=texts(context.get(key)), wanted=said, principal=self.who):
                    return
            context[key] = self._value(key.removeprefix("k:"))

    def _filled(self, pattern, fillings):
        plain = pattern.lower().removeprefix("name/") if not pattern.startswith("qcs") else self._of_who(pattern)
        if plain in ("*", "*:*"):
            return self.chance.choice(fillings)
        found = plain
        while "*" in found:
            found = found.replace("*", self.chance.choice(["", "e", "getobject", "a", "b/a"]), 1)
        found = found.replace("\ue000", "*")
        return found.upper() if not pattern.startswith("qcs") and self.chance.random() < 0.2 else found

    def _of_who(self, pattern):
        """A `*` of theirs stays."""
        for name, value in self.who.items():
            pattern = pattern.replace(f"${{{name}}}", value.replace("*", "\ue000"))
        return pattern

    def _spoil(self, question):
        """Ask of another action or resource, leave a key out or draw it anew."""
        keys = [*question["context"], "action", "resource"]
        wrong = self.chance.choice(keys)
        if wrong in ("action", "resource"):
            question[wrong] = self.chance.choice({"action": ACTIONS, "resource": RESOURCES}[wrong])
        elif self.chance.random() < 0.5:
            del question["context"][wrong]
        else:
            question["context"][wrong] = self._value(wrong.removeprefix("k:"))


def _listed(value):
    return value if isinstance(value, list) else [value]


def named(documents):
    return [Named(str(number), parse(document)) for number, document in enumerate(documents)]
