"""The faults of the field: each breaks one thing, and mends it."""

from tests.lan.faults.fault import Fault

FAULTS: dict[str, Fault] = {}
