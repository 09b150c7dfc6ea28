"""How a site is configured: its wiring, and Django's settings made from it."""
