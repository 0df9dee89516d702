"""How registries write a scope of business, by which slips in its small marks and its set sentences are mended."""

import re
from difflib import SequenceMatcher

# The sentences of the registries' catalogue of scopes, word by word the same on every licence.
_SENTENCES = (
    "（除依法须经批准的项目外，凭营业执照依法自主开展经营活动）",
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动）",
    "（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以相关部门批准文件或许可证件为准）",
)
_ALIKE = 0.88  # of 1; a sentence of its own in brackets is far less like one of these
_SHORTEST = 16  # characters; a remark on one trade is shorter, or unlike
_REMARK = re.compile(r"（[^（）]+(?:）|$)")
_BEGUN = re.compile(r"^[·.\-—]?般项目")
_NARROW = re.compile(r"(?<=[\u3400-\u9fff）])[:;,]")  # licences are printed with marks of full width
_WIDE = str.maketrans(":;,", "：；，")
_PART_END = re.compile(r"(?<!项目)(?<!如下)(?<!包括)(?<!范围)[：:]")
_POINT_BEFORE_SENTENCE = re.compile(r"(?<=[^。；，·.、])[·.、]?(?=（除?依法须经批准的项目)")
_SMALL_DOT = re.compile(r"(?<=[\u3400-\u9fff）])[·.](?=[\u3400-\u9fff])")
_LAST_DOT = re.compile(r"[·.]$")
_IN_PARTS = re.compile(r"^(一般|许可)项目：")


def mended(text: str) -> str:
    """It opens with its kind, whose first stroke is lost easily; a colon stands only behind what announces a list.

    Between its parts a colon is a semicolon whose tail was too small to be seen; a dot is a comma of lists or, at the
    end, a point.
    """
    wide = _NARROW.sub(lambda mark: mark.group().translate(_WIDE), text)
    parted = _PART_END.sub("；", _BEGUN.sub("一般项目", wide))
    said = _REMARK.sub(_as_set, _SMALL_DOT.sub("、", _LAST_DOT.sub("。", parted)))
    return _POINT_BEFORE_SENTENCE.sub("。", said) if _IN_PARTS.match(said) else said


def _as_set(remark: re.Match[str]) -> str:
    """The sentence that this remark can only be, else the remark as it is."""
    text = remark.group()
    if len(text) < _SHORTEST:
        return text
    nearest = max(_SENTENCES, key=lambda sentence: _likeness(text, sentence))
    return nearest if _likeness(text, nearest) >= _ALIKE else text


def _likeness(text: str, sentence: str) -> float:
    return SequenceMatcher(None, text, sentence, autojunk=False).ratio()
