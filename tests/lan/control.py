"""How a laboratory is spoken to: one line of JSON asks, one answers, over a socket that has no file.

A name of the abstract kind belongs to the network namespace in which it was bound: the machine's. It
vanishes with the holder, however that ends.
"""

from __future__ import annotations

import json
import os
import re
import socket
import socketserver
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ADDRESS = "\0ganomics-lan/{user}/{name}"
_LISTED = re.compile(r"@ganomics-lan/(\d+)/(\S+)$", re.MULTILINE)
_CREDENTIALS = struct.Struct("3i")
HERE = "/run/lan/control"
"""The same laboratory, for its own machines."""


class ControlError(RuntimeError):
    """There is no such laboratory, or it could not do what it was asked."""


def bound(name: str) -> socket.socket:
    """The socket of a new laboratory, not yet listening.

    Raises:
        ControlError: one of that name is up already.
    """
    own = socket.socket(socket.AF_UNIX)
    try:
        own.bind(_address(name))
    except OSError as error:
        own.close()
        raise ControlError(f"a laboratory called {name!r} is up already: expected another --name") from error
    return own


def names() -> list[str]:
    """The laboratories of this user that are up."""
    listed = Path("/proc/net/unix").read_text(encoding="utf-8")
    return sorted({name for user, name in _LISTED.findall(listed) if int(user) == os.getuid()})


class Connection:
    """A laboratory that is up."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, what: str, **details: Any) -> Any:
        """Have it do something; its answer.

        Raises:
            ControlError: there is no such laboratory, or its own sentence.
        """
        with self._connected() as talk:
            talk.sendall(json.dumps({"do": what, **details}).encode() + b"\n")
            with talk.makefile("rb") as said:
                line = said.readline()
        answer = json.loads(line) if line else {"error": f"the laboratory {self.name!r} went down meanwhile"}
        if "error" in answer:
            raise ControlError(answer["error"])
        return answer["said"]

    @property
    def holder(self) -> int:
        """The number of its first process, as seen from here."""
        with self._connected() as talk:
            return _peer(talk)[0]

    def _connected(self) -> socket.socket:
        talk = socket.socket(socket.AF_UNIX)
        try:
            talk.connect(_address(self.name))
        except OSError as error:
            talk.close()
            up = ", ".join(names()) or "none"
            raise ControlError(f"no laboratory called {self.name!r} is up; up are: {up}") from error
        return talk


class Listener(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers questions by calling a function, each in a thread of its own."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, own: socket.socket | str, answer: Callable[..., Any]) -> None:
        self.answer = answer
        super().__init__(HERE, _Conversation, bind_and_activate=False)
        if isinstance(own, socket.socket):
            self.socket.close()
            self.socket = own
        else:
            self.server_bind()
        self.server_activate()


class _Conversation(socketserver.StreamRequestHandler):
    server: Listener

    def handle(self) -> None:
        if _peer(self.request)[1] != os.getuid():
            return
        question = json.loads(self.rfile.readline() or "{}")
        if not question:
            return
        try:
            answer = {"said": self.server.answer(question.pop("do"), **question)}
        except Exception as error:  # noqa: BLE001  whatever went wrong, whoever asked is told
            answer = {"error": str(error) or type(error).__name__}
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def _address(name: str) -> str:
    return _ADDRESS.format(user=os.getuid(), name=name)


def _peer(talk: socket.socket) -> tuple[int, int]:
    """The process and the user at the other end."""
    process, user, _group = _CREDENTIALS.unpack(
        talk.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    )
    return process, user
