"""A child that does what its question says, under limits: for the tests of these."""

import sys
import time

from chopmark.kit import limits


def main():
    limits.confine(limits.Limits(seconds=2, memory_bytes=400 * 2**20))
    match sys.stdin.read():
        case "memory":
            try:
                len(bytearray(2**30))
            except MemoryError:
                return limits.TOO_HARD
        case "sleep":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "write":
            with open("/tmp/hungry", "w") as file:  # noqa: PTH123 - the shortest way to a file
                file.write("x")
        case "fail":
            return 1
    print("fed")  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main())
