"""A real browser on a tablet of the laboratory: the site by its name, a session to its end."""

from __future__ import annotations

import base64
import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.browser.chromium import DEBIANS
from tests.lan.site import NAME, Layout
from tests.lan.test_laboratory import LAYOUTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.lan.trial import Bench

TABLET, ROUNDS = 17, 3
BRIDGED = [layout for layout in LAYOUTS if layout.values == (Layout.BRIDGED,)]


@pytest.mark.parametrize("bench", BRIDGED, indirect=True)
def test_chromium_on_a_tablet_finds_the_site_by_its_name_and_plays_a_session(
    bench: Bench, tmp_path: Path
) -> None:
    if not DEBIANS.exists():
        pytest.skip(f"no Chromium at {DEBIANS}: apt install chromium")
    lan, manage = bench.laboratory, ".venv/bin/python manage.py"
    lan.fleet("sleep", numbers=[TABLET])
    lan.run("server", f"{manage} loaddata tests/browser/treatments.toml --verbosity 0")
    said = lan.run("server", f"{manage} room open trio").stdout
    room = re.findall(r"\d+", said)[0]
    others = subprocess.Popen(
        lan.command("server", f"{manage} robots --room {room} --count 2"), stdout=subprocess.DEVNULL
    )
    with others:
        command = f"cd /opt/ganomics && .venv/bin/python -m tests.lan.fleet.participant {TABLET} {ROUNDS}"
        done = lan.run(f"tablet-{TABLET}", command, check=False)
        if done.returncode:
            lan.run("server", f"{manage} room close {room}")
        assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    for name, picture in told["pictures"].items():
        (tmp_path / f"{name}.png").write_bytes(base64.b64decode(picture))
    lan.fleet("wake", numbers=[TABLET])
    lan.fleet("gather")
    lan.fleet("enrol", numbers=[TABLET])

    assert told["address"].startswith(f"http://{NAME}/")
    assert "€" in told["shown"]
    assert told["complaints"] == []
    assert " 0 violations" in lan.run("server", f"{manage} room verify {room}").stdout
