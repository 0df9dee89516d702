"""The questions of the journey, one module each, in the order in which they are asked."""
