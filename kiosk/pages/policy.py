"""What a page may load and run."""

from __future__ import annotations

POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
"""Nothing on any page comes from another host, and nothing is written into a page that could run."""
