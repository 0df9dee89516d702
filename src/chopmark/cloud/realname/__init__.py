"""Real-name verification of root accounts: as an enterprise against the registry, or as a person."""
