"""The command line of a router's own dnsmasq: it forwards questions, and gives addresses to its side."""

from __future__ import annotations

from dataclasses import dataclass, field

STARTED = b"started, version"
"""What dnsmasq says when it listens."""


@dataclass(frozen=True, kw_only=True)
class Forwarder:
    """The settings of a router as its owner sees them."""

    interface: str
    asks: tuple[str, ...] = ()
    """Where it passes questions on to; without any, it is no DNS server."""
    dns: bool = True
    rebind_protection: bool = False
    first: str = ""
    last: str = ""
    """The addresses it gives; without any, it is no DHCP server."""
    gateway: str = ""
    resolvers: tuple[str, ...] = ()
    """The DNS servers it hands out."""
    lines: tuple[str, ...] = field(default=())
    """More of dnsmasq's options."""

    def command(self) -> list[str]:
        """dnsmasq with these settings."""
        return [
            *(
                "dnsmasq",
                "--keep-in-foreground",
                "--log-facility=-",
                "--conf-file=/dev/null",
                "--pid-file=",
                "--no-hosts",
            ),
            *("--no-resolv", "--bind-dynamic", f"--interface={self.interface}", "--leasefile-ro"),
            *(() if self.dns else ("--port=0",)),
            *(f"--server={address}" for address in self.asks),
            *(("--stop-dns-rebind",) if self.rebind_protection else ()),
            *(self._dhcp() if self.first else ()),
            *self.lines,
        ]

    def _dhcp(self) -> list[str]:
        return [
            f"--dhcp-range={self.first},{self.last},12h",
            "--dhcp-authoritative",
            f"--dhcp-option=option:router,{self.gateway}",
            f"--dhcp-option=option:dns-server,{','.join(self.resolvers)}",
        ]
