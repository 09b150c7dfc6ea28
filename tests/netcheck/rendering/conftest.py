"""Plans for the renderings, and the real dnsmasq and nginx that run them on loopback."""

from __future__ import annotations

import subprocess
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from conf.site import ACCESS_POINTS_FILE, SITE_FILE, Dhcp, Profile, Tls, Upstream, read_plan
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.nginx import render_nginx
from tests.netcheck.rendering.servers import ENVIRONMENT, free_port, running_nginx, trial_layout

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conf.site import Plan
    from netcheck.rendering.files import RenderedFile
    from netcheck.rendering.layout import Layout


@pytest.fixture
def lan_plan() -> Plan:
    """The laboratory's own plan, as the project ships it."""
    return read_plan(SITE_FILE, ACCESS_POINTS_FILE, profile=Profile.LAN)


@pytest.fixture
def trial(tmp_path: Path) -> Layout:
    """Every path below a folder of the test's own, every service run by whoever runs the test."""
    return trial_layout(tmp_path)


@pytest.fixture
def loopback_plan(lan_plan: Plan, tmp_path: Path) -> Plan:
    """The laboratory's plan on loopback and on ports of its own, its static files in the test's folder."""
    static_root = tmp_path / "static"
    static_root.mkdir()
    server = replace(
        lan_plan.site.server,
        address="127.0.0.1",
        http_port=free_port(),
        upstream=Upstream("127.0.0.1", free_port()),
        static_root=static_root,
    )
    dns = replace(lan_plan.site.dns, address="127.0.0.1", port=free_port())
    return replace(lan_plan, site=replace(lan_plan.site, server=server, dns=dns))


@pytest.fixture
def certificate(tmp_path: Path) -> Tls:
    """A certificate that signs itself."""
    tls = Tls(tmp_path / "certificate.pem", tmp_path / "key.pem", free_port())
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"),
            *("-subj", "/CN=money.getz.fr", "-addext", "subjectAltName=DNS:money.getz.fr"),
            *("-keyout", tls.key, "-out", tls.certificate),
        ],
        check=True,
        capture_output=True,
    )
    return tls


@pytest.fixture
def plans(loopback_plan: Plan, certificate: Tls) -> dict[str, Plan]:
    """The same chain in every shape that a plan can give it."""
    site = loopback_plan.site
    shapes = {
        "lan": site,
        "lan with upstreams": replace(site, dns=replace(site.dns, upstreams=("192.0.2.1", "2001:db8::1"))),
        "lan with dhcp": replace(site, dhcp=Dhcp("192.168.1.50", "192.168.1.180", "12h", "192.168.1.1")),
        "lan without a router": replace(site, dhcp=Dhcp("192.168.1.50", "192.168.1.180", "12h", "")),
        "lan over tls": replace(site, tls=certificate),
        "lan on many processes": replace(site, server=replace(site.server, processes=4)),
        "lan on several machines": replace(
            site,
            server=replace(site.server, others=(Upstream("127.0.0.2", 8018), Upstream("127.0.0.3", 8018))),
        ),
        "lan on every address": replace(site, server=replace(site.server, address="192.168.1.204")),
        "lan with another domain": replace(site, dns=replace(site.dns, catch_all="lab.example")),
        "lan without a catch-all": replace(site, dns=replace(site.dns, catch_all="")),
        "lan on IPv6": replace(site, server=replace(site.server, address="2001:db8::204")),
        "local": replace(site, profile=Profile.LOCAL, server=replace(site.server, name="localhost")),
        "wan": replace(
            site, profile=Profile.WAN, tls=certificate, server=replace(site.server, address="192.0.2.204")
        ),
    }
    behind = replace(shapes["wan"].server, proxies=("198.51.100.0/24", "2001:db8::/32"))
    shapes["wan behind proxies"] = replace(shapes["wan"], server=behind)
    long_name = replace(shapes["wan"].server, name=f"{'a-long-label.' * 18}example")
    shapes["wan under a long name"] = replace(shapes["wan"], server=long_name)
    return {shape: replace(loopback_plan, site=site) for shape, site in shapes.items()}


@pytest.fixture
def dnsmasq_says(tmp_path: Path) -> Callable[[RenderedFile], str]:
    """What the real dnsmasq says of a file when it only reads it."""

    def says(file: RenderedFile) -> str:
        config = tmp_path / "tested.conf"
        config.write_text(file.text)
        command = ["dnsmasq", "--test", f"--conf-file={config}"]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=ENVIRONMENT).stderr

    return says


@pytest.fixture
def nginx_says(trial: Layout) -> Callable[[RenderedFile], str]:
    """What the real nginx says of a file, complete as it is, when it only reads it."""

    def says(file: RenderedFile) -> str:
        config = trial.nginx_logs / "tested.conf"
        config.write_text(file.text)
        command: list[str | Path] = ["nginx", "-t", "-c", config, "-e", trial.nginx_logs / "test.log"]
        return subprocess.run(command, check=False, capture_output=True, text=True, env=ENVIRONMENT).stderr

    return says


@pytest.fixture
def start_dnsmasq(trial: Layout, tmp_path: Path) -> Iterator[Callable[[Plan], None]]:
    """Run the real dnsmasq on what is rendered for a plan; back when it answers."""
    with ExitStack() as running:

        def start(plan: Plan) -> None:
            config = tmp_path / "dnsmasq.conf"
            config.write_text(render_dnsmasq(plan, trial).text)
            command = ["dnsmasq", "--keep-in-foreground", "--log-facility=-", f"--conf-file={config}"]
            process = running.enter_context(
                subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
            )
            running.callback(process.terminate)
            assert process.stderr is not None
            said = []
            for line in process.stderr:
                if "started" in line:
                    return
                said.append(line)
            pytest.fail(f"dnsmasq did not start: {said}")

        yield start


@pytest.fixture
def start_nginx(trial: Layout, tmp_path: Path) -> Iterator[Callable[[Plan], None]]:
    """Run the real nginx on what is rendered for a plan; back when its sockets are open."""
    with ExitStack() as running:

        def start(plan: Plan) -> None:
            config = tmp_path / "nginx.conf"
            config.write_text(render_nginx(plan, trial).text)
            running.enter_context(running_nginx(config, trial))

        yield start
