"""A contract's PDF: how it comes in, what its pages look like, and where it is filled in and signed. Pure."""
