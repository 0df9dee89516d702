"""The practice world: what only a carrier, a registry or the police can answer, answered by inventions."""
