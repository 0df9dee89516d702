"""Turns the answers of the page into values: what each must look like, and how far it can be trusted."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter

from chopmark.evidence import judge, names, uscc
from chopmark.evidence.licence import labels, scope
from chopmark.evidence.licence.code import Found
from chopmark.evidence.licence.layout import Answer
from chopmark.evidence.licence.pieces import Box, Piece

SOLE_TRADER_PREFIX = "个体户"  # domain 1.5: a sole trader without a shop name
_DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}[-./]\d{1,2}[-./]\d{1,2}")
_TERM = re.compile(
    rf"(?:自)?(?:{_DATE.pattern})(?:(?:至|到|-|—|~)*(?:{_DATE.pattern}|长期|永久|无固定期限|\*+)?)|长期|永久"
)
_SPAN = re.compile(rf"自?(?:{_DATE.pattern})(?:至|到)(?:{_DATE.pattern}|长期|永久)")
_LEADING = 0.5  # of a line's height: lines of one answer stand closer, rows of the form stand wider
_ROW_PITCH = 3  # line heights from one row of the form to the next, at most
_TYPE = re.compile(
    r"个体工商户|(有限责任公司|股份有限公司|个人独资企业|(普通|有限|特殊普通)合伙企业)(分公司)?([（(].*[）)])?"
)
_AMOUNT = re.compile(r"[\d零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟.,，]+.*?[万亿元圆整币]+")
_ORGANISATION = re.compile(
    r".*(公司|分公司|企业|合伙|厂|店|部|中心|社|所|院|校|园|馆|行|会|站|场|室|局|委|处|队|基金|集团|医院|工作室|超市"
    r"|商行|经营部|门市|坊|楼|铺|摊|吧|城|庄|馆|台|网点|农场|户|屋|阁|轩|斋|堂|居|府|摄影|维修|美发|饭店)([（(].*[）)])?$"
)
_CHINESE_NAME = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}|[\u3400-\u9fff]+(?:·[\u3400-\u9fff]+)+")
_ADDRESS = re.compile(r".*(省|市|区|县|镇|乡|路|街|道|村|号|楼|室).*")
_OFFICE = re.compile(r"市场|工商|行政|民政|事业单位|机构|司法")
_NO_NAME = re.compile(r"[*＊※米/／\-—_.·xX]*|无(字号)?|个体工商户|个体户")
# Licences are printed in simplified characters, so a traditional twin is a slip of the recogniser.
_SIMPLIFIED = str.maketrans(
    "粵內戶產呂吳黃錄縣專業國東車廣門貿區電機長設開關時與廈灣島龍華陽蘭齊魯濟銀",
    "粤内户产吕吴黄录县专业国东车广门贸区电机长设开关时与厦湾岛龙华阳兰齐鲁济银",
)
_KINDS = (
    ("个体工商户", uscc.EntityType.SOLE_TRADER),
    ("个体户", uscc.EntityType.SOLE_TRADER),
    ("事业单位", uscc.EntityType.GOVERNMENT),
    ("机关", uscc.EntityType.GOVERNMENT),
    ("社会团体", uscc.EntityType.OTHER),
    ("民办非企业", uscc.EntityType.OTHER),
    ("基金会", uscc.EntityType.OTHER),
    ("律师事务所", uscc.EntityType.OTHER),
    ("公司", uscc.EntityType.ENTERPRISE),
    ("企业", uscc.EntityType.ENTERPRISE),
    ("合作社", uscc.EntityType.ENTERPRISE),
)


@dataclass(frozen=True)
class Reading:
    """One value; an unread one is empty, and `box` is x, y, width, height on the shown picture."""

    value: str = ""
    confidence: float = 0.0
    sure: bool = False
    box: Box | None = None


@dataclass(frozen=True)
class _Form:
    """How the value of one field is taken from its text, and what it must look like to be sure."""

    take: Callable[[str], str]
    fits: Callable[[str], bool]
    row_limit: int
    bar: Callable[[judge.Bars], float] = attrgetter("worded")
    is_short: bool = False


def read_fields(
    answers: dict[str, Answer],
    *,
    code: Found | None,
    qr: str | None,
    pieces: Sequence[Piece],
    bars: judge.Bars = judge.SHARP,
) -> dict[str, Reading]:
    """Every field of labels.FIELDS, empty where nothing was read."""
    readings = {field: _read(answers.get(field), form=form, bars=bars) for field, form in _FORMS.items()}
    readings[labels.USCC] = read_code(code, qr=qr)
    readings[labels.TYPE] = _read_type(readings[labels.USCC], answer=answers.get(labels.TYPE), pieces=pieces)
    readings[labels.AUTHORITY] = _seated(readings[labels.AUTHORITY], address=readings[labels.ADDRESS].value)
    above, below = _around_type(pieces)
    guesses = {
        labels.NAME: above,
        labels.PERSON: _unlabelled_person(answers.get(labels.TYPE)) or below,
        labels.TERM: _unlabelled(pieces, pattern=_SPAN),
        labels.AUTHORITY: _unlabelled(pieces, pattern=labels.BUREAU),
    }
    readings |= {field: guess for field, guess in guesses.items() if not readings[field].value}
    return {field: readings[field] for field in labels.FIELDS}


def read_code(code: Found | None, *, qr: str | None) -> Reading:
    """The printed code, as printed even when it does not fit; the QR code's when none is, and then never sure."""
    if code is None:
        return Reading(qr, 1.0, sure=False) if qr else Reading()
    if not code.fits:
        return Reading(code.code, code.piece.confidence, sure=False, box=code.piece.box)
    sure = not code.repaired and judge.is_sure_code(code.piece.confidence, fits=code.fits, witness=qr, code=code.code)
    sure = sure or (code.repaired and qr == code.code)
    return Reading(code.code, code.piece.confidence, sure, code.piece.box)


