"""Natural persons of the platform: who they are, what they agreed to, which roles they have."""
