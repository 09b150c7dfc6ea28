"""The rules of the game: plain functions and frozen dataclasses over numpy; no Django, no files, no clock."""