def is_shopless(reading: Reading) -> bool:
    """Whether the name stands for "no name": blank, stars, a dash, or the kind from the row below."""
    return _NO_NAME.fullmatch(reading.value) is not None


def named_after_operator(readings: dict[str, Reading]) -> Reading:
    """The name that the registry uses for a sole trader without a shop name; a person must confirm it."""
    operator = readings[labels.PERSON]
    return Reading(SOLE_TRADER_PREFIX + operator.value, operator.confidence, sure=False, box=operator.box)


def type_text(answer: Answer | None) -> str:
    return _text(answer.rows) if answer else ""


def _read(answer: Answer | None, *, form: _Form, bars: judge.Bars) -> Reading:
    if answer is None:
        return Reading()
    rows = (_close_rows(answer) if form.is_short else answer.rows)[: form.row_limit]
    value = form.take(_text(rows))
    confidence = min((p.confidence for row in rows for p in row), default=0.0)
    sure = bool(value) and form.fits(value) and confidence >= form.bar(bars)
    return Reading(value, round(confidence, 4), sure, _box(rows) if value else None)


def _close_rows(answer: Answer) -> Sequence[Sequence[Piece]]:
    """The first row and those right under it; further down stands a row whose label was not read."""
    for index, (above, row) in enumerate(pairwise(answer.rows), start=1):
        if _are_apart(above[0], row[0]):
            return answer.rows[:index]
    return answer.rows


def _are_apart(above: Piece, below: Piece) -> bool:
    return below.y - (above.y + above.height) > _LEADING * below.height


def _seated(authority: Reading, *, address: str) -> Reading:
    """Sure only when it has its seat where the address is: its name begins with a place that the address names."""
    place = _OFFICE.split(authority.value)[0]
    is_whole = place in address and place[:1] not in ("", *"省市区县")
    return replace(authority, sure=authority.sure and is_whole)


def _text(rows: Sequence[Sequence[Piece]]) -> str:
    return "".join(p.text for row in rows for p in row)


def _box(rows: Sequence[Sequence[Piece]]) -> Box:
    boxes = [p.box for row in rows for p in row]
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return left, top, right - left, bottom - top


