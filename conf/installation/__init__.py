"""A site, installed: the steps from a bare machine to one that tablets play on, and back.

It runs with the system's own Python, before there is any other: nothing here imports more than the
standard library, the plan's reader and netcheck's rendering.
"""
