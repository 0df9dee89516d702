"""Tools without domain words: states, steps, encrypted fields, files, ids, the clock."""
