"""The OpenID Connect provider: what clients learn of an account, and how it ends."""
