"""Commands that remedies call, as an operator has them on the server: systemctl, journalctl, ufw.

They do what the real ones do, with the laboratory's init and firewall. Run by a plain Python: nothing of
the project is imported.
"""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from pathlib import Path

CONTROL = "/run/lan/control"
JOURNAL = Path("/var/log/journal")
FIREWALL = """
table inet ufw {
    chain input {
        type filter hook input priority filter
        iif lo accept
        ct state established,related accept
    }
}
"""
"""ufw lets the own machine and what is open already pass before any rule."""
RULINGS = {"deny": "drop", "reject": "reject"}


def systemctl(words: list[str]) -> int:
    """`systemctl VERB UNIT …`."""
    verb, *names = [word for word in words if not word.startswith("-")]
    with socket.socket(socket.AF_UNIX) as control:
        control.connect(CONTROL)
        control.sendall(json.dumps({"do": "systemctl", "verb": verb, "names": names}).encode() + b"\n")
        answer = json.loads(control.makefile("rb").readline())
    sys.stdout.write(answer.get("said") or "")
    sys.stderr.write(f"{answer['error']}\n" if "error" in answer else "")
    return 1 if "error" in answer else 0


def journalctl(words: list[str]) -> int:
    """`journalctl -u UNIT -n LINES`, and `journalctl --vacuum-size=100M`, which forgets what is archived."""
    if any(word.startswith("--vacuum-size") for word in words):
        for archived in JOURNAL.glob("system@*.journal"):
            archived.unlink()
        return 0
    unit = words[words.index("-u") + 1] if "-u" in words else ""
    lines = int(words[words.index("-n") + 1]) if "-n" in words else 20
    for file in sorted(JOURNAL.glob(f"{unit.removesuffix('.service').rstrip('*')}*.log")):
        sys.stdout.write("".join(file.read_text(errors="replace").splitlines(keepends=True)[-lines:]))
    return 0


def ufw(words: list[str]) -> int:
    """`ufw allow|deny|reject PORT[/tcp]`, `ufw deny from ADDRESS`, `ufw reset`."""
    if words == ["reset"]:
        _nft("delete table inet ufw")
        return 0
    if not _nft("list table inet ufw"):
        _nft("-f", "-", text=FIREWALL)
    verb, what = words[0], words[1:]
    for match in _matches(what):
        for handle in re.findall(
            rf"{re.escape(match)} .*# handle (\d+)", _nft("-a list chain inet ufw input")
        ):
            _nft(f"delete rule inet ufw input handle {handle}")
        if verb != "allow":
            _nft("-f", "-", text=f"add rule inet ufw input {match} {RULINGS[verb]}")
    return 0


def _matches(what: list[str]) -> list[str]:
    if what[0] == "from":
        return [f"ip saddr {what[1].removesuffix('/32')}"]
    port, _, protocol = what[0].partition("/")
    return [f"{each} dport {port}" for each in ([protocol] if protocol else ["tcp", "udp"])]


def _nft(*words: str, text: str = "") -> str:
    """What nft prints; empty where it fails."""
    command = ["nft", *(word for item in words for word in item.split())]
    return subprocess.run(command, check=False, input=text, capture_output=True, text=True).stdout


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    sys.exit({"systemctl": systemctl, "journalctl": journalctl, "ufw": ufw}[name](arguments))
