"""The Django app that runs the money-emergence game."""
