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
FIREWALL = "table inet ufw { chain input { type filter hook input priority filter; policy accept; } }"


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
    unit = words[words.index("-u") + 1] if "-u" in words else "*"
    lines = int(words[words.index("-n") + 1]) if "-n" in words else 20
    for file in sorted(JOURNAL.glob(f"{unit.removesuffix('.service')}*.log")):
        sys.stdout.write("".join(file.read_text(errors="replace").splitlines(keepends=True)[-lines:]))
    return 0


def ufw(words: list[str]) -> int:
    """`ufw allow|deny|reject PORT[/tcp]`: the last word on a port holds."""
    verb, what = words
    port, _, protocol = what.partition("/")
    subprocess.run(["nft", "-f", "-"], input=FIREWALL, text=True, check=True)
    listed = subprocess.run(
        ["nft", "-a", "list", "chain", "inet", "ufw", "input"], capture_output=True, text=True, check=True
    ).stdout
    protocols = [protocol] if protocol else ["tcp", "udp"]
    for each in protocols:
        for handle in re.findall(rf"{each} dport {port} .*# handle (\d+)", listed):
            subprocess.run(["nft", "delete", "rule", "inet", "ufw", "input", "handle", handle], check=True)
        if verb != "allow":
            ruling = "drop" if verb == "deny" else "reject with tcp reset" if each == "tcp" else "reject"
            rule = f"add rule inet ufw input {each} dport {port} {ruling}"
            subprocess.run(["nft", "-f", "-"], input=rule, text=True, check=True)
    return 0


if __name__ == "__main__":
    name, *arguments = sys.argv[1:]
    sys.exit({"systemctl": systemctl, "journalctl": journalctl, "ufw": ufw}[name](arguments))
