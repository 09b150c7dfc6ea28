from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from channels.layers import InMemoryChannelLayer

from kiosk.wire import relay, session
from kiosk.wire.relay import Relay

if TYPE_CHECKING:
    from tests.wire.sockets import Process

PATIENCE = 30.0


class Listener:
    """A relay on a layer, and what it has heard."""

    def __init__(self, layer: Any) -> None:
        self.heard: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.relay = Relay(self._hear)
        self.relay.layer = layer
        self._listening = asyncio.create_task(self.relay.listen())

    async def _hear(self, news: dict[str, Any]) -> None:
        if news.get("poisoned"):
            raise KeyError("poisoned")
        await self.heard.put(news)

    async def next(self) -> dict[str, Any]:
        return await asyncio.wait_for(self.heard.get(), PATIENCE)

    async def ready(self) -> None:
        """Return when it hears."""
        await asyncio.wait_for(self.relay.echo("ready"), PATIENCE)

    async def end(self) -> None:
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)


class Layer(InMemoryChannelLayer):
    """A layer that knows who listens; its first `failures` listeners are turned away."""

    def __init__(self, failures: int = 0) -> None:
        super().__init__()
        self.failures = failures
        self._listeners: set[str] = set()
        self._news = asyncio.Condition()

    async def receive(self, channel: str) -> Any:
        if self.failures:
            self.failures -= 1
            raise ConnectionError("away")
        async with self._news:
            self._listeners.add(channel)
            self._news.notify_all()
        return await super().receive(channel)

    async def listened_by(self, count: int) -> None:
        """Return when so many listen."""
        async with asyncio.timeout(PATIENCE), self._news:
            await self._news.wait_for(lambda: len(self._listeners) == count)


class HangingLayer:
    """A layer whose broker accepts and never answers."""

    async def new_channel(self) -> str:
        await asyncio.Event().wait()
        return "never"

    async def group_send(self, *_message: Any) -> None:
        await asyncio.Event().wait()


class DeadLayer(InMemoryChannelLayer):
    """A layer whose broker is away."""

    async def group_send(self, *_message: Any) -> None:
        raise ConnectionError("away")


async def test_news_is_heard_by_the_others_and_not_by_who_tells_it() -> None:
    layer = Layer()
    one, two, three = (Listener(layer) for _ in range(3))
    await layer.listened_by(3)
    await one.relay.tell({"t": 1})
    assert [await listener.next() for listener in (two, three)] == [{"t": 1}] * 2
    await two.relay.tell({"t": 2})
    assert await one.next() == {"t": 2}
    assert one.heard.empty()
    assert two.heard.empty()
    for listener in (one, two, three):
        await listener.end()


async def test_news_that_cannot_be_taken_in_does_not_stop_the_listening(
    caplog: pytest.LogCaptureFixture,
) -> None:
    layer = Layer()
    one, two = Listener(layer), Listener(layer)
    await layer.listened_by(2)
    await one.relay.tell({"poisoned": True})
    await one.relay.tell({"t": 1})
    assert await two.next() == {"t": 1}
    assert "could not be taken in" in caplog.text
    assert len(layer.groups[relay.GROUP]) == 2  # it has not begun anew
    for listener in (one, two):
        await listener.end()


async def test_an_echo_comes_back_to_who_asked_through_the_layer() -> None:
    layer = Layer()
    one, two = Listener(layer), Listener(layer)
    await layer.listened_by(2)
    await one.ready()
    await asyncio.gather(one.relay.echo("a"), two.relay.echo("a"), one.relay.echo("b"))
    for listener in (one, two):
        await listener.end()


async def test_a_layer_that_is_away_costs_the_news_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    one = Listener(DeadLayer())
    await one.relay.tell({"t": 1})
    assert "could not be relayed" in caplog.text
    await one.end()


async def test_a_layer_that_hangs_does_not_hang_who_tells(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(relay, "TELL_TIME_OUT", 0.01)
    one = Listener(HangingLayer())
    await asyncio.wait_for(one.relay.tell({"t": 1}), PATIENCE)
    assert "could not be relayed" in caplog.text
    await one.end()


async def test_a_layer_that_comes_back_is_listened_to_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "PAUSE_AFTER_LOSS", 0.0)
    layer = Layer(failures=2)
    one = Listener(layer)
    await layer.listened_by(1)
    await one.ready()
    assert layer.failures == 0
    await one.end()


async def test_without_a_layer_there_is_nobody_to_tell() -> None:
    one = Listener(None)
    await one.relay.tell({"t": 1})
    await one.ready()
    await one.end()


@pytest.mark.parametrize("layer", [HangingLayer, DeadLayer])
async def test_netcheck_is_told_when_the_layer_does_not_carry(
    server: Process, monkeypatch: pytest.MonkeyPatch, layer: type
) -> None:
    monkeypatch.setattr(session, "ECHO_TIME_OUT", 0.01)
    server.hub.relay.layer = layer()
    tablet = await server.tablet()
    reply = await tablet.ask("echo", token="a token")  # noqa: S106  no secret
    assert (reply["demand"], reply["error"]["code"]) == ("echo", "unavailable")
    assert await tablet.ping() == []
