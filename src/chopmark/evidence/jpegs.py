"""A picture as the JPEG that is kept of it: only its pixels go on."""

import io

from PIL import Image

from chopmark.kit.errors import Unreadable

LONG_SIDE = 4000  # a camera of 12 million pixels; more helps no reader
LEAST_SIDE = 150  # the face network looks at 150 x 150 (evidence 2.2); less shows nothing
_QUALITY = 92  # no visible loss, about a third of the size of 100


def check_least_side(size: tuple[int, int]) -> None:
    """Unreadable with PICTURE_TOO_SMALL."""
    if min(size) < LEAST_SIDE:
        raise Unreadable("PICTURE_TOO_SMALL", least_side=LEAST_SIDE)


def bare_jpeg(image: Image.Image) -> bytes:
    """Only pixels go through, so place, time and device of the photo stay behind; a larger one is made smaller."""
    image.thumbnail((LONG_SIDE, LONG_SIDE))
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    stream = io.BytesIO()
    bare.save(stream, "JPEG", quality=_QUALITY)
    return stream.getvalue()
