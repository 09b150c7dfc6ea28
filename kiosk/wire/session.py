"""What one socket says and hears: a demand becomes a request, its answer a reply.

A demand that has to wait stays pending; the hub's news answers it unasked, with the very reply that
its next repetition would get. A client that reconnects and repeats its demand without a new `init`
is known by its `userId`.
"""

from __future__ import annotations

import asyncio
import logging
from itertools import count
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

from kiosk.services import requests as ask
from kiosk.services.refusal import Refusal
from kiosk.services.report import instance
from kiosk.services.standing import PlayerStanding, RoomStanding
from kiosk.upkeep.metrics import REFUSALS
from kiosk.wire import lasting, replies
from kiosk.wire import messages as say

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from kiosk.services.conduct import Message
    from kiosk.wire.hub import Hub
    from kiosk.wire.lasting import Lasting, Passing
    from kiosk.wire.presence import Origin

logger = logging.getLogger(__name__)

ECHO_TIME_OUT = 5.0
"""Seconds; a layer that takes longer is not fit for a round."""

_numbers = count(1)


class Session:
    """A socket of `/ws/`, from its opening to its close."""

    def __init__(self, hub: Hub, send: Callable[[str], Awaitable[None]], origin: Origin) -> None:
        self._hub = hub
        self._send = send
        self._origin = origin
        self._number = next(_numbers)
        self._demand: say.Demand | None = None
        self._device_id: str | None = None
        self._beats_as: str | None = None
        self._player_id: int | None = None
        self._pending: Lasting | None = None
        self._language: str | None = None
        self._language_of_room: str = settings.LANGUAGE_CODE
        self._user_id: int | None = None
        self._tablet: int | None = None
        self._paused: str | None = None
        """What this client has been told of a pause."""
        self._notified: set[int] = set()
        """The numbers of the messages that it has been sent."""

    def about(self) -> dict[str, object]:
        """Whom a line of the log is about, and its last demand; the device is a secret."""
        facts: dict[str, object] = {"socket": self._number, "address": self._origin.address}
        if self._player_id is not None and self._player_id in self._hub.players:
            player = self._hub.players[self._player_id]
            facts |= {"room": player.room_id, "tablet": player.tablet, "seat": player.seat}
        if self._demand is not None:
            t = getattr(self._demand, "t", None)
            facts["request"] = say.NAMES[type(self._demand)] + ("" if t is None else f" {t}")
        return facts

    async def receive(self, frame: str | None) -> None:
        """Answer a text frame, or a binary one (None); whatever it is, the socket stays open."""
        try:
            await self._answer(say.parse(frame))
        except Refusal as refusal:
            await self._hub.guesses.weigh(refusal, self._origin.address)
            await self._refuse(say.demand_of(frame), refusal)
        except Exception:
            logger.exception("A frame could not be answered")
            await self._refuse(say.demand_of(frame), Refusal("unavailable"))

    async def push(self, room: RoomStanding, player: PlayerStanding) -> None:
        """Answer the pending demand if these standings decide it.

        Who waits for nothing is told where it stands: the time may have been over before it chose.
        """
        if player.user_id != self._user_id:
            await self._leave()
            return
        if room.paused != self._paused:
            self._paused = room.paused
            await self._send(replies.pause(room))
        demand = self._pending
        try:
            waits, frame = lasting.view(demand, room, player, self._hub.timers.left)
        except Refusal as refusal:
            self._pending = None
            await self._refuse(say.NAMES[type(demand) if demand else say.Init], refusal)
            return
        if not waits:
            self._pending = None
            await self._send(frame)

    async def notify(self, message: Message) -> None:
        """Show what the operator writes, once."""
        if message.number not in self._notified:
            self._notified.add(message.number)
            await self._send(replies.notice(message))

    async def _leave(self) -> None:
        """The seat has been handed to another: this device has none any more."""
        if self._player_id is not None:
            self._hub.detach(self, self._player_id)
        self._player_id = self._user_id = self._pending = self._paused = None
        await self._refuse("init", Refusal("no_room", number=self._tablet, access_point=None))

    def close(self) -> None:
        """The socket is gone."""
        for device_id in filter(None, {self._device_id, self._beats_as}):
            self._hub.register.closed(device_id, self._number)
        if self._player_id is not None:
            self._hub.detach(self, self._player_id)

    async def _answer(self, demand: say.Demand) -> None:
        self._demand = demand
        if self._device_id is not None and not isinstance(demand, say.Ping):
            self._hub.register.heard(self._device_id, self._origin)  # who repeats a demand sends no heartbeat
        match demand:
            case say.Ping():
                if demand.device_id is not None:
                    self._beats_as = demand.device_id
                    self._hub.register.beat(demand.device_id, self._origin, demand, self._number)
                await self._send(replies.PONG)
            case say.Echo():
                await self._echo(demand)
            case say.Init():
                await self._init(demand)
            case say.TrainingChoice():
                await self._train(demand)
            case say.Call():
                player = await self._player(demand.user_id)
                await self._ask(ask.CallOperator(player.id, player.room_id))
                await self._send(replies.call())
            case _:
                await self._last(demand)

    async def _echo(self, demand: say.Echo) -> None:
        try:
            await asyncio.wait_for(self._hub.relay.echo(demand.token), ECHO_TIME_OUT)
        except Exception as error:
            raise Refusal("unavailable") from error
        await self._send(replies.echo(demand.token, instance()))

    async def _init(self, demand: say.Init) -> None:
        if self._device_id != demand.device_id:
            self._device_id = demand.device_id
            self._hub.register.opened(demand.device_id, self._origin, self._number)
        self._hub.register.claims(demand.device_id, None)
        self._language = demand.language
        player = await self._ask(
            ask.Arrive(demand.device_id) if demand.user_id is None else ask.Find(demand.user_id)
        )
        assert isinstance(player, PlayerStanding)  # noqa: S101  what the service answers
        self._attach(player)
        self._pending = demand
        await self._say(demand)
        if demand.noticed is not None:
            for message in self._hub.notices.missed(self._standings()[1], demand.noticed):
                await self.notify(message)

    async def _train(self, demand: say.TrainingChoice) -> None:
        player = await self._player(demand.user_id)
        chosen = await self._ask(lasting.choice_of(ask.Train, demand, player))
        assert isinstance(chosen, ask.Chosen)  # noqa: S101  what the service answers
        room, player = self._standings()
        await self._send(replies.training_choice(room, player, chosen))

    async def _last(self, demand: Passing) -> None:
        """Serve a demand that may have to wait; what is committed already is not asked for again."""
        player = await self._player(demand.user_id)
        self._pending = demand
        answer: ask.Answer | None
        try:
            answer = await self._keep(demand, player)
        except Refusal as refusal:
            answer = refusal
        if self._pending is not demand:
            return  # the news of the same commit has answered it
        if isinstance(answer, Refusal):
            self._pending = None
            if answer.code == "future_round":
                self._note_ahead(demand)
            raise answer
        if isinstance(answer, ask.Chosen) and answer.success is not None:
            self._pending = None
            await self._send(replies.choice(*self._standings(), answer))
        else:
            await self._say(demand)

    def _note_ahead(self, demand: Lasting) -> None:
        """The room came out of a backup; a page finds its place by itself, the field's application not."""
        if self._device_id is not None and isinstance(demand, say.GameChoice):
            self._hub.register.claims(self._device_id, demand.t)

    async def _keep(self, demand: Passing, player: PlayerStanding) -> ask.Answer | None:
        """What the service answers; None where the demand only repeats what is committed."""
        if lasting.is_repetition(demand, self._hub.rooms[player.room_id], player):
            return None
        return await self._ask(lasting.request_of(demand, player))

    async def _say(self, demand: Lasting) -> None:
        waits, frame = lasting.view(demand, *self._standings(), self._hub.timers.left)
        if not waits:
            self._pending = None
        await self._send(frame)

    async def _player(self, user_id: int) -> PlayerStanding:
        """The player that speaks: known on this socket, or found by its secret number."""
        if self._player_id is None:
            found = await self._ask(ask.Find(user_id))
            assert isinstance(found, PlayerStanding)  # noqa: S101  what the service answers
            self._attach(found)
        player = self._standings()[1]
        if player.user_id != user_id:
            raise Refusal("unknown_user")
        return player

    def _attach(self, player: PlayerStanding) -> None:
        if self._player_id is not None and self._player_id != player.id:
            self._hub.detach(self, self._player_id)
        self._player_id = player.id
        if self._device_id is None and player.device_id is not None:  # it came back without an init
            self._device_id = player.device_id
            self._hub.register.opened(player.device_id, self._origin, self._number)
        self._hub.attach(self, player)
        self._user_id, self._tablet = player.user_id, player.tablet
        room = self._standings()[0]
        self._language_of_room, self._paused = room.language, room.paused

    def _standings(self) -> tuple[RoomStanding, PlayerStanding]:
        assert self._player_id is not None  # noqa: S101  attached before
        player = self._hub.players[self._player_id]
        return self._hub.rooms[player.room_id], player

    async def _ask(self, request: ask.Request) -> ask.Answer:
        answer = await self._hub.clerk.ask(request)
        if isinstance(answer, Refusal):
            raise answer
        return answer

    async def _refuse(self, demand: str | None, refusal: Refusal) -> None:
        REFUSALS.labels(refusal.code).inc()
        with translation.override(self._language or self._language_of_room):
            frame = replies.error(demand, refusal)
        await self._send(frame)
