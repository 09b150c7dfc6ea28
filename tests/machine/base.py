"""A bare Debian: the root file system that machines start from, made once and kept for the next run."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path

from tests.servers import missing_programs

PACKAGES = ("systemd", "systemd-sysv", "python3", "iproute2", "systemd-resolved", "ufw")
"""What every Debian or Ubuntu has beyond the barest system; the last two are Ubuntu's."""
_PROGRAMS = {"mmdebstrap": "mmdebstrap", "unshare": "util-linux", "nsenter": "util-linux", "ip": "iproute2"}
_SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))


def cache() -> Path:
    """Where what was downloaded is kept from run to run."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "ganomics")


def missing() -> str:
    """Why this machine can hold no other, or an empty text."""
    if os.geteuid():
        return "a machine with a root file system of its own needs root"
    if lacking := missing_programs(*_PROGRAMS):
        return f"not on this machine: {', '.join(_PROGRAMS[name] for name in lacking)}"
    return ""


def bare_debian() -> Path:
    """The folder with the system, of the same release as this machine's.

    Raises:
        subprocess.CalledProcessError: it could not be made; the output says why.
    """
    sources = next(file for file in _SOURCES if file.exists())
    text = sources.read_text(encoding="utf-8") + Path("/etc/os-release").read_text(encoding="utf-8")
    name = hashlib.sha256(" ".join((*PACKAGES, text)).encode()).hexdigest()[:12]
    folder = cache() / f"debian-{name}"
    if folder.exists():
        return folder
    draft = folder.with_suffix(f".{os.getpid()}")
    draft.parent.mkdir(parents=True, exist_ok=True)
    suite = subprocess.run(
        ["sh", "-c", '. /etc/os-release; echo "$VERSION_CODENAME"'],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    made = subprocess.run(
        [
            *("mmdebstrap", "--quiet", "--variant=minbase", f"--include={','.join(PACKAGES)}"),
            *("--aptopt=Acquire::Retries 3", suite, draft, sources),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        shutil.rmtree(draft, ignore_errors=True)
        raise RuntimeError(f"mmdebstrap failed ({made.returncode}): {made.stderr}")
    # The sources name hosts that no machine of ours may ask: none has a way out.
    for file in ("etc/apt/sources.list", *(f"etc/apt/sources.list.d/{source.name}" for source in _SOURCES)):
        (draft / file).unlink(missing_ok=True)
    draft.rename(folder)
    return folder
