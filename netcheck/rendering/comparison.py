"""What is installed, compared with what would be rendered."""

from __future__ import annotations

import enum
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from conf.site import Profile
from netcheck.i18n import _
from netcheck.nginx.discover import CANDIDATES, discover
from netcheck.nginx.tree import Directive, UnreadableConfigurationError, read_configuration
from netcheck.rendering.differences import Difference, UnreadableFileError
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.dnsmasq_diff import dnsmasq_differences
from netcheck.rendering.dnsmasq_syntax import read_options
from netcheck.rendering.nginx import render_nginx
from netcheck.rendering.nginx_diff import nginx_differences

if TYPE_CHECKING:
    from conf.site import Plan
    from netcheck.rendering.layout import Layout


class Service(enum.StrEnum):
    """The services whose configuration can be compared."""

    DNSMASQ = "dnsmasq"
    NGINX = "nginx"

    @classmethod
    def of(cls, plan: Plan) -> list[Service]:
        """Those that the plan has: a WAN has no dnsmasq."""
        has_dnsmasq = plan.site.profile is not Profile.WAN and plan.site.dns.address
        return [cls.DNSMASQ, cls.NGINX] if has_dnsmasq else [cls.NGINX]


def compare(
    service: Service, plan: Plan, layout: Layout, installed: Path | None = None
) -> tuple[Path, list[Difference]]:
    """The file that was looked at, by default the system's own, and how it differs from the plan's.

    Raises:
        ConfigurationError: the plan cannot be rendered.
        UnreadableFileError: what is installed cannot be read.
    """
    if service is Service.DNSMASQ:
        return _compare_dnsmasq(plan, layout, installed)
    return _compare_nginx(plan, layout, installed)


def _compare_dnsmasq(plan: Plan, layout: Layout, installed: Path | None) -> tuple[Path, list[Difference]]:
    text = render_dnsmasq(plan, layout).text
    # Debian's service reads a folder beside the file; a file that is named stands alone.
    folders = () if installed else layout.dnsmasq_folders
    file = installed or layout.dnsmasq_conf
    with tempfile.TemporaryDirectory() as folder:
        rendered = Path(folder) / "dnsmasq.conf"
        rendered.write_text(text, encoding="utf-8")
        expected = read_options(rendered)
    return file, dnsmasq_differences(expected, read_options(file, *folders), file)


def _compare_nginx(plan: Plan, layout: Layout, installed: Path | None) -> tuple[Path, list[Difference]]:
    with tempfile.TemporaryDirectory() as folder:
        # This machine need not have an nginx, and so a table of types.
        types = Path(folder) / "mime.types"
        types.write_text("types {}\n", encoding="utf-8")
        rendered = Path(folder) / "nginx.conf"
        text = render_nginx(plan, replace(layout, mime_types=types)).text
        rendered.write_text(text, encoding="utf-8")
        expected = read_configuration(rendered)
    file = installed or _installed_nginx(layout)
    return file, nginx_differences(expected, _read_nginx(file))


def _installed_nginx(layout: Layout) -> Path:
    found = layout.nginx_conf if layout.nginx_conf.is_file() else discover(layout.platform)
    if found is None:
        places = ", ".join(dict.fromkeys(map(str, (layout.nginx_conf, *CANDIDATES[layout.platform]))))
        raise UnreadableFileError(
            _("No configuration of nginx was found: expected one of {places}.").format(places=places)
        )
    return found


def _read_nginx(file: Path) -> Directive:
    try:
        return read_configuration(file)
    except UnreadableConfigurationError as error:
        raise UnreadableFileError(f"{error}.") from error
