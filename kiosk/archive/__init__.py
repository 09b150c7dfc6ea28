"""Rooms as files: what an experiment leaves behind, read back, checked and replayed."""
