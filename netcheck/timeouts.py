"""How long netcheck waits for each kind of answer, and why that long.

All probes start together, so the slowest dead target decides how long a run takes, never the sum.
"""

from __future__ import annotations

from dataclasses import dataclass

from netcheck.i18n import N_


@dataclass(frozen=True)
class Timeout:
    """A time in seconds, with the reason it is that long."""

    seconds: float
    reason: str


BUDGET = Timeout(10.0, N_("an operator waits ten seconds for a verdict, not a minute"))
DEEP_BUDGET = Timeout(120.0, N_("holding sockets through a minute of silence takes more than that minute"))

DNS = Timeout(
    2.0, N_("a resolver on the LAN answers in milliseconds; Android waits 5 s, twice, then gives up")
)
DNS_RESEND = Timeout(1.0, N_("one lost datagram is not a dead server: ask again half-way"))
DNS_FAST = Timeout(0.2, N_("an answer that needs no upstream takes no longer, even over a busy Wi-Fi"))
SYSTEM_RESOLVER = Timeout(
    1.0, N_("from there on an operator sees the stalls of a resolver that waits for nobody")
)

CONNECT = Timeout(2.0, N_("a LAN opens a connection in milliseconds; one lost SYN is sent again after 1 s"))
HTTP = Timeout(3.0, N_("the page comes in milliseconds; a tablet's browser shows a blank screen meanwhile"))
WEBSOCKET = Timeout(3.0, N_("opening takes two round trips; the old application gives up and starts again"))
ECHO = Timeout(2.0, N_("a round trip through the channel layer takes milliseconds even with a full room"))
REPORT = Timeout(3.0, N_("the report reads one database and no network but the channel layer's"))
ROLL_CALL = Timeout(
    3.0, N_("tablets ping once a second and reconnect after one: three seconds hear everybody")
)
HEARD = Timeout(
    5.0, N_("a tablet that pings once a second and was silent so long has missed at least four pings")
)
PING = Timeout(
    1.0, N_("one lost echo is asked again; a living LAN answers in milliseconds, a slow one in 800")
)
ARP = Timeout(1.0, N_("an ARP request is answered at once by whoever owns the address"))
DHCP = Timeout(1.0, N_("dnsmasq and routers answer a DHCPINFORM at once; theirs is a question of the LAN"))
COMMAND = Timeout(2.0, N_("a command of the system that only lists something"))

SILENCE = Timeout(65.0, N_("longer than nginx's default proxy_read_timeout of 60 s"))
CAPACITY = Timeout(20.0, N_("every tablet's socket opens once, all together"))
