"""What the judge of faces says of pairs of photographs, of heads that move, and of what is held before a camera."""

import hashlib
import itertools
import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench import figures
from bench.machine import ROOT, commit, say
from chopmark.drawing.heads import Head, Pose, drawn_head, photographed_head, turned, turned_flat
from chopmark.drawing.performing import Manner, performed
from chopmark.evidence.engines.base import Frame, LivenessVerdict, Movement, Pixels
from chopmark.evidence.engines.dlib_faces import DlibLiveness
from chopmark.evidence.faces.seeing import Eyes, Numbers, distance
from chopmark.evidence.judge import DEFAULT

TITLE = "Faces"
DOCUMENT = "evidence"
_SESSIONS, _QUICK_SESSIONS = 100, 6
_SEEDS = 10**8
_BEFORE, _EACH, _ASKED = 4, (5, 6, 7), 3  # as the camera page is told
_EVERY_SECONDS = 0.4
_SAMPLES = ROOT.parent / "shared" / "samples" / "faces"
_ABSENT = "The sample photographs are not part of the repository and were not there, so no pairs were compared."
_TOLD = """\
{pairs}

Movements are **simulations**, {sessions} sessions of each kind from seeds that follow from the hash of the commit (from
{first}): {heads} on a surface shaped like a head, with noise, blur and a shake, by somebody who begins 0.3 to 0.8
seconds after a prompt and goes 0.8 to 1.2 times as far as is usual. The surface is made by the same house as the judge,
and its limits were set on other seeds of it, with the same few photographs. Shares stand with their 95 % interval
(Wilson).

{sessions_table}

What gets through, and is not counted above: a picture that is computed while it is asked for and put in the camera's
place (the first row is such pictures), a face that is swapped while it moves, and a mask that has a nose. A recording
passes where a later session happens to draw the same movements and a like rhythm: one order in 24.

{cost}"""

Shown = Callable[["Session", Head], list[bytes]]


@dataclass(frozen=True)
class Session:
    """What one session asks for, and how the person before the camera does it."""

    asked: tuple[Movement, ...]
    counts: tuple[int, ...]
    manner: Manner
    seed: int

    def done(
        self, head: Head, *, asked: Sequence[Movement] = (), view: Callable[[Head, Pose], Pixels] = turned
    ) -> list[bytes]:
        random = np.random.default_rng(self.seed)
        return performed(head, asked or self.asked, self.counts, random, manner=self.manner, view=view)


def measure(*, quick: bool) -> str:
    first = int(hashlib.sha256(commit().encode()).hexdigest(), 16) % _SEEDS
    sessions = [_session(first + number) for number in range(_QUICK_SESSIONS if quick else _SESSIONS)]
    eyes, liveness = Eyes(), DlibLiveness()
    photographs = _photographs(eyes)
    heads = [photographed_head(picture, box=eyes.the_one(picture).box) for picture in photographs.values()]
    rows, taken = [], []
    for name, wanted, shown in _KINDS:
        say(f"faces: {name}")
        verdicts = [_judged(liveness, one, shown(one, _head(heads, one)), taken) for one in sessions]
        right = sum(verdict.live == wanted for verdict in verdicts)
        reasons = sorted({reason for verdict in verdicts for reason in verdict.reasons})
        rows.append([name, "pass" if wanted else "refused", figures.share(right, len(verdicts)), _codes(reasons)])
    return _TOLD.format(
        pairs=_pairs(photographs, eyes), sessions=len(sessions), first=first, cost=_cost(taken),
        heads="photographs and drawn faces" if heads else "drawn faces",
        sessions_table=figures.table(["before the camera", "wanted", "so judged", "reasons given"], rows),
    )  # fmt: skip


def _session(seed: int) -> Session:
    random = np.random.default_rng(seed)
    asked = tuple(list(Movement)[place] for place in random.permutation(len(Movement))[:_ASKED])
    counts = (_BEFORE, *(int(random.choice(_EACH)) for _ in asked))
    manner = Manner(late=random.uniform(0.3, 0.8), far=random.uniform(0.8, 1.2), blur=random.uniform(0.4, 1.0))
    return Session(asked, counts, manner, seed)


