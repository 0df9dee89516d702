"""How far apart faces are, and what the check of movements lets through: simulations, and called so."""

import hashlib
import itertools
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np

from bench import figures
from bench.machine import commit, say
from chopmark.drawing.heads import Head, drawn_head, photographed_head, turned, turned_flat
from chopmark.drawing.performing import Manner, performed
from chopmark.evidence.engines.base import Frame, Movement
from chopmark.evidence.faces.living import TURNS, Living
from chopmark.evidence.faces.seeing import Eyes, distance

TITLE = "Faces"
DOCUMENT = "evidence"
_SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "samples" / "faces"
_SAME = {
    ("biden__biden2", "examples__biden"),
    ("examples__obama", "examples__obama2"),
    ("rose_leslie__img1", "rose_leslie__img2"),
}
_EACH, _QUICK_EACH = 100, 20
_SEEDS = 10**8
_DRAWN = 6
_TOLD = """\
{pairs}

**Movements, simulated.** {heads} heads ({photographs} public photographs laid on a surface shaped like a head, {drawn}
drawn ones) do before a camera that is not there what was asked, late by 0.3 to 0.8 seconds, going 0.8 to 1.2 times as
far as usual, with noise and blur: no person was filmed. Three movements of four in an order and a rhythm drawn by lot,
one turn at least, as the server chooses them. Shares stand with their 95 % interval (Wilson); seeds from {first}.

{movements}

What gets through, and is not called stopped: a picture that is computed for the movement while it is asked for and put
in the place of the camera (all of `does what is asked` is such an attack); a mask; a twin. A person decides, or
another source does, wherever that matters.

| measure | result |
| --- | --- |
| milliseconds a frame, all checks (median) | {each:.0f} |
| memory of the process, MB | {memory} |"""


def measure(*, quick: bool) -> str:
    eyes = Eyes()
    first = int(hashlib.sha256(commit().encode()).hexdigest(), 16) % _SEEDS
    photographs = _photographs(eyes)
    heads = [*photographs.values(), *(drawn_head(first + number) for number in range(_DRAWN))]
    say("faces: movements")
    rows, spent = _movements(Living(eyes), heads, first=first, count=_QUICK_EACH if quick else _EACH)
    return _TOLD.format(
        pairs=_pairs(eyes), heads=len(heads), photographs=len(photographs), drawn=_DRAWN, first=first,
        movements=figures.table(["what is before the camera", "should pass", "passed"], rows),
        each=1000 * float(np.median(spent)), memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )  # fmt: skip


def _files() -> list[Path]:
    """One face each; the picture of two people is no pair of anything."""
    return sorted(path for path in _SAMPLES.glob("*.jpg") if "two_people" not in path.name)


def _photographs(eyes: Eyes) -> dict[str, Head]:
    pictures = {path.stem: cv2.imread(str(path)) for path in _files()}
    return {name: photographed_head(one, box=eyes.the_one(one).box) for name, one in pictures.items()}


def _pairs(eyes: Eyes) -> str:
    if not _files():
        return "The sample photographs were not here, so no distances were measured."
    numbers = {path.stem: eyes.numbers(eyes.the_one(cv2.imread(str(path)))) for path in _files()}
    found: dict[str, list[float]] = {"one person": [], "two people": []}
    for one, other in itertools.combinations(sorted(numbers), 2):
        found["one person" if (one, other) in _SAME else "two people"].append(distance(numbers[one], numbers[other]))
    rows = [
        [kind, str(len(far)), f"{min(far):.3f}", f"{float(np.median(far)):.3f}", f"{max(far):.3f}"]
        for kind, far in found.items()
    ]
    told = "Distances of the sample photographs (up to 0.50 is one person, above 0.62 two, a person decides between):"
    return f"{told}\n\n{figures.table(['pairs of', 'pairs', 'least', 'median', 'most'], rows)}"


def _movements(living: Living, heads: Sequence[Head], *, first: int, count: int) -> tuple[list[list[str]], list[float]]:
    rows, spent = [], []
    for number, (kind, should, made) in enumerate(_KINDS):
        random = np.random.default_rng(first + number)
        passed = 0
        for turn in range(count):
            asked, counts = _chosen(random)
            images = made(heads[turn % len(heads)], asked, counts, random)
            started = time.perf_counter()
            frames = [Frame(image, place * 0.4) for place, image in enumerate(images)]
            passed += living.judge(frames, asked=asked, counts=counts).live
            spent.append((time.perf_counter() - started) / len(images))
        rows.append([kind, should, figures.share(passed, count)])
    return rows, spent


def _chosen(random: np.random.Generator) -> tuple[list[Movement], list[int]]:
    """As the server chooses: three of four with a turn, and a rhythm."""
    while True:
        asked = [list(Movement)[place] for place in random.permutation(len(Movement))[:3]]
        if set(asked) & set(TURNS):
            *some, last = (int(random.integers(5, 8)) for _ in asked)
            return asked, [4, *some, last + 2]


Made = Callable[[Head, Sequence[Movement], Sequence[int], np.random.Generator], list[bytes]]


def _manner(random: np.random.Generator, *, far: float | None = None) -> Manner:
    usual = float(random.uniform(0.8, 1.2))
    return Manner(float(random.uniform(0.3, 0.8)), usual if far is None else far, 3.0, float(random.uniform(0.3, 1.0)))


def _live(head: Head, asked: Sequence[Movement], counts: Sequence[int], random: np.random.Generator) -> list[bytes]:
    return performed(head, asked, counts, random, manner=_manner(random), view=turned)


def _flat(head: Head, asked: Sequence[Movement], counts: Sequence[int], random: np.random.Generator) -> list[bytes]:
    return performed(head, asked, counts, random, manner=_manner(random), view=turned_flat)


def _still(head: Head, asked: Sequence[Movement], counts: Sequence[int], random: np.random.Generator) -> list[bytes]:
    return performed(head, asked, counts, random, manner=_manner(random, far=0.0))


def _other_order(
    head: Head, asked: Sequence[Movement], counts: Sequence[int], random: np.random.Generator
) -> list[bytes]:
    return performed(head, [*asked[1:], asked[0]], counts, random, manner=_manner(random))


def _other_session(
    head: Head, asked: Sequence[Movement], counts: Sequence[int], random: np.random.Generator
) -> list[bytes]:
    """What was recorded when something else was asked for, in another rhythm, cut or stretched to this one's length."""
    while True:
        then, rhythm = _chosen(random)
        if list(then) != list(asked):
            images = performed(head, then, rhythm, random, manner=_manner(random))
            return (images + images[-1:] * sum(counts))[: sum(counts)]


_KINDS: tuple[tuple[str, str, Made], ...] = (
    ("does what is asked", "yes", _live),
    ("a photograph that is turned and brought nearer", "no", _flat),
    ("a still picture, with the noise of a camera", "no", _still),
    ("the same movements in another order", "no", _other_order),
    ("a recording of another session", "no", _other_session),
)
