"""PDFs that others have signed, by software that has never heard of us."""
