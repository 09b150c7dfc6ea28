"""The faults of the field: each breaks one thing, and mends it. One module a link of the chain."""

from tests.lan.faults import access_points, dns, firewall, kiosk, nginx, router, server, store, tablets
from tests.lan.faults.fault import Fault

FAULTS: dict[str, Fault] = {
    **server.FAULTS,
    **dns.FAULTS,
    **router.FAULTS,
    **firewall.FAULTS,
    **nginx.FAULTS,
    **kiosk.FAULTS,
    **store.FAULTS,
    **access_points.FAULTS,
    **tablets.FAULTS,
}
