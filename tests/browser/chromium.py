"""A real Chromium, driven over its own DevTools protocol: any version of it, nothing in between."""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import re
import tempfile
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

DEBIANS = Path("/usr/bin/chromium")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--hide-scrollbars",
    "--remote-debugging-port=0",
)
PATIENCE = 40.0
"""Seconds until an expected state counts as never reached."""

LARGEST_MESSAGE = 64 * 2**20
WATCH = """new Promise((resolve) => {
  const watch = { subtree: true, childList: true, attributes: true, characterData: true };
  const observer = new MutationObserver(() => check());
  const check = () => {
    const found = %s;
    if (!found) return;
    observer.disconnect();
    resolve(found);
  };
  observer.observe(document, watch);
  check();
})"""
"""Resolves with the value of a condition as soon as some change of the document makes it true."""

PLACE = """(() => {
  const [selector, words] = %s;
  const says = (element) => words === null || element.textContent.trim() === words;
  const usable = (element) => !element.disabled && element.getClientRects().length && says(element);
  const element = Array.from(document.querySelectorAll(selector)).find(usable);
  if (!element) return null;
  const { left, top, width, height } = element.getBoundingClientRect();
  const point = { x: left + width / 2, y: top + height / 2 };
  return element.contains(document.elementFromPoint(point.x, point.y)) ? point : null;
})()"""
"""The middle of an element, if a finger would meet it there."""

REST = """document.fonts.ready
  .then(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))))
  .then(() => Promise.all((document.getAnimations ? document.getAnimations() : [])
    .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
    .map((animation) => animation.finished.catch(() => null))))"""
"""Resolves when the page moves no more: its fonts are there, what comes in has come in, and it has been
painted, before which Chromium drops what is touched."""


class PageError(Exception):
    """The page threw, or the browser refused a command."""


class Connection:
    """One DevTools socket: commands with their answers, events with their listeners."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._listeners: dict[str, list[Callable[[dict[str, Any]], None]]] = {}
        self._reader = asyncio.create_task(self._read())

    @classmethod
    async def to(cls, url: str) -> Self:
        """Connect to a browser's or a page's debugging address."""
        return cls(await connect(url, max_size=LARGEST_MESSAGE, compression=None, ping_interval=None))

    async def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command; its result.

        Raises:
            PageError: the browser's own words.
        """
        number = next(self._numbers)
        answer = self._answers[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        message = await answer
        if "error" in message:
            raise PageError(f"{method}: {message['error']['message']}")
        return dict(message["result"])

    def on(self, event: str, listener: Callable[[dict[str, Any]], None]) -> None:
        """Call the listener at every such event."""
        self._listeners.setdefault(event, []).append(listener)

    async def close(self) -> None:
        """Stop listening."""
        await self._socket.close()
        await self._reader

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self._socket:
                message = json.loads(text)
                if "id" in message:
                    answer = self._answers.pop(message["id"])
                    if not answer.done():  # whoever asked may have stopped waiting
                        answer.set_result(message)
                else:
                    for listener in self._listeners.get(message["method"], ()):
                        listener(message["params"])
        for answer in self._answers.values():
            if not answer.done():
                answer.set_exception(PageError("the page is gone"))


@dataclass
class Page:
    """One tab in a browser profile of its own: a tablet."""

    connection: Connection
    context: str
    complaints: list[str] = field(default_factory=list)
    """What the console has complained about: errors, exceptions, refusals by the Content-Security-Policy."""
    _loaded: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self) -> None:
        """Listen to what goes wrong on the page."""
        self.connection.on("Runtime.exceptionThrown", self._thrown)
        self.connection.on("Log.entryAdded", self._logged)
        self.connection.on("Page.loadEventFired", lambda _event: self._loaded.set())
        for domain in ("Runtime", "Log", "Page", "Network"):
            await self.connection.send(f"{domain}.enable")

    async def goto(self, url: str) -> None:
        """Open an address, and wait until it is loaded."""
        async with self.leaving():
            await self.connection.send("Page.navigate", url=url)

    @asynccontextmanager
    async def leaving(self) -> AsyncIterator[None]:
        """What is done in the block leads to another page; the block is left when that one is loaded."""
        self._loaded.clear()
        yield
        try:
            await asyncio.wait_for(self._loaded.wait(), PATIENCE)
        except TimeoutError as error:
            shown = await self.evaluate("`${location.href}: ${document.body.innerText}`")
            raise PageError(f"no other page was loaded; this one is {shown}") from error

    async def size(self, width: int, height: int) -> None:
        """The screen, in CSS pixels; touched by fingers."""
        await self.connection.send(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=True
        )
        await self.connection.send("Emulation.setTouchEmulationEnabled", enabled=True)

    async def evaluate(self, expression: str) -> Any:
        """The value of a JavaScript expression, or of the promise that it gives.

        Raises:
            PageError: what it threw.
        """
        answer = await self.connection.send(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in answer:
            raise PageError(_words(answer["exceptionDetails"]))
        return answer["result"].get("value")

    async def until(self, condition: str, patience: float = PATIENCE) -> Any:
        """Wait until a JavaScript condition holds, across reloads; its value.

        Raises:
            AssertionError: it never held; with what the page showed instead.
        """
        try:
            async with asyncio.timeout(patience):
                while True:
                    try:
                        return await self.evaluate(WATCH % condition)
                    except PageError as error:
                        if not re.search(r"context|navigat|collected", str(error)):
                            raise
        except TimeoutError:
            shown = await self.evaluate("document.body.innerText")
            raise AssertionError(f"{condition} never held; the page shows:\n{shown}") from None

    async def shows(self, words: str, patience: float = PATIENCE) -> None:
        """Wait until these words can be read on the page."""
        await self.until(f"document.body && document.body.innerText.includes({json.dumps(words)})", patience)

    async def touch(self, selector: str, words: str | None = None, *, unless: str = "false") -> None:
        """Touch the element that matches and, where given, says exactly these words; nothing may cover it.

        Where `unless` comes to hold first, there is nothing left to touch.
        """
        place = f"({unless}) || {PLACE % json.dumps([selector, words])}"
        await self.until(place)
        # The screen may still be settling where it came in: touch where it rests.
        await self.evaluate(REST)
        point = await self.until(place)
        if point is True:
            return
        await asyncio.gather(  # in one go: while a busy machine answers it would become a long press
            self.connection.send("Input.dispatchTouchEvent", type="touchStart", touchPoints=[point]),
            self.connection.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[]),
        )

    async def press(self, key: str) -> None:
        """Press a key such as ``Tab``, ``Enter`` or ``a``."""
        code = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}.get(key, 0)
        text = {"Enter": "\r", "Escape": "", "Tab": ""}.get(key, key)
        await self.connection.send(
            "Input.dispatchKeyEvent", type="keyDown", key=key, text=text, windowsVirtualKeyCode=code
        )
        await self.connection.send(
            "Input.dispatchKeyEvent", type="keyUp", key=key, windowsVirtualKeyCode=code
        )

    async def reload(self) -> None:
        """Load the page again, as after a crash."""
        await self.goto(await self.evaluate("location.href"))

    async def picture(self, path: Path, scale: float = 1) -> None:
        """Take a screenshot, smaller than the screen by a scale."""
        width, height = await self.evaluate("[innerWidth, innerHeight]")
        clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": scale}
        shot = await self.connection.send("Page.captureScreenshot", format="png", clip=clip)
        await asyncio.to_thread(path.write_bytes, base64.b64decode(shot["data"]))

    def _thrown(self, event: dict[str, Any]) -> None:
        self.complaints.append(_words(event["exceptionDetails"]))

    def _logged(self, event: dict[str, Any]) -> None:
        entry = event["entry"]
        if entry["level"] == "error":
            self.complaints.append(f"{entry['text']} {entry.get('url', '')}".strip())


