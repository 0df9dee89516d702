"""Text recognition on this machine: PP-OCR through rapidocr, with the models of its own wheel."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import rapidocr as library
from numpy.typing import NDArray
from omegaconf import flag_override
from onnxruntime import InferenceSession, SessionOptions

from chopmark.evidence.engines.base import Line, Pixels, Quad
from chopmark.evidence.pixels import from_jpeg, limited, quad_of
from chopmark.kit.errors import Misconfigured

THREADS = 2  # one worker on two cores (evidence 1.3)
SIDE = 1600  # the longer side for the detector: 960 merges spaced labels, above 1600 only time grows
LINES_AT_ONCE = 1  # a batch pads its lines to the longest: six take 400 MB more, save no time, and sway each other
_MODELS = {
    "Det.model_path": "PP-OCRv6_det_small.onnx",
    "Rec.model_path": "PP-OCRv6_rec_small.onnx",
    "Cls.model_path": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}


# Every engine lives in this one thread. Calls take turns, because the library keeps its settings in itself, and the
# detector's arithmetic (`_detector`) is a state of the thread that makes it: no caller's may be changed.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ocr")


class RapidOcr:
    """One warm engine; may be called from any thread."""

    def __init__(self, *, side: int = SIDE, threads: int = THREADS) -> None:
        self._engine = _there(lambda: _engine(side=side, threads=threads))

    @property
    def version(self) -> str:
        return f"rapidocr {version('rapidocr')} PP-OCRv6"

    def read(self, image: bytes | Pixels) -> list[Line]:
        """Every line of the picture, wherever it is."""
        found = self._run(_pixels(image), use_det=True, use_rec=True)
        if found.boxes is None or found.txts is None:
            return []
        rows = zip(found.boxes, found.txts, found.scores, strict=True)
        return [Line(text, quad_of(box), float(score)) for box, text, score in rows]

    def find(self, image: bytes | Pixels, *, side: int) -> list[Quad]:
        """Where text is; a tenth of the time of reading it."""
        small, factor = limited(_pixels(image), side=side)
        boxes = self._run(small, use_det=True).boxes
        return _quads(boxes, factor=factor) if boxes is not None else []

    def spell(self, crops: Sequence[Pixels]) -> list[tuple[str, float]]:
        """What each picture of one upright line says, and how sure; lines of like length are read together."""
        found = _there(lambda: self._engine.recognize_txt(list(crops))) if crops else None
        if found is None or found.txts is None:
            return []
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]

    def upside_down(self, crops: Sequence[Pixels]) -> list[float]:
        """For each picture of one line, from 0 (upright) to 1 (standing on its head)."""
        found = [self._run(crop, use_cls=True).cls_res for crop in crops]
        return [_turned(*answers[0]) for answers in found if answers]

    def _run(self, image: Pixels, *, use_det: bool = False, use_cls: bool = False, use_rec: bool = False) -> Any:
        return _there(lambda: self._engine(image, use_det=use_det, use_cls=use_cls, use_rec=use_rec))


def _there(work: Callable[[], Any]) -> Any:
    return _THREAD.submit(work).result()


def _engine(*, side: int, threads: int) -> Any:
    engine = library.RapidOCR(params=_settings(side=side, threads=threads))
    with flag_override(engine.cfg, "allow_objects", True):
        engine.cfg.Det.session = _detector(threads=threads)
    return engine


def _settings(*, side: int, threads: int) -> dict[str, Any]:
    """Files are named one by one: a model asked for by its kind would be downloaded when absent."""
    return {
        "Global.log_level": "error",
        "Global.use_cls": False,
        "Det.limit_type": "max",
        "Det.limit_side_len": side,
        "Rec.rec_batch_num": LINES_AT_ONCE,
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
    } | {setting: _model(name) for setting, name in _MODELS.items()}


def _detector(*, threads: int) -> InferenceSession:
    """As the library makes its own, but numbers close to zero are zero, which it cannot be told.

    Two layers meet such numbers by the thousand, and a processor is slow over each: they took more than half of the
    detector's time. It answers the same without them, to the last bit. The runtime sets this for its own threads and,
    with the first session of the process, for the thread that makes it, which then computes so ever after.
    """
    options = SessionOptions()
    options.log_severity_level = 4
    options.enable_cpu_mem_arena = False
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return InferenceSession(_model(_MODELS["Det.model_path"]), options, providers=["CPUExecutionProvider"])


def _model(name: str) -> str:
    path = Path(library.__file__).parent / "models" / name
    if not path.is_file():
        raise Misconfigured(missing_model=name)
    return str(path)


def _pixels(image: bytes | Pixels) -> Pixels:
    return from_jpeg(image) if isinstance(image, bytes) else image


def _quads(boxes: Iterable[NDArray[np.generic]], *, factor: float) -> list[Quad]:
    return [quad_of(np.asarray(box, np.float64) / factor) for box in boxes]


def _turned(label: str, score: float) -> float:
    return score if label == "180" else 1 - score
