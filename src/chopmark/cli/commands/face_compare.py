"""`chopmark face compare`: how far apart two faces are, by the comparison that the pages use."""

import argparse
import json
import sys
import time
from pathlib import Path

from chopmark.evidence.engines.dlib_faces import DlibFaces
from chopmark.evidence.faces import seeing
from chopmark.evidence.faces.seeing import Numbers
from chopmark.evidence.judge import FaceVerdict, judge_faces
from chopmark.evidence.pictures import open_picture
from chopmark.kit.errors import Unreadable

EXAMPLE = "chopmark face compare selfie.jpg portrait.jpg --json"
_UNUSABLE_EXIT = 2
_BANDS = {FaceVerdict.PASS: "same", FaceVerdict.REVIEW: "unsure", FaceVerdict.FAIL: "different"}
_SAYS = {
    "same": "One person",
    "unsure": "A person has to look",
    "different": "Two people",
}
_ADVICE = {
    "FACE_NONE": "no face was found: give a picture of one face from the front, at least 80 pixels wide",
    "FACE_SEVERAL": "it shows several faces: give a picture of one",
    "FILE_MISSING": "there is no such file",
}
_USUAL_ADVICE = "give a whole JPEG, PNG, HEIC or PDF file"


class _Unusable(Exception):
    """A picture that cannot be compared, and why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("one", type=Path, metavar="A", help="JPEG, PNG or HEIC of one face")
    parser.add_argument("other", type=Path, metavar="B", help="another one")
    parser.add_argument("--json", action="store_true", help="print distance, band and seconds")


def run(args: argparse.Namespace) -> int:
    """Exit code 0 whatever the band is, 2 for a picture that cannot be opened or does not show one face."""
    faces = DlibFaces()
    started = time.perf_counter()
    try:
        one, other = (_numbers(path, faces) for path in (args.one, args.other))
    except _Unusable as trouble:
        print(trouble, file=sys.stderr)
        return _UNUSABLE_EXIT
    apart = seeing.distance(one, other)
    seconds = round(time.perf_counter() - started, 3)
    band = _BANDS[judge_faces(apart)]
    told = {"distance": round(apart, 4), "band": band, "seconds": seconds, "engine": faces.version}
    print(json.dumps(told) if args.json else f"{_SAYS[band]} (distance {apart:.2f}, {seconds:.1f} s)")
    return 0


def _numbers(path: Path, faces: DlibFaces) -> Numbers:
    try:
        return faces.numbers(open_picture(path.read_bytes()).jpeg)
    except OSError as trouble:
        raise _unusable(path, "FILE_MISSING") from trouble
    except Unreadable as trouble:
        raise _unusable(path, trouble.reason) from trouble


def _unusable(path: Path, reason: str) -> _Unusable:
    return _Unusable(f"Could not compare {path} ({reason}): {_ADVICE.get(reason, _USUAL_ADVICE)}.")
