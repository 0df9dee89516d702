"""Lifts watermarks and seals off a page: what is paler or more coloured than print becomes paper."""

from collections.abc import Sequence

import cv2
import numpy as np

from chopmark.evidence.engines.base import Line, Pixels
from chopmark.evidence.licence.orientation import WATERMARK_DEGREES
from chopmark.evidence.licence.paper import Levels, on_even_paper

_PRINT = 3  # per cent of a line's pixels that are surely the core of its strokes
_PAPER = 0.92  # of the paper's brightness: guilloche and the noise of a photo stay above it
_MARK = 30  # per cent of the pixels under it: the cores of its strokes, not their soft edges
_LEAST_GAP = 0.2  # of the paper's brightness; a mark nearer to print cannot be told from it
_WORDS = ("仅供", "再次复印", "复印无效", "他用无效")  # what watermarks say; scopes say 打字复印 and 仅限分支机构


def is_marked(lines: Sequence[Line]) -> bool:
    """Whether a watermark is seen: slanting lines, a long one at least, or words glued into a level one."""
    slanting = [line for line in lines if _is_slanting(line) and len(line.text) > 2]  # noqa: PLR2004
    is_long = any(len(line.text) > 4 for line in slanting)  # noqa: PLR2004 - a seal's arc is read in shorter bits
    return is_long or len(slanting) > 1 or any(word in line.text for line in lines for word in _WORDS)


def lifted(page: Pixels, *, lines: Sequence[Line]) -> Pixels:
    """The page in grey, without colour and without everything as pale as the watermark.

    Colour is gone against the paper (`on_even_paper`); grey ink is told from black by how dark it is where the
    watermark was seen alone.
    """
    levels = on_even_paper(page)
    ink = _print_level(levels, lines=lines)
    mark = _mark_level(levels, lines=lines, ink=ink)
    stretched = np.clip((levels - ink) / max(mark - ink, _LEAST_GAP), 0, 1) * 255
    return np.repeat(stretched.astype(np.uint8)[:, :, None], 3, axis=2)


def _print_level(levels: Levels, *, lines: Sequence[Line]) -> float:
    """How dark print is: the cores of the strokes of level lines."""
    patches = [_patch(levels, line) for line in lines if not _is_slanting(line)]
    cores = [np.percentile(patch, _PRINT) for patch in patches if patch.size]
    return float(np.median(cores)) if cores else 0.0


def _mark_level(levels: Levels, *, lines: Sequence[Line], ink: float) -> float:
    """How dark the watermark is on paper: the darker of its pixels, but far enough from print."""
    quads = [np.asarray(line.quad, np.int32) for line in lines if _is_slanting(line)]
    mask = np.zeros(levels.shape, np.uint8)
    cv2.fillPoly(mask, quads, 1)
    inside = levels[mask > 0]
    marks = inside[(inside > ink + _LEAST_GAP) & (inside < _PAPER)]
    return float(np.percentile(marks, _MARK)) if marks.size else _PAPER


def _patch(levels: Levels, line: Line) -> Levels:
    xs, ys = zip(*line.quad, strict=True)
    return levels[max(0, int(min(ys))) : int(max(ys)) + 1, max(0, int(min(xs))) : int(max(xs)) + 1]


def _is_slanting(line: Line) -> bool:
    return abs(line.angle) > WATERMARK_DEGREES
