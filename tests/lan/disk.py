"""The disk of the laboratory: a root file system in memory, with only the programs of this machine.

What services write, and what faults spoil, is gone with the laboratory.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from pathlib import Path

from conf.site import ROOT
from tests.lan.network.host import run

_PROGRAMS = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "dev")
_ETC = Path("/etc")
_MADE = ("proc", "sys", "tmp", "run", "var", "srv", "opt", "mnt", "root")
_STORE = Path("/var")
"""Everything that grows lies on one disk of its own, as on a laptop."""
STORE_SIZE = "700m"
"""Room for a session, and little enough to be filled."""
_SYSTEM = ("sys", "mnt")
"""Two views of the system: a machine replaces the first, which a kernel grants a user who has another."""
_DETACH = 2
_libc = ctypes.CDLL(None, use_errno=True)


def move_onto_it() -> None:
    """Make it, and let it be the root of this process and of all that it starts.

    The process must be alone in its mount and process namespaces.
    """
    run("mount", "--make-rprivate", "/")
    root = Path("/mnt")
    run("mount", "-t", "tmpfs", "-o", "mode=755", "lan", str(root))
    for name in _PROGRAMS:
        _carry_over(Path("/", name), root)
    for needed in _ours():
        _bind(needed, root)
    _copy_etc(root / "etc")
    for name in _MADE:
        (root / name).mkdir(exist_ok=True)
    (root / "tmp").chmod(0o1777)
    (root / "old").mkdir()
    run("mount", "-t", "proc", "proc", str(root / "proc"))
    for place in _SYSTEM:
        run("mount", "-t", "sysfs", "sysfs", str(root / place))
    run("mount", "-t", "tmpfs", "-o", "mode=1777", "shm", str(root / "dev/shm"))
    run("mount", "-t", "tmpfs", "-o", f"mode=755,size={STORE_SIZE}", "store", str(root) + str(_STORE))
    (root / "var/log").mkdir()
    run("pivot_root", str(root), str(root / "old"))
    os.chdir("/")
    _let_go(Path("/old"))
    # What a fault mounts later is seen by the services that run by then.
    run("mount", "--make-rshared", "/")


def _ours() -> list[Path]:
    """The checkout and the Python that runs it, each once."""
    wanted = sorted({ROOT, Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()})
    return [
        path
        for path in wanted
        if path.parts[1] not in _PROGRAMS and not any(other in path.parents for other in wanted)
    ]


def _carry_over(source: Path, root: Path) -> None:
    if source.is_symlink():
        (root / source.name).symlink_to(source.readlink())
    elif source.is_dir():
        _bind(source, root)


def _bind(source: Path, root: Path) -> None:
    """Show a folder at its own place; those above it are new, and open to every user."""
    place = root / source.relative_to("/")
    place.mkdir(parents=True)
    run("mount", "--rbind", str(source), str(place))


def _copy_etc(place: Path) -> None:
    """A copy of /etc that belongs to us, without what we may not read."""

    def unreadable(folder: str, names: list[str]) -> list[str]:
        paths = [Path(folder, name) for name in names]
        return [path.name for path in paths if not (path.is_symlink() or os.access(path, os.R_OK))]

    shutil.copytree(_ETC, place, symlinks=True, ignore=unreadable)


def _let_go(old: Path) -> None:
    if _libc.umount2(str(old).encode(), _DETACH):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), str(old))
    old.rmdir()
