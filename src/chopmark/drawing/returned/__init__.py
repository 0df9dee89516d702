"""Letters on their way back to the house: whose hand, which seal, what somebody changed, what became of the paper."""
