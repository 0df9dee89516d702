"""The command `chopmark`, and the supervisor that owns every process."""
