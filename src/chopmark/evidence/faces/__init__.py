"""Faces: finding them, telling them apart, and whether somebody did before a camera what was asked."""
