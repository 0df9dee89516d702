"""`chopmark cam lint`: what in a set of CAM policies is well formed and yet hardly meant. docs/cam.md has the list."""

import argparse
import json
from pathlib import Path

from chopmark.cli.commands.cam_evaluate import read_policies
from chopmark.cloud.cam.linting import Finding, lint

EXAMPLE = "chopmark cam lint --policies policies.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--policies", type=Path, required=True, help="a JSON list of policy documents, a set together")


def run(args: argparse.Namespace) -> int:
    """Print one finding a line, policies and statements counted from 0; exit code 1 when there is any."""
    findings = lint(read_policies(args.policies))
    for finding in findings:
        print(json.dumps(_entry(finding)))
    return 1 if findings else 0


def _entry(finding: Finding) -> dict[str, object]:
    place = finding.place
    return {"policy": int(place.policy), "statement": place.number - 1, "flaw": finding.flaw, "about": finding.about}