class Chromium:
    """A running browser."""

    def __init__(self, connection: Connection, port: str) -> None:
        self._connection = connection
        self._port = port

    async def page(self, width: int = 1280, height: int = 800) -> Page:
        """A new tab with nothing remembered."""
        context = str((await self._connection.send("Target.createBrowserContext"))["browserContextId"])
        page = Page(await self._tab(context), context)
        await page.prepare()
        await page.size(width, height)
        return page

    async def kill(self, page: Page) -> None:
        """Close a tab; what it remembered stays."""
        await page.connection.send("Page.close")
        await page.connection.close()

    async def revive(self, page: Page) -> None:
        """Open a killed tab again, empty, with all that it remembered."""
        page.connection = await self._tab(page.context)
        await page.prepare()

    async def _tab(self, context: str) -> Connection:
        target = await self._connection.send(
            "Target.createTarget", url="about:blank", browserContextId=context
        )
        return await Connection.to(f"ws://127.0.0.1:{self._port}/devtools/page/{target['targetId']}")

    async def forget(self, page: Page) -> None:
        """Close a tab and all it remembered."""
        await page.connection.close()
        await self._connection.send("Target.disposeBrowserContext", browserContextId=page.context)


@asynccontextmanager
async def chromium(binary: Path | None = None, *flags: str) -> AsyncIterator[Chromium]:
    """A browser with a fresh profile, gone with everything in it at the end."""
    with tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True) as profile:
        process = await asyncio.create_subprocess_exec(
            str(binary or DEBIANS),
            *FLAGS,
            *flags,
            f"--user-data-dir={profile}",
            "about:blank",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            url = await asyncio.wait_for(_debugging_address(process), PATIENCE)
            connection = await Connection.to(url)
            yield Chromium(connection, url.split(":")[2].split("/")[0])
            await connection.send("Browser.close")
            await connection.close()
        finally:
            if process.returncode is None:
                process.terminate()
            await process.communicate()


async def _debugging_address(process: asyncio.subprocess.Process) -> str:
    assert process.stderr
    said = b""
    async for line in process.stderr:
        said += line
        if found := re.search(rb"DevTools listening on (ws://\S+)", line):
            return found[1].decode()
    raise PageError(f"Chromium did not start: {said.decode(errors='replace')}")


def _words(details: dict[str, Any]) -> str:
    exception = details.get("exception", {})
    return str(exception.get("description") or exception.get("value") or details["text"])
