"""A program that holds a port which another one should have: ``squatter.py deaf|web DESCRIPTOR``.

It is given sockets that listen already: nobody has to wait for it. Nothing of the project is imported.
"""

from __future__ import annotations

import signal
import socket
import sys
from http.server import HTTPServer, SimpleHTTPRequestHandler


def main(what: str, descriptor: str) -> None:
    """Hold the sockets for ever."""
    if what == "deaf":
        signal.pause()
    server = HTTPServer(("", 0), SimpleHTTPRequestHandler, bind_and_activate=False)
    server.socket = socket.socket(fileno=int(descriptor))
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:])