def _read_type(code: Reading, *, answer: Answer | None, pieces: Sequence[Piece]) -> Reading:
    """By the code's first characters, which its check character covers; a type that is printed must not disagree."""
    printed = printed_kind(type_text(answer))
    kind = uscc.entity_type_of(code.value) if code.value else printed or printed_kind(_text([pieces]))
    if kind is None:
        return Reading()
    rows = answer.rows if answer else ()
    confidence = min([p.confidence for row in rows for p in row] or [code.confidence])
    sure = code.sure and printed in (kind, None)
    return Reading(kind.value, round(confidence, 4), sure, _box(rows) if rows else code.box)


def printed_kind(text: str) -> uscc.EntityType | None:
    return next((kind for word, kind in _KINDS if word in text), None)


def _around_type(pieces: Sequence[Piece]) -> tuple[Reading, Reading]:
    """What stands right above and below a line that can only be the type: name and person, never sure."""
    kind = next((p for p in pieces if _TYPE.fullmatch(p.text)), None)
    aligned = [p for p in pieces if kind and p is not kind and abs(p.x - kind.x) < kind.height]
    if kind is None:
        return Reading(), Reading()
    above = [p for p in aligned if 0 < kind.middle - p.middle < _ROW_PITCH * kind.height]
    below = [p for p in aligned if 0 < p.middle - kind.middle < _ROW_PITCH * kind.height]
    people = [p for p in below if _CHINESE_NAME.fullmatch(p.text)]
    return _nearest(above, to=kind), _nearest(people, to=kind)


def _nearest(pieces: Sequence[Piece], *, to: Piece) -> Reading:
    return _guess(min(pieces, key=lambda p: abs(p.middle - to.middle))) if pieces else Reading()


def _unlabelled_person(answer: Answer | None) -> Reading | None:
    """A name below the type, where the label between them went unseen; never sure."""
    if answer is None or len(answer.rows) == 1:
        return None
    above, last = answer.rows[-2][0], answer.rows[-1][0]
    return _guess(last) if _are_apart(above, last) and _CHINESE_NAME.fullmatch(last.text) else None


def _unlabelled(pieces: Sequence[Piece], *, pattern: re.Pattern[str]) -> Reading:
    """The lowest line that can only be this field, where no label led to it; never sure."""
    fitting = [p for p in pieces if pattern.fullmatch(p.text) and not labels.FURNITURE.match(p.text)]
    return _guess(max(fitting, key=lambda p: p.middle)) if fitting else Reading()


def _guess(piece: Piece) -> Reading:
    return Reading(piece.text, round(piece.confidence, 4), sure=False, box=piece.box)


def _first(pattern: re.Pattern[str]) -> Callable[[str], str]:
    def take(text: str) -> str:
        found = pattern.search(text)
        return found.group() if found else ""

    return take


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


def _chinese(text: str) -> str:
    return names.normalise_organisation(text.translate(_SIMPLIFIED))


def _capital(text: str) -> str:
    """A yuan sign in front of figures is read as the letter that it is drawn over."""
    return re.sub(r"^[VY](?=\d)", "￥", _chinese(text))


def _scope(text: str) -> str:
    return scope.mended(_chinese(text))


def _authority(text: str) -> str:
    """The date beside the seal is no part of the name."""
    return _first(labels.BUREAU)(_DATE.split(text)[0])


_WHOLE_SCOPE = re.compile(r".{3,}[。）)]", re.DOTALL)  # the point at its end is lost easily, and its last line with it
_DATED: Callable[[judge.Bars], float] = attrgetter("dated")
_FORMS = {
    labels.NAME: _Form(_chinese, _matches(_ORGANISATION), 3),
    labels.PERSON: _Form(names.normalise_person, _matches(_CHINESE_NAME), 2, bar=attrgetter("named"), is_short=True),
    labels.ADDRESS: _Form(_chinese, _matches(_ADDRESS), 5),
    labels.CAPITAL: _Form(_capital, lambda value: _AMOUNT.search(value) is not None, 2, bar=_DATED, is_short=True),
    labels.ESTABLISHED: _Form(_first(_DATE), bool, 2, bar=_DATED, is_short=True),
    labels.TERM: _Form(_first(_TERM), bool, 2, bar=_DATED, is_short=True),
    labels.SCOPE: _Form(_scope, _matches(_WHOLE_SCOPE), 40),
    labels.AUTHORITY: _Form(_authority, bool, 2),
}
