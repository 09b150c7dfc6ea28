"""The page is all there is on a tablet: nothing leads out of it, and it says what only a tablet knows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.participant import Participant

if TYPE_CHECKING:
    from tests.browser.chromium import Chromium, Page
    from tests.browser.kiosk import Kiosk, Wire

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.xdist_group("kiosk_habits")]
REFUSED = """(name) => {
  const event = new Event(name, { bubbles: true, cancelable: true });
  document.querySelector('h1').dispatchEvent(event);
  return event.defaultPrevented;
}"""
FULLY = """window.fully = {
  getDeviceId: () => 'fully-7',
  getWifiSsid: () => '"NETGEAR54-5G"',
  getWifiBssid: () => '00:11:22:33:44:55',
  getBatteryLevel: () => 81,
  isPlugged: () => true,
};"""

WAKE_LOCK = """window.lit = 0;
Object.defineProperty(navigator, 'wakeLock', { value: { request: async () => { window.lit += 1; } } });"""


@pytest.mark.parametrize("gesture", ["contextmenu", "selectstart", "dragstart"])
async def test_a_long_press_selects_nothing_and_opens_no_menu(wire: Wire, page: Page, gesture: str) -> None:
    await page.goto(wire.url)
    await page.shows("Quel est le numéro")
    assert await page.evaluate(f"({REFUSED})({gesture!r})")


async def test_a_finger_that_drags_or_pinches_moves_nothing(wire: Wire, page: Page) -> None:
    await page.goto(wire.url)
    await page.shows("Quel est le numéro")
    for spread in (10, 60, 160):
        points = [{"x": 400 - spread, "y": 500 - spread}, {"x": 400 + spread, "y": 500 + spread}]
        kind = "touchStart" if spread == 10 else "touchMove"
        await page.connection.send("Input.dispatchTouchEvent", type=kind, touchPoints=points)
    await page.connection.send("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])
    assert await page.evaluate("[visualViewport.scale, scrollX, scrollY]") == [1, 0, 0]
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


async def test_going_back_stays_on_the_page(wire: Wire, page: Page) -> None:
    await page.goto(wire.url)
    await page.shows("Quel est le numéro")
    await page.touch(".key", "7")
    await page.evaluate("history.back()")
    await page.until("document.querySelector('.typed').textContent === '7'")
    assert await page.evaluate("location.pathname") == "/"


async def test_fully_kiosk_names_the_device_and_reports_on_it(kiosk: Kiosk, wire: Wire, page: Page) -> None:
    said: list[dict[str, Any]] = []
    page.connection.on(
        "Network.webSocketFrameSent", lambda event: said.append(json.loads(event["response"]["payloadData"]))
    )
    await page.connection.send("Page.addScriptToEvaluateOnNewDocument", source=FULLY)
    await page.goto(wire.url)
    await Participant(page).enrol(5)
    await page.shows("Prête")
    version = await page.evaluate("document.body.dataset.version")
    ping = next(frame for frame in said if frame.get("demand") == "ping" and "report" in frame)
    assert ping["deviceId"] == "fully-7"
    assert ping["report"].pop("clock") > 1_500_000_000_000
    assert ping["report"] == {
        "ssid": "NETGEAR54-5G",
        "bssid": "00:11:22:33:44:55",
        "battery": 0.81,
        "charging": True,
        "pageVersion": version,
    }
    assert all(frame["rtt"] >= 0 for frame in said if frame.get("demand") == "ping" and "rtt" in frame)


async def test_two_tablets_with_one_number_are_noticed_until_one_has_another(
    kiosk: Kiosk, wire: Wire, browser: Chromium, page: Page
) -> None:
    twin = await browser.page()
    for tablet in (page, twin):
        await tablet.goto(wire.url)
        await Participant(tablet).enrol(9)
        await tablet.shows("Prête")
    await kiosk.until_reported(9, "duplicates", 1)
    await page.shows("Quel est le numéro")
    await page.touch(".key", "⌫")
    await Participant(page).enrol(10)
    await page.shows("Prête")
    await kiosk.until_reported(9, "duplicates", 0)
    await browser.forget(twin)


async def test_a_tablet_whose_browser_was_emptied_finds_its_number_by_its_hardware(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    await page.connection.send("Page.addScriptToEvaluateOnNewDocument", source=FULLY.replace("-7", "-8"))
    await page.goto(wire.url)
    await Participant(page).enrol(8)
    await page.shows("Prête")
    await page.evaluate("localStorage.clear()")
    await page.reload()
    await page.shows("Tablette 8")


async def test_the_card_turns_red_without_the_server_and_green_again_by_itself(
    kiosk: Kiosk, wire: Wire, page: Page
) -> None:
    await page.goto(wire.url)
    await Participant(page).enrol(6)
    await page.until("document.querySelector('.card-good')")
    await wire.unplug()
    await page.until("document.querySelector('.card-bad')")
    await wire.plug()
    await page.until("document.querySelector('.card-good')")


async def test_the_page_reaches_no_other_host(kiosk: Kiosk, wire: Wire, page: Page) -> None:
    asked: list[str] = []
    page.connection.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    await page.goto(wire.url)
    await page.shows("Quel est le numéro")
    assert asked
    assert all(url.startswith(wire.url) for url in asked)


async def test_the_screen_is_kept_awake_again_whenever_the_page_is_seen_again(wire: Wire, page: Page) -> None:
    await page.connection.send("Page.addScriptToEvaluateOnNewDocument", source=WAKE_LOCK)
    await page.goto(wire.url)
    await page.until("window.lit === 1")
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await page.until("window.lit === 2")


async def test_the_first_touch_fills_the_screen(wire: Wire, page: Page) -> None:
    await page.goto(wire.url)
    await page.shows("Quel est le numéro")
    await page.touch(".key", "4")
    await page.until("document.fullscreenElement === document.documentElement")


async def test_nothing_moves_for_whoever_has_asked_for_rest(wire: Wire, page: Page) -> None:
    rest = [{"name": "prefers-reduced-motion", "value": "reduce"}]
    await page.connection.send("Emulation.setEmulatedMedia", features=rest)
    await page.goto(wire.url)
    await page.shows("Quel est le numéro")
    longest = "Math.max(...Array.from(document.querySelectorAll('*'), (element) => %s))"
    style = "parseFloat(getComputedStyle(element).%s)"
    for moving in ("animationDuration", "transitionDuration"):
        assert await page.evaluate(longest % (style % moving)) < 0.001


async def test_the_browser_finds_nothing_wrong_with_the_manifest(wire: Wire, page: Page) -> None:
    await page.goto(wire.url)
    manifest = await page.connection.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert json.loads(manifest["data"])["display"] == "fullscreen"
