"""nginx's configuration, read as nginx reads it and held against the plan."""

from netcheck.nginx.causes import CAUSES, Cause
from netcheck.nginx.check import findings
from netcheck.nginx.discover import discover
from netcheck.nginx.finding import Finding
from netcheck.nginx.tree import UnreadableConfigurationError, read_configuration

__all__ = [
    "CAUSES",
    "Cause",
    "Finding",
    "UnreadableConfigurationError",
    "discover",
    "findings",
    "read_configuration",
]
