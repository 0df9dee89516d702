"""Six segments `qcs:project:service:region:account:resource`, compared one by one (domain 6.3)."""

from chopmark.cloud.cam.variables import NOBODY, Principal, filled_parts
from chopmark.cloud.cam.wildcards import fits_parts

SEGMENTS = 6
EVERYTHING = "*"
_SERVICE, _REGION = 2, 3


def names(pattern: str, resource: str, principal: Principal = NOBODY) -> bool:
    """Whether the pattern of a statement means the resource of a request; raises Unfilled.

    A `*` stays within its segment, or a bucket that is named like another account's would be taken for it; the last
    segment is whatever is left, colons included. An empty service or region in a pattern means all of them. What a
    variable stands for stays within its segment too, whatever it holds.
    """
    if pattern == EVERYTHING:
        return True
    told = segments(resource)
    wanted = [filled_parts(said.split("*"), principal) for said in wanted_segments(pattern)]
    return len(told) == len(wanted) and all(fits_parts(one, other) for one, other in zip(wanted, told, strict=True))


def segments(resource: str) -> list[str]:
    return resource.split(":", SEGMENTS - 1)


def wanted_segments(pattern: str) -> list[str]:
    """The segments of a pattern, with `*` where the language lets an empty one mean all."""
    return ["*" if not said and place in (_SERVICE, _REGION) else said for place, said in enumerate(segments(pattern))]
