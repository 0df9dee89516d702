"""Access management: the policy language, its evaluation, and which policy is attached to whom."""
