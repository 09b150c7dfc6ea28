"""``netcheck conf``: the configuration files of a site, rendered, and held against what is installed."""

from __future__ import annotations

import functools
import getpass
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from conf.site import Plan, Profile, read_plan
from conf.toml import ConfigurationError
from netcheck.helping import helped
from netcheck.i18n import _
from netcheck.rendering.comparison import Service, compare
from netcheck.rendering.differences import UnreadableFileError
from netcheck.rendering.dnsmasq import render_dnsmasq
from netcheck.rendering.files import RenderedFile, write
from netcheck.rendering.layout import Layout, Platform, layout_of
from netcheck.rendering.nginx import render_nginx
from netcheck.rendering.units import render_units

if TYPE_CHECKING:
    import enum
    from collections.abc import Callable, Sequence

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


class BadPlanError(click.ClickException):
    """The plan cannot be: sysexits' EX_CONFIG."""

    exit_code = 78


class CouldNotError(click.ClickException):
    """A file could not be read or written: nothing can be said."""

    exit_code = 3


@dataclass(frozen=True)
class Chosen:
    """The plan and the layout that the options choose."""

    plan: Plan
    layout: Layout


def _choice(kind: type[enum.StrEnum]) -> click.Choice[str]:
    """By value: click itself would take the names of the members."""
    return click.Choice([member.value for member in kind])


def plan_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose plan and layout; the command gets a `Chosen` in their place."""

    @click.option("--site", type=_FILE, help=_("The site's plan, in place of conf/site.toml."))
    @click.option(
        "--access-points", type=_FILE, help=_("The access points, in place of fixtures/access_points.toml.")
    )
    @click.option("--profile", type=_choice(Profile), help=_("Another profile than the plan's own."))
    @click.option(
        "--platform",
        type=_choice(Platform),
        default=Platform.here().value,
        help=_("The system that the files are for; by default this one."),
    )
    @click.option("--http-port", type=click.IntRange(1, 65_535), help=_("Another port for nginx."))
    @click.option("--dns-port", type=click.IntRange(1, 65_535), help=_("Another port for dnsmasq."))
    @click.option(
        "--trial", type=_FOLDER, help=_("Try the site out: all paths below this folder, you as every user.")
    )
    @functools.wraps(command)
    def choosing(**options: Any) -> None:
        names = ("site", "access_points", "profile", "platform", "http_port", "dns_port", "trial")
        chosen = {name: options.pop(name) for name in names}
        try:
            command(_chosen(**chosen), **options)
        except ConfigurationError as error:
            raise BadPlanError(str(error)) from error

    return choosing


def _chosen(
    *,
    site: Path | None,
    access_points: Path | None,
    profile: str | None,
    platform: str,
    http_port: int | None,
    dns_port: int | None,
    trial: Path | None,
) -> Chosen:
    plan = read_plan(site, access_points, profile=Profile(profile) if profile else None)
    server, dns = plan.site.server, plan.site.dns
    wiring = replace(
        plan.site,
        server=replace(server, http_port=http_port or server.http_port),
        dns=replace(dns, port=dns_port or dns.port),
    )
    layout = layout_of(Platform(platform))
    if trial:
        layout = layout.under(trial.absolute(), user=getpass.getuser())
    return Chosen(replace(plan, site=wiring), layout)


_write_option = click.option(
    "--write", "folder", type=_FOLDER, help=_("Lay the files into this folder in place of showing them.")
)


@click.group(
    help=helped(
        _("The site's configuration files, rendered from the plan."),
        "netcheck conf nginx",
        "netcheck conf diff",
    )
)
def conf() -> None:
    """Render configuration files from the plan, and compare what is installed with them."""


@conf.command(
    help=helped(
        _("dnsmasq.conf: one answer for the site's names, none for others."),
        "netcheck conf dnsmasq | sudo tee /etc/dnsmasq.conf",
    )
)
@plan_options
@_write_option
def dnsmasq(chosen: Chosen, folder: Path | None) -> None:
    """Render dnsmasq.conf."""
    _deliver([render_dnsmasq(chosen.plan, chosen.layout)], folder)


@conf.command(
    help=helped(
        _("nginx.conf: static files from disk, everything else from daphne."),
        "netcheck conf nginx --write /tmp/site",
    )
)
@plan_options
@_write_option
def nginx(chosen: Chosen, folder: Path | None) -> None:
    """Render nginx.conf."""
    _deliver([render_nginx(chosen.plan, chosen.layout)], folder)


@conf.command(
    help=helped(
        _("The services that run daphne: systemd's units, launchd's property lists."),
        "netcheck conf units --write /tmp/site",
    )
)
@plan_options
@_write_option
def units(chosen: Chosen, folder: Path | None) -> None:
    """Render the service units."""
    _deliver(render_units(chosen.plan, chosen.layout), folder)


@conf.command(
    help=helped(
        _("How what is installed differs from the plan, in meaning; 0 the same, 1 different."),
        "netcheck conf diff",
        "netcheck conf diff nginx --installed nginx.conf",
    )
)
@click.argument("service", type=_choice(Service), required=False)
@click.option("--installed", type=_FILE, help=_("The file to compare, in place of the system's own."))
@plan_options
@click.pass_context
def diff(context: click.Context, chosen: Chosen, service: str | None, installed: Path | None) -> None:
    """Compare installed files with the rendered ones."""
    if installed and not service:
        raise click.UsageError(_("--installed is one file: say whether it is dnsmasq's or nginx's."))
    services = [Service(service)] if service else Service.of(chosen.plan)
    differing = False
    for one in services:
        try:
            file, differences = compare(one, chosen.plan, chosen.layout, installed)
        except UnreadableFileError as error:
            raise CouldNotError(str(error)) from error
        for difference in differences:
            click.echo(str(difference))
        if not differences:
            click.echo(_("{file} means what the plan says.").format(file=file))
        differing = differing or bool(differences)
    context.exit(1 if differing else 0)


def _deliver(files: Sequence[RenderedFile], folder: Path | None) -> None:
    if folder is None:
        _show(files)
        return
    try:
        written = write(files, folder)
    except OSError as error:
        sentence = _("{file}: cannot be written: {reason}.")
        raise CouldNotError(sentence.format(file=error.filename or folder, reason=error.strerror)) from error
    for file, path in zip(files, written, strict=True):
        click.echo(_("{path}, to be installed as {installed}").format(path=path, installed=file.installed))


def _show(files: Sequence[RenderedFile]) -> None:
    """One file as it is, so that it can be piped; several with their names between them, as `head` does."""
    if len(files) == 1:
        click.echo(files[0].text, nl=False)
        return
    click.echo("\n".join(f"==> {file.installed} <==\n{file.text}" for file in files), nl=False)
