"""Members: who is invited, with which role, and what becomes of it when they leave."""
