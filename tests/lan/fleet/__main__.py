"""All tablets in one process: told what to do by lines of JSON, one question and one answer each."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING, Any

from tests.lan import site
from tests.lan.fleet import dhcp
from tests.lan.fleet.dialling import Symptom
from tests.lan.fleet.tablet import Device, Tablet
from tests.lan.network.access_point import RADIO
from tests.lan.network.host import Host, inside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

AT_ONCE = 32
"""Tablets that do something together: people do not wake a hundred in one instant."""
ARRIVAL_PATIENCE = 60.0
"""Seconds for everybody to come back after a repair: the longest that a page waits, several times."""


class Fleet:
    """The tablets by number."""

    def __init__(self) -> None:
        self._tablets: dict[int, Tablet] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def add(self, *, number: int, device: str) -> None:
        """A tablet, which is asleep."""
        self._tablets[number] = Tablet(Device(number, site.tablet_host(number), device, site.NAME, number))

    async def remove(self, *, number: int) -> None:
        """Take a tablet away."""
        self._tablets.pop(number).sleep()

    async def join(self, *, numbers: list[int], subnet: str, ssid: str, bssid: str) -> list[int]:
        """Ask for addresses in a Wi-Fi; the tablets that got one."""
        for number in numbers:
            self._tablets[number].device.ssid = ssid
            self._tablets[number].device.bssid = bssid
        got = await self._each(numbers, lambda number: self._lease(number, subnet))
        return [number for number, lease in zip(numbers, got, strict=True) if lease is not None]

    async def enrol(self, *, numbers: list[int]) -> None:
        """Become the tablets of these numbers."""
        await self._each(numbers, lambda number: self._tablets[number].enrol())

    async def wake(self, *, numbers: list[int]) -> None:
        """Open the page, anew where it is open."""
        for number in numbers:
            self._tablets[number].wake()

    async def wake_again(self) -> None:
        """Open the page anew wherever it is open."""
        await self.wake(numbers=[number for number, tablet in self._tablets.items() if tablet.awake])

    async def sleep(self, *, numbers: list[int]) -> None:
        """Switch tablets off."""
        for number in numbers:
            self._tablets[number].sleep()

    async def change(self, *, numbers: list[int], **facts: Any) -> None:
        """Change what tablets are, or know of themselves."""
        for number in numbers:
            for name, fact in facts.items():
                setattr(self._tablets[number].device, name, fact)

    async def try_all(self) -> None:
        """Wait until every tablet that is awake has come to the game, or failed to."""
        await asyncio.gather(*(tablet.tried() for tablet in self._tablets.values()))

    async def settle(self) -> None:
        """Wait until every tablet that has come to the game has been there for a while."""
        async with asyncio.timeout(ARRIVAL_PATIENCE):
            await asyncio.gather(*(tablet.settled() for tablet in self._tablets.values()))

    async def gather(self) -> None:
        """Wait until every tablet that is awake has come to the game."""
        async with asyncio.timeout(ARRIVAL_PATIENCE):
            await asyncio.gather(*(tablet.arrived() for tablet in self._tablets.values()))

    async def symptoms(self) -> dict[int, str]:
        """What keeps each tablet from the game; empty for those that are there."""
        return {number: tablet.symptom for number, tablet in self._tablets.items()}

    async def _each(self, numbers: list[int], act: Callable[[int], Awaitable[Any]]) -> list[Any]:
        async def in_turn(number: int) -> Any:
            async with self._turn:
                return await act(number)

        return await asyncio.gather(*map(in_turn, numbers))

    async def _lease(self, number: int, subnet: str) -> dhcp.Lease | None:
        tablet = Host(site.tablet_host(number))
        with inside(tablet.name):
            talk = dhcp.client_socket(RADIO)
        with talk:
            lease = await dhcp.Client(talk, mac_of(number)).lease(f"{subnet}.{site.FIRST_HOST + number}")
        if lease is None:
            tablet.write("resolv.conf", "")
            return None
        tablet.ip(
            f"address flush dev {RADIO}",
            f"address add {lease.address}/{lease.prefix} dev {RADIO}",
            f"route replace default via {lease.gateway}",
        )
        tablet.write("resolv.conf", "".join(f"nameserver {address}\n" for address in lease.resolvers))
        return lease


def mac_of(number: int) -> str:
    """The hardware address of a tablet."""
    return f"0a:00:00:00:00:{number:02x}"


async def serve(fleet: Fleet) -> None:
    """Answer until there are no more questions."""
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    async for line in reader:
        question = json.loads(line)
        try:
            answer = {"said": await getattr(fleet, question.pop("do"))(**question)}
        except Symptom as symptom:
            answer = {"error": str(symptom)}
        except TimeoutError:
            answer = {"error": f"still not there: {await fleet.symptoms()}"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(serve(Fleet()))
