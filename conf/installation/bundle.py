"""The bundle: a folder, on a stick perhaps, with all that an installation without internet needs.

`make offline-bundle` makes it, on any machine of the same system; `install.sh` in it installs from it.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from conf.installation.machine import run
from conf.installation.release import PYTHON
from conf.installation.step import InstallationError
from conf.site import ROOT
from netcheck.i18n import _

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = ("nginx", "redis-server", "postgresql", "dnsmasq", "logrotate", "python3-venv")
"""Everything that a site of any profile runs on."""
_SYSTEM = "system.json"
_SCRIPT = "install.sh"


@dataclass(frozen=True)
class System:
    """What a bundle is made for: packages and wheels fit no other."""

    name: str
    version: str
    machine: str

    @classmethod
    def here(cls) -> System:
        """This machine's."""
        release = platform.freedesktop_os_release()
        return cls(release["ID"], release.get("VERSION_ID", ""), platform.machine())

    def __str__(self) -> str:
        return f"{self.name} {self.version} {self.machine}"


@dataclass(frozen=True)
class Bundle:
    """A bundle that is at hand, or none."""

    apt: tuple[str, ...] = ()
    """The options by which apt takes its packages from there alone."""

    @staticmethod
    @contextmanager
    def opened(folder: Path | None) -> Iterator[Bundle]:
        """The bundle in `folder`, for as long as the block lasts; without one, the machine's own sources.

        Raises:
            InstallationError: it is no bundle, or one for another system.
        """
        if folder is None:
            yield Bundle()
            return
        _require_fit(folder)
        with tempfile.TemporaryDirectory() as scratch:
            yield Bundle(_apt_from(folder.absolute(), Path(scratch)))


def _require_fit(folder: Path) -> None:
    try:
        made_for = System(**json.loads((folder / _SYSTEM).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise InstallationError(
            _("{folder}: expected what `make offline-bundle` makes: {reason}.").format(
                folder=folder, reason=error
            )
        ) from error
    if made_for != System.here():
        raise InstallationError(
            _("{folder}: expected a bundle made on {here}, got one made on {there}.").format(
                folder=folder, here=System.here(), there=made_for
            )
        )


def _apt_from(folder: Path, scratch: Path) -> tuple[str, ...]:
    # Who may write to the stick is trusted: apt verified the packages where the bundle was made.
    (scratch / "sources.list").write_text(f"deb [trusted=yes] file:{quote(str(folder))}/debs ./\n")
    (scratch / "lists").mkdir()
    apt = _options(
        **{
            "Dir::Etc::SourceList": scratch / "sources.list",
            "Dir::Etc::SourceParts": "/dev/null",
            "Dir::State::Lists": scratch / "lists",
            "Dir::Cache::pkgcache": "",
            "Dir::Cache::srcpkgcache": "",
            "APT::Sandbox::User": "root",  # a stick may be readable by its owner alone
        }
    )
    run("apt-get", *apt, "--quiet=2", "update")
    return apt


def make(folder: Path) -> None:
    """Make a bundle in `folder`, or bring the one that is there up to date.

    Raises:
        InstallationError: a package or a wheel cannot be had.
    """
    debs, wheels = folder / "debs", folder / "wheels"
    (debs / "partial").mkdir(parents=True, exist_ok=True)
    wheels.mkdir(exist_ok=True)
    _download_packages(debs)
    _index(debs)
    _download_wheels(wheels)
    for source in (ROOT / "requirements.lock", Path(__file__).with_name(_SCRIPT)):
        shutil.copy(source, folder)
    for name, source in {
        "site.toml": ROOT / "conf" / "site.toml",
        "access_points.toml": ROOT / "fixtures" / "access_points.toml",
    }.items():
        if not (folder / name).exists():  # it may have been edited since
            shutil.copy(source, folder / name)
    (folder / _SYSTEM).write_text(json.dumps(asdict(System.here())) + "\n", encoding="utf-8")


def _download_packages(debs: Path) -> None:
    """The packages with all that they need, as on a machine that has nothing at all."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in ("lists/partial", "archives/partial"):
            Path(scratch, name).mkdir(parents=True)
        Path(scratch, "status").touch()
        apt = _options(
            **{
                "Dir::State::status": f"{scratch}/status",
                "Dir::State::Lists": f"{scratch}/lists",
                "Dir::Cache": scratch,
                "APT::Sandbox::User": "root",
                "APT::Install-Recommends": "false",
                "Acquire::Retries": "3",
                "Debug::NoLocking": "true",
            }
        )
        run("apt-get", *apt, "--quiet=2", "update")
        install = ("apt-get", *apt, "--quiet=2", "--yes", "install", *PACKAGES)
        wanted = set(re.findall(r"^'\S+' (\S+\.deb) ", run(*install, "--print-uris"), re.MULTILINE))
        run(*install, "--download-only", *_options(**{"Dir::Cache::archives": debs}))
    for file in debs.iterdir():
        if file.name not in wanted:
            shutil.rmtree(file) if file.is_dir() else file.unlink()


def _index(debs: Path) -> None:
    """Apt's index of a folder of packages."""
    entries = []
    for file in sorted(debs.glob("*.deb")):
        content = file.read_bytes()
        fields = run("dpkg-deb", "--field", str(file)).rstrip("\n")
        entries.append(
            f"{fields}\nFilename: ./{file.name}\nSize: {len(content)}\n"
            f"SHA256: {hashlib.sha256(content).hexdigest()}\n"
        )
    (debs / "Packages").write_text("\n".join(entries), encoding="utf-8")


def _download_wheels(wheels: Path) -> None:
    """The program's wheel and its libraries', as the system's own Python wants them.

    Another Python, be it of the same series, may need other libraries.
    """
    for old in wheels.glob("ganomics-*.whl"):
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        run(PYTHON, "-m", "venv", scratch)
        pip = (f"{scratch}/bin/python", "-m", "pip", "--disable-pip-version-check", "--quiet")
        run(*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT))
        lock = str(ROOT / "requirements.lock")
        run(*pip, "download", "--only-binary=:all:", "--dest", str(wheels), "-r", lock)


def _options(**values: object) -> tuple[str, ...]:
    return tuple(word for name, value in values.items() for word in ("-o", f"{name}={value}"))


if __name__ == "__main__":
    try:
        make(Path(sys.argv[1]))
    except InstallationError as error:
        sys.exit(str(error))
