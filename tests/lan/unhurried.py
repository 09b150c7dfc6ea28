"""netcheck, with the limits on speed raised: how fast the machine of the tests is, is not examined.

``python -m tests.lan.unhurried run …`` is ``python -m netcheck run …``. What a fault does lies far above.
"""

from __future__ import annotations

from netcheck import facts, timeouts
from netcheck.checks import access_points, tablets
from netcheck.cli import main
from netcheck.timeouts import Timeout

SLOWER = {
    "DNS_FAST": 1.5,
    "SYSTEM_RESOLVER": 3.0,
    "DNS": 4.0,
    "CONNECT": 4.0,
    "HTTP": 6.0,
    "WEBSOCKET": 6.0,
    "ECHO": 5.0,
    "REPORT": 6.0,
    "PING": 3.0,
}
"""Seconds: what should answer does so in milliseconds, unless the machine is busy with something else."""
ROUND_TRIP_MS = 600.0
"""From here on an access point is slow; the fault makes it 800 ms."""
LOSS = 0.3
"""Of the tablets' beats, which come late where their process does; the fault shows in echoes."""
CUT_OFF_S = 10.0
"""A probe ends by its own time-outs; this much later it is cut off."""

if __name__ == "__main__":
    for name, seconds in SLOWER.items():
        setattr(timeouts, name, Timeout(seconds, "the laboratory shares a machine with other tests"))
    facts._GRACE = CUT_OFF_S
    access_points._LOSSY = access_points._BAD_LOSS = tablets._BAD_LOSS = LOSS
    access_points._SLOW_MS = access_points._BAD_MS = tablets._BAD_MS = ROUND_TRIP_MS
    main()
