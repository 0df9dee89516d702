"""One signature in a process of its own: prints by how many bytes its peak grew.

usage: python -m bench.signing_once PDF FIELD
"""

import io
import os
import sys
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chopmark.config.settings")
    django.setup()
    from reportlab.pdfgen.canvas import Canvas  # noqa: PLC0415 - once Django is set up

    from chopmark.drawing import marks  # noqa: PLC0415
    from chopmark.sheets.fields import Field, Kind  # noqa: PLC0415
    from chopmark.sheets.preparing import added  # noqa: PLC0415
    from chopmark.trust import authority, sealing  # noqa: PLC0415

    look = marks.line("一", width=119, height=119)
    signer = authority.signer_for("bench", name="bench")
    small = io.BytesIO()
    canvas = Canvas(small)
    canvas.showPage()
    canvas.save()
    field = Field(page=0, x=60, y=60, width=119, height=119, kind=Kind.SEAL, party=1)
    warm, (name,) = added(small.getvalue(), [field])
    sealing.sign(warm, sealing.Act(name, look, "bench", "bench", ()), signer=signer)
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew; getrusage would show the parent's
    before = _status("VmRSS")
    sealing.sign(Path(sys.argv[1]).read_bytes(), sealing.Act(sys.argv[2], look, "bench", "bench", ()), signer=signer)
    sys.stdout.write(str(_status("VmHWM") - before))


def _status(name: str) -> int:
    """Bytes, of a line such as “VmHWM:   12345 kB” (proc(5))."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    main()
