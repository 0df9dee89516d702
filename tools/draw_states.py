"""Draws every status table into docs/states.md."""

import importlib
from pathlib import Path

from chopmark.kit.states import drawing

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    parts = [
        "# States\n",
        "Drawn from the tables by `python tools/draw_states.py`; a test fails when a drawing is old.\n",
    ]
    for path in sorted((ROOT / "src" / "chopmark").rglob("states.py")):
        if path.parent.name == "kit":
            continue
        module = importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
        parts += [
            f"## {path.parent.name}\n",
            f"{module.__doc__}\n",
            f"```mermaid\n{drawing(module.MOVES, module.START)}\n```\n",
        ]
    (ROOT / "docs").mkdir(exist_ok=True)
    (ROOT / "docs" / "states.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
