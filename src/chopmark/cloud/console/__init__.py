"""The console: the pages of a signed-in account, over the rooms below."""
