"""Compiles every room's translations with Babel, so that no gettext has to be installed."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

SOURCE = Path(__file__).resolve().parents[1] / "src" / "chopmark"


def main() -> None:
    count = 0
    for path in sorted(SOURCE.rglob("*.po")):
        with path.open("rb") as source:
            catalogue = read_po(source)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        count += len(catalogue)
    print(f"words: {count} texts")


if __name__ == "__main__":
    main()
