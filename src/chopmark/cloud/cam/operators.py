"""The operators of conditions. A missing key fails a positive operator and satisfies a negated one."""

import datetime as dt
import ipaddress
from collections.abc import Callable, Iterable
from zoneinfo import ZoneInfo

from chopmark.cloud.cam.wildcards import fits

_IF_EXIST = "_if_exist"
_ZONE = ZoneInfo("Asia/Shanghai")  # a moment without a zone is meant in Beijing time
_Test = Callable[[str, str], bool]


def _number(test: Callable[[float, float], bool]) -> _Test:
    return lambda value, wanted: test(float(value), float(wanted))


def _date(test: Callable[[dt.datetime, dt.datetime], bool]) -> _Test:
    return lambda value, wanted: test(_moment(value), _moment(wanted))


def _moment(text: str) -> dt.datetime:
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=_ZONE)


def _in_network(value: str, wanted: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)


_POSITIVE: dict[str, _Test] = {
    "string_equal": lambda value, wanted: value == wanted,
    "string_equal_ignore_case": lambda value, wanted: value.casefold() == wanted.casefold(),
    "string_like": lambda value, wanted: fits(wanted, value),
    "bool_equal": lambda value, wanted: value.lower() == wanted.lower(),
    "ip_equal": _in_network,
    "numeric_equal": _number(lambda a, b: a == b),
    "numeric_less_than": _number(lambda a, b: a < b),
    "numeric_less_than_equal": _number(lambda a, b: a <= b),
    "numeric_greater_than": _number(lambda a, b: a > b),
    "numeric_greater_than_equal": _number(lambda a, b: a >= b),
    "date_equal": _date(lambda a, b: a == b),
    "date_less_than": _date(lambda a, b: a < b),
    "date_less_than_equal": _date(lambda a, b: a <= b),
    "date_greater_than": _date(lambda a, b: a > b),
    "date_greater_than_equal": _date(lambda a, b: a >= b),
}
# negated operator -> the one whose answer it turns round
_NEGATED = {
    "string_not_equal": "string_equal",
    "string_not_equal_ignore_case": "string_equal_ignore_case",
    "string_not_like": "string_like",
    "ip_not_equal": "ip_equal",
    "numeric_not_equal": "numeric_equal",
    "date_not_equal": "date_equal",
}


def check_operator(operator: str, values: Iterable[str]) -> None:
    """Raise ValueError with one sentence unless the operator is known and the values are of its kind."""
    plain = operator.removesuffix(_IF_EXIST)
    if operator == "null_equal":
        if not set(values) <= {"true", "false"}:
            raise ValueError('The operator null_equal takes "true" or "false".')
        return
    if plain not in _POSITIVE and plain not in _NEGATED:
        raise ValueError(f"The operator {operator!r} is not known.")
    for value in values:
        _check_value(_NEGATED.get(plain, plain), value)


def _check_value(operator: str, value: str) -> None:
    sample = "127.0.0.1" if operator == "ip_equal" else value
    try:
        _POSITIVE[operator](sample, value)
    except ValueError:
        raise ValueError(f"The operator {operator} cannot compare with {value!r}.") from None


def holds(operator: str, *, value: str | None, wanted: Iterable[str]) -> bool:
    """Whether a clause is satisfied: for a positive operator by any value, for a negated one by none."""
    if operator == "null_equal":
        return any((value is None) == (each == "true") for each in wanted)
    plain = operator.removesuffix(_IF_EXIST)
    if value is None:
        return plain in _NEGATED or plain != operator
    if plain in _NEGATED:
        return not _any(_NEGATED[plain], value, wanted)
    return _any(plain, value, wanted)


def _any(operator: str, value: str, wanted: Iterable[str]) -> bool:
    return any(_compare(operator, value, each) for each in wanted)


def _compare(operator: str, value: str, wanted: str) -> bool:
    try:
        return _POSITIVE[operator](value, wanted)
    except ValueError:  # what the request carries is not of the operator's kind, so it is not equal either
        return False
