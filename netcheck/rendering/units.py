"""The services that run daphne: systemd's units, launchd's property lists."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from netcheck.nginx.capacity import connections_with_margin
from netcheck.rendering.files import RenderedFile
from netcheck.rendering.layout import Platform
from netcheck.rendering.template import Value, fill

if TYPE_CHECKING:
    from conf.site import Plan, Upstream
    from netcheck.rendering.layout import Layout

_LEAST_OPEN_FILES = 65_536
"""Far above what any plan needs, far below what a kernel grants; the usual 1024 ends at some 900 sockets."""


SYSTEMD_UNITS = (
    "ganomics.target",
    "ganomics-daphne@.service",
    "ganomics-backup.service",
    "ganomics-backup.timer",
)
"""Their names, whatever the plan."""


def render_units(plan: Plan, layout: Layout) -> tuple[RenderedFile, ...]:
    """The service units of `plan`: one daphne process a port; for PostgreSQL, its backups."""
    return _launchd(plan, layout) if layout.platform is Platform.MACOS else _systemd(plan, layout)


def _systemd(plan: Plan, layout: Layout) -> tuple[RenderedFile, ...]:
    ports: list[dict[str, Value]] = [{"port": upstream.port} for upstream in plan.site.server.upstreams]
    names = {**_values(plan, layout), "state_name": layout.state.name}
    confinement = [{"line": line} for line in fill("confinement.conf", names).splitlines()]
    values = {**names, "upstreams": ports, "confinement": confinement}
    return tuple(RenderedFile(layout.units / name, fill(name, values)) for name in SYSTEMD_UNITS)


def _launchd(plan: Plan, layout: Layout) -> tuple[RenderedFile, ...]:
    return tuple(_property_list(plan, layout, upstream) for upstream in plan.site.server.upstreams)


def _property_list(plan: Plan, layout: Layout, upstream: Upstream) -> RenderedFile:
    values = {**_values(plan, layout), "port": upstream.port}
    escaped = {key: escape(value) if isinstance(value, str) else value for key, value in values.items()}
    path = layout.units / f"ganomics.daphne.{upstream.port}.plist"
    return RenderedFile(path, fill("ganomics.daphne.plist", escaped))


def _values(plan: Plan, layout: Layout) -> dict[str, Value]:
    server = plan.site.server
    return {
        "name": server.name,
        "address": server.upstream.address,
        "user": layout.user,
        "application": str(layout.application),
        "environment": str(layout.environment),
        "state": str(layout.state),
        "open_files": max(_LEAST_OPEN_FILES, 2 * connections_with_margin(len(plan.tablets))),
    }
