"""Lists every event kind with its facts into docs/events.md."""

from pathlib import Path

from chopmark.audit.kinds import KINDS

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    rows = [f"| `{kind}` | {', '.join(sorted(facts)) or '–'} |" for kind, facts in sorted(KINDS.items())]
    head = (
        "# Events\n\nEvery act is one append-only event, written in the transaction of the act. Facts are keys, codes and\n"
        "engine names, never personal data. Written by `python tools/list_events.py`.\n\n| kind | facts |\n|---|---|\n"
    )
    (ROOT / "docs" / "events.md").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
