"""The operator's console: every page of it, and what each needs to be."""
