"""The published figures, measured on the machine that runs this: `make bench`, or `python -m bench licence --quick`."""
