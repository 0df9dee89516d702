"""The characters that people and organisations are called by: common ones, and rare ones by seed."""

import random


def common():
    """The 3,755 characters of level 1 of GB 2312."""
    cells = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return "".join(cell.decode("gb2312", "ignore") for cell in cells)


def rare():
    """Two hundred that GB 2312 does not know, some of them from extension A, such as stand in names; by seed."""
    known = set(common()) | {cell.decode("gb2312", "ignore") for cell in _level_two()}
    basic = [chr(code) for code in range(0x4E00, 0x9FA6) if chr(code) not in known]
    drawn = random.Random(200)
    return "".join(drawn.sample(basic, 150) + [chr(code) for code in drawn.sample(range(0x3400, 0x4DB6), 50)])


def _level_two():
    return (bytes((row, cell)) for row in range(0xD8, 0xF8) for cell in range(0xA1, 0xFF))
