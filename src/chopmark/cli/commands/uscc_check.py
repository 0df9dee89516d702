"""Check a unified social credit code (GB 32100-2015) and say what its first two characters stand for."""

import argparse

from chopmark.evidence import uscc

EXAMPLE = "chopmark uscc check 91440300MA00TE5T2D"
_SAYS = {
    uscc.Flaw.LENGTH: "it should have 18 characters",
    uscc.Flaw.CHARACTERS: "it contains a character that no code has (I, O, S, V, Z or a symbol)",
    uscc.Flaw.CHECK: "its last character does not fit the others",
    uscc.Flaw.OLD: "it is an old 15-digit registration number; use the 18-character code",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code")


def run(arguments: argparse.Namespace) -> int:
    verdict = uscc.check(arguments.code)
    if verdict.flaw:
        message = f"{verdict.code} is not a unified social credit code: {_SAYS[verdict.flaw]}"
        raise ValueError(message)
    print(f"{uscc.grouped(verdict.code)} fits; {uscc.entity_type_of(verdict.code) or 'unknown kind'}")
    if not verdict.body_fits:
        print("note: the organisation code inside does not pass its own check; some older codes do not")
    return 0
