"""Remedies: the texts of a cause, filled with this site's names, and the commands of this system.

Commands that differ between Linux and macOS are words here, so that a cause is one literal.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from conf.site import ACCESS_POINTS_FILE, ROOT, Profile
from netcheck.i18n import _
from netcheck.probes.pages import front_scheme, host, tls_port
from netcheck.rendering.layout import Platform, layout_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from conf.site import Site
    from netcheck.causes import Cause
    from netcheck.world import World


@dataclass(frozen=True)
class Remedy:
    """How to mend a problem: in words, as commands to type, as lines of configuration."""

    text: str
    commands: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """A cause, told of this site."""

    title: str
    summary: str
    remedy: Remedy


_LINUX = {
    "restart_service": "sudo systemctl restart {service}",
    "restart_dnsmasq": "sudo systemctl restart dnsmasq",
    "restart_nginx": "sudo systemctl restart nginx",
    "reload_nginx": "sudo nginx -t && sudo systemctl reload nginx",
    "restart_redis": "sudo systemctl restart redis-server",
    "restart_database": "sudo systemctl restart postgresql",
    "log_dnsmasq": "sudo journalctl -u dnsmasq -n 20 --no-pager",
    "log_nginx": "sudo tail -n 20 /var/log/nginx/error.log",
    "start_kiosk": "sudo systemctl start ganomics.target",
    "restart_kiosk": "sudo systemctl restart ganomics.target",
    "log_kiosk": "sudo journalctl -u 'ganomics-daphne@*' -n 30 --no-pager",
    "who_dns": "sudo ss -lptun 'sport = :{dns_port}'",
    "who_http": "sudo ss -lptn 'sport = :{http_port}'",
    "who_upstream": "sudo ss -lptn 'sport = :{upstream_port}'",
    "open_dns": "sudo ufw allow {dns_port}",
    "open_http": "sudo ufw allow {http_port}/tcp",
    "reject_tls": "sudo ufw reject {tls_port}/tcp",
    "show_firewall": "sudo nft list ruleset",
    "set_address": "sudo ip address replace {address}/24 dev {interface}",
    "interface_up": "sudo ip link set {interface} up",
    "set_route": "sudo ip route replace default via {router}",
    "announce_address": "sudo arping -U -c 3 -I {interface} {address}",
    "use_dnsmasq": "echo 'nameserver {dns_address}' | sudo tee /etc/resolv.conf",
    "ping_whole": "ping -c 3 -M do -s 1472 {far}",
    "trim_logs": "sudo journalctl --vacuum-size=100M",
}
_MACOS = {
    "restart_service": "sudo brew services restart {service}",
    "restart_dnsmasq": "sudo brew services restart dnsmasq",
    "restart_nginx": "sudo brew services restart nginx",
    "reload_nginx": "sudo nginx -t && sudo nginx -s reload",
    "restart_redis": "brew services restart redis",
    "restart_database": "brew services restart postgresql",
    "log_dnsmasq": "log show --last 5m --predicate 'process == \"dnsmasq\"'",
    "log_nginx": 'sudo tail -n 20 "$(brew --prefix)/var/log/nginx/error.log"',
    "start_kiosk": "sudo launchctl kickstart system/ganomics.daphne.{upstream_port}",
    "restart_kiosk": "sudo launchctl kickstart -k system/ganomics.daphne.{upstream_port}",
    "log_kiosk": "sudo tail -n 30 /var/lib/ganomics/*.log",
    "who_dns": "sudo lsof -nP -i :{dns_port}",
    "who_http": "sudo lsof -nP -iTCP:{http_port} -sTCP:LISTEN",
    "who_upstream": "sudo lsof -nP -iTCP:{upstream_port} -sTCP:LISTEN",
    "open_dns": "sudo pfctl -sr",
    "open_http": "sudo pfctl -sr",
    "reject_tls": "sudo pfctl -sr",
    "show_firewall": "sudo pfctl -sr",
    "set_address": "sudo ifconfig {interface} inet {address} netmask 255.255.255.0 alias",
    "interface_up": "sudo ifconfig {interface} up",
    "set_route": "sudo route -n change default {router} || sudo route -n add default {router}",
    "announce_address": "sudo ifconfig {interface} down && sudo ifconfig {interface} up",
    "use_dnsmasq": "networksetup -setdnsservers Ethernet {dns_address}",
    "ping_whole": "ping -c 3 -D -s 1472 {far}",
    "trim_logs": "sudo rm -i /var/log/*.gz",
}
_EVERYWHERE = {
    "stop_holder": "{who_upstream}",
    "free_port": "",
    "read_token": "",
    "write_dnsmasq": "{netcheck} conf dnsmasq{site_options} | sudo tee {dnsmasq_conf} >/dev/null",
    "write_nginx": "{netcheck} conf nginx{site_options} | sudo tee {nginx_conf} >/dev/null",
    "load_access_points": "{manage} loaddata {access_points_file}",
    "migrate": "{manage} migrate",
    "collect_static": "{manage} collectstatic --noinput --clear",
    "show_certificate": "openssl s_client -connect {address}:{tls_port} -servername {name} </dev/null",
}
_LOCAL = {
    "start_kiosk": "{run_kiosk}",
    "restart_kiosk": "{run_kiosk}",
    "log_kiosk": "{run_kiosk}",
}
"""On one machine the kiosk runs in the terminal where it was started."""

_USUAL_PORT = 8018
"""Of the kiosk, in the Makefile too."""

_DEPTH = 4
"""Commands are made of words that are made of names: this many times over, at most."""


def commands_of(platform: Platform) -> dict[str, str]:
    """The words of a platform, before any name is filled in."""
    return _EVERYWHERE | (_MACOS if platform is Platform.MACOS else _LINUX)


def names_of(world: World) -> dict[str, str]:
    """What the texts of causes may call by name, on this site and this system."""
    site, layout = world.site, layout_of(world.machine.platform)
    local = _LOCAL if site.profile is Profile.LOCAL else {}
    plan_file = os.environ.get("GANOMICS_ACCESS_POINTS") or ACCESS_POINTS_FILE
    return (
        commands_of(world.machine.platform)
        | local
        | {
            "run_kiosk": _run_kiosk(site.server.upstream.port),
            "name": site.server.name,
            "url": f"{front_scheme(world)}://{host(world)}/",
            "address": site.server.address,
            "http_port": str(site.server.http_port),
            "tls_port": str(tls_port(world)),
            "renew_certificate": _renew_certificate(site),
            "upstream": str(site.server.upstream),
            "upstream_address": site.server.upstream.address,
            "upstream_port": str(site.server.upstream.port),
            "static_root": str(site.server.static_root),
            "dns_address": site.dns.address,
            "dns_port": str(site.dns.port),
            "catch_all": site.dns.catch_all,
            "router": site.router.address,
            "dnsmasq_conf": str(layout.dnsmasq_conf),
            "nginx_conf": str(layout.nginx_conf),
            "access_points_file": shown(world.access_points_file or Path(plan_file)),
            "site_options": "".join(f" {shlex.quote(word)}" for word in world.site_options),
            "netcheck": "netcheck"
            if shutil.which("netcheck")
            else f"{shown(Path(sys.executable))} -m netcheck",
            "manage": f"{shown(Path(sys.executable))} manage.py"
            if (ROOT / "manage.py").exists()
            else "ganomics",
        }
    )


def tell(cause: Cause, names: Mapping[str, str], *, summary: str = "", advice: str = "") -> Told:
    """The cause's texts, translated and filled in; `summary` and `advice` in place of its own."""
    remedy = Remedy(
        advice or _(cause.remedy).format_map(names),
        tuple(filter(None, dict.fromkeys(_expanded(command, names) for command in cause.commands))),
        tuple(line.format_map(names) for line in cause.lines),
    )
    return Told(_(cause.title).format_map(names), summary or _(cause.sentence).format_map(names), remedy)


def _renew_certificate(site: Site) -> str:
    if site.tls and site.profile is Profile.LAN:
        return f"sudo ganomics authority --folder {shlex.quote(str(site.tls.certificate.parent))}"
    return "sudo certbot renew"


def _run_kiosk(port: int) -> str:
    if not (ROOT / "Makefile").exists():
        return f"ganomics demo --port {port}"
    return "make run" if port == _USUAL_PORT else f"make run PORT={port}"


def _expanded(command: str, names: Mapping[str, str]) -> str:
    for _level in range(_DEPTH):
        command = command.format_map(names)
    return command


def shown(path: Path) -> str:
    """A path as one would type it here."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