def _head(heads: Sequence[Head], session: Session) -> Head:
    """A photograph and a drawn face by turns."""
    return heads[session.seed // 2 % len(heads)] if heads and session.seed % 2 else drawn_head(session.seed)


def _moving(session: Session, head: Head) -> list[bytes]:
    return session.done(head)


def _flat(session: Session, head: Head) -> list[bytes]:
    return session.done(head, view=turned_flat)


def _still(session: Session, head: Head) -> list[bytes]:
    return session.done(head)[:1] * sum(session.counts)


def _swapped(session: Session, head: Head) -> list[bytes]:
    """Another order: that of a recording of another session of the same rhythm."""
    return session.done(head, asked=(*session.asked[1:], session.asked[0]))


def _shortened(session: Session, head: Head) -> list[bytes]:
    return session.done(head)[:-1]


def _dark(session: Session, head: Head) -> list[bytes]:
    black = np.zeros((480, 384, 3), np.uint8)
    return [bytes(cv2.imencode(".jpg", black)[1])] * sum(session.counts)


_KINDS: tuple[tuple[str, bool, Shown], ...] = (
    ("a head that does what is asked", True, _moving),
    ("a flat picture turned, tilted and brought nearer as asked", False, _flat),
    ("a still", False, _still),
    ("the movements in another order", False, _swapped),
    ("one frame less than asked for", False, _shortened),
    ("darkness", False, _dark),
)


def _judged(liveness: DlibLiveness, session: Session, images: Sequence[bytes], taken: list[float]) -> LivenessVerdict:
    frames = [Frame(image, number * _EVERY_SECONDS) for number, image in enumerate(images)]
    started = time.perf_counter()
    verdict = liveness.judge(frames, asked=session.asked, counts=session.counts)
    if verdict.live:
        taken.append((time.perf_counter() - started) / len(frames))
    return verdict


def _codes(reasons: Sequence[str]) -> str:
    return ", ".join(f"`{reason}`" for reason in reasons) or "–"


def _photographs(eyes: Eyes) -> dict[str, Pixels]:
    """Pictures of one face by the name of their file."""
    paths = sorted(_SAMPLES.glob("*.jpg")) if _SAMPLES.is_dir() else []
    read = {path.stem: np.asarray(cv2.imread(str(path)), np.uint8) for path in paths}
    return {name: picture for name, picture in read.items() if len(eyes.find(picture)) == 1}


def _person(name: str) -> str:
    """Whom a file shows, by its name: a sample is named “person__picture” or “examples__person2”."""
    first, _, second = Path(name).stem.partition("__")
    return second.rstrip("0123456789") if first == "examples" else first


def _pairs(photographs: dict[str, Pixels], eyes: Eyes) -> str:
    if not photographs:
        return _ABSENT
    numbers: dict[str, Numbers] = {name: eyes.numbers(eyes.the_one(one)) for name, one in photographs.items()}
    apart: dict[bool, list[float]] = {True: [], False: []}
    for one, other in itertools.combinations(sorted(numbers), 2):
        apart[_person(one) == _person(other)].append(distance(numbers[one], numbers[other]))
    rows = [["one person", *_bands(apart[True])], ["two people", *_bands(apart[False])]]
    table = figures.table(["pairs of", "pairs", "distances", "same", "a person looks", "different"], rows)
    people = len({_person(name) for name in photographs})
    return f"Pairs of {len(photographs)} published photographs of {people} people, outside the repository:\n\n{table}"


def _bands(distances: Sequence[float]) -> list[object]:
    same = sum(one <= DEFAULT.face_pass for one in distances)
    other = sum(one > DEFAULT.face_review for one in distances)
    reach = f"{min(distances):.2f} to {max(distances):.2f}" if distances else "–"
    counts = (same, len(distances) - same - other, other)
    return [len(distances), reach, *(figures.share(count, len(distances)) for count in counts)]


def _cost(taken: Sequence[float]) -> str:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    middle = 1000 * float(np.median(taken)) if taken else 0.0
    return (
        f"A frame of a session that passed takes {middle:.0f} ms at the median, everything included;\nthe process that "
        f"drew and judged used {memory:.0f} MB at most."
    )
