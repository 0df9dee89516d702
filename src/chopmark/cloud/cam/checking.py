"""A policy looked at while it is written: what keeps it from being understood, else what is hardly meant, by line."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chopmark.cloud.cam.evaluate import Named
from chopmark.cloud.cam.language import VERSION, PolicyError, parse, read
from chopmark.cloud.cam.linting import lint
from chopmark.web import words

_SIGN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]]|\n')
_AROUND_A_STATEMENT = ("{", "{[")  # alone, or in the list


@dataclass(frozen=True)
class Remark:
    """One thing to say about the text: the key of its words, what they are about, and the line from 1."""

    key: str
    facts: Mapping[str, object]
    line: int | None
    is_fault: bool
    about: str = ""

    @property
    def text(self) -> str:
        """In the language of the reader: what is wrong, and what to do next."""
        return words.text(self.key, **self.facts)


def remarks(source: str) -> list[Remark]:
    """Faults keep a policy from being saved; only where there are none, the linter is asked."""
    try:
        document = read(source)
    except PolicyError as trouble:
        return [_fault(trouble, _line_of_json(trouble))]
    text = _Text(source)
    return list(_faults(document, text)) or list(_flaws(document, text))


class _Text:
    """The lines of a policy, and in which of them its statements begin."""

    def __init__(self, source: str) -> None:
        self._lines = source.split("\n")
        self._starts = list(_statement_lines(source))

    def line_of(self, *wanted: str, number: int | None = None) -> int | None:
        """The first line, of the whole or of statement `number`, that has one of the words; else its beginning."""
        first, after = self._span(number)
        for word in filter(None, wanted):
            for line in range(first, after):
                if word.lower() in self._lines[line - 1].lower():
                    return line
        return None if number is None else first

    def as_written(self, words: str, *, number: int) -> str:
        """What a statement says, in the letters of whoever wrote it: they are compared in small ones."""
        first, after = self._span(number)
        told = "\n".join(self._lines[first - 1 : after - 1])
        found = re.search(re.escape(words), told, re.IGNORECASE)
        return found[0] if found else words

    def _span(self, number: int | None) -> tuple[int, int]:
        last = len(self._lines) + 1
        if number is None or number > len(self._starts):
            return 1, last
        first = self._starts[number - 1]
        return first, max(first + 1, self._starts[number] if number < len(self._starts) else last)


def _statement_lines(source: str) -> Iterator[int]:
    """For text that is JSON; a bracket inside a text is none."""
    line, around = 1, ""
    for sign in _SIGN.findall(source):
        if sign == "\n":
            line += 1
        elif sign in "{[":
            if sign == "{" and around in _AROUND_A_STATEMENT:
                yield line
            around += sign
        elif sign in "}]":
            around = around[:-1]


def _faults(document: dict[str, Any], text: _Text) -> Iterator[Remark]:
    """Every statement that is not understood, rather than the first; else what is wrong with the whole."""
    whole = _trouble_of(document)
    if whole is None:
        return
    said = document.get("statement")
    listed = said if isinstance(said, list) else [said]
    found = [(n, _trouble_of({"version": VERSION, "statement": [each]})) for n, each in enumerate(listed, start=1)]
    of_statements = [(n, trouble) for n, trouble in found if trouble]
    if said in (None, []) or not of_statements:
        yield _fault(whole, text.line_of(*_words(whole)))
    else:
        yield from (_fault(trouble, text.line_of(*_words(trouble), number=n)) for n, trouble in of_statements)


def _trouble_of(document: dict[str, Any]) -> PolicyError | None:
    try:
        parse(document)
    except PolicyError as trouble:
        return trouble
    return None


def _flaws(document: dict[str, Any], text: _Text) -> Iterator[Remark]:
    for finding in lint([Named("", parse(document))]):
        first = finding.about.split(", ")[0].split(" ")[0]  # of several actions one, of a condition its operator
        number = finding.place.number
        about = ", ".join(text.as_written(each, number=number) for each in finding.about.split(", "))
        line = text.line_of(first, number=number)
        yield Remark(f"cloud.lint.{finding.flaw}", {}, line, is_fault=False, about=about)


def _fault(trouble: PolicyError, line: int | None) -> Remark:
    return Remark(f"cloud.policy_rule.{trouble.rule}", trouble.facts, line, is_fault=True)


def _words(trouble: PolicyError) -> list[str]:
    """What to look for in the text, the nearest first."""
    return [*map(str, trouble.facts.values()), f'"{trouble.rule}"']


def _line_of_json(trouble: PolicyError) -> int | None:
    cause = trouble.__cause__
    return cause.lineno if isinstance(cause, json.JSONDecodeError) else None
