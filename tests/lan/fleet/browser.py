"""What a tablet's browser does with the site: opens the page, loads a file of it, opens sockets."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, WebSocketException

from tests.lan.fleet.dialling import OPEN_PATIENCE, Symptom, dial

PORT = 80
PAGE_PATIENCE = 5.0
"""Seconds until a participant calls the operator."""
_OK = 200
_VERSION = re.compile(r'data-version="([^"]+)"')
_SCRIPT = re.compile(r'src="(/static/[^"]+app[^"]*\.js)"')


@dataclass(frozen=True)
class Browser:
    """The browser of one tablet."""

    host: str
    """The tablet, as a machine."""
    site: str
    """What stands in the address bar: the name, or wrongly an address."""

    async def open_page(self) -> str:
        """Load the page and its script; the version that the page calls itself.

        Raises:
            Symptom: what the participant sees instead.
        """
        page = await self._get("/")
        version, script = _VERSION.search(page), _SCRIPT.search(page)
        if version is None or script is None:
            raise Symptom("page: another site")
        await self._get(script[1], what="script")
        return version[1]

    async def open_socket(self, path: str) -> ClientConnection:
        """A socket, opened as a browser opens it.

        Raises:
            Symptom: why it does not open.
        """
        try:
            return await connect(
                f"ws://{self.site}{path}",
                sock=await dial(self.host, self.site, PORT),
                origin=f"http://{self.site}",  # type: ignore[arg-type]  # a NewType of str
                open_timeout=OPEN_PATIENCE,
                ping_interval=None,
                proxy=None,
            )
        except InvalidStatus as refusal:
            raise Symptom(f"socket: {refusal.response.status_code}") from refusal
        except TimeoutError as silence:
            raise Symptom("socket: silence") from silence
        except (InvalidHandshake, WebSocketException, OSError, EOFError) as error:
            raise Symptom("socket: closed without a word") from error

    async def _get(self, path: str, *, what: str = "page") -> str:
        talk = await dial(self.host, self.site, PORT)
        reader, writer = await asyncio.open_connection(sock=talk, limit=2**20)
        request = (
            f"GET {path} HTTP/1.1\r\nHost: {self.site}\r\nAccept-Language: fr\r\nConnection: close\r\n\r\n"
        )
        try:
            async with asyncio.timeout(PAGE_PATIENCE):
                writer.write(request.encode())
                head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
        except TimeoutError as silence:
            raise Symptom(f"{what}: silence") from silence
        except OSError as error:
            raise Symptom(f"{what}: reset") from error
        finally:
            writer.close()
        words = head.split(maxsplit=2)
        if len(words) < 2 or not words[0].startswith(b"HTTP/"):
            raise Symptom(f"{what}: not a web page")
        if int(words[1]) != _OK:
            raise Symptom(f"{what}: {int(words[1])}")
        return body.decode(errors="replace")
