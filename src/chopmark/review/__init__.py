"""The desk: cases that a person decides, and who hears the answer."""
