"""nginx, as one address in front of several daphne processes."""

from __future__ import annotations

import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.servers.process import ServerError, private_folder, required

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from tests.servers.serving import Daphne


@dataclass(frozen=True)
class Nginx:
    """An nginx of our own."""

    url: str
    """The address for clients of the protocol."""
    command: list[str | Path]

    def signal(self, word: str) -> None:
        """Say ``reload`` or ``stop`` to it."""
        subprocess.run([*self.command, "-s", word], check=True)


@contextmanager
def nginx_server(ports: Sequence[int]) -> Iterator[Nginx]:
    """One address in front of several daphne processes."""
    with private_folder() as folder, _reserved_port() as port:
        servers = "\n".join(f"server 127.0.0.1:{each} max_fails=0;" for each in ports)
        config = folder / "nginx.conf"
        config.write_text(_NGINX.format(folder=folder, port=port, servers=servers))
        command: list[str | Path] = [required("nginx"), "-c", config, "-e", folder / "error.log"]
        # As a daemon it returns once it listens; in the foreground nothing would tell.
        started = subprocess.run(command, check=False, capture_output=True, text=True)
        if started.returncode:
            raise ServerError(f"nginx did not start:\n{started.stderr}")
        running = Nginx(f"ws://127.0.0.1:{port}", command)
        try:
            yield running
        finally:
            running.signal("stop")


@contextmanager
def nginx(upstreams: Sequence[Daphne]) -> Iterator[str]:
    """The URL of one address in front of several daphne processes, for clients of the protocol."""
    with nginx_server([each.port for each in upstreams]) as running:
        yield running.url


@contextmanager
def _reserved_port() -> Iterator[int]:
    """A port that is bound, but not listened on, until the block is left: nobody else gets it."""
    with socket.socket() as holder:
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


_NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_rlimit_nofile 16384;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream daphne {{
        {servers}
    }}
    server {{
        listen 127.0.0.1:{port} reuseport;
        location / {{
            proxy_pass http://daphne;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Upgrade $http_upgrade;
            proxy_set_header Connection upgrade;
        }}
    }}
}}
"""
