"""The shell that every page shares: look, words, forms, errors, help."""
