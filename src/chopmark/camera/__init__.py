"""A face before a camera: a session with a nonce, movements that the server chose, one device, one verdict.

Whose face it is and what follows is the matter of the rooms above; each keeps sessions of its own.
"""
