# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The way from a service to its URIs that docs/policies.md leads, with UPower as dbusmock plays it."""

import pathlib
import re

import pytest

from support.documents import blocks, pattern_of, transcript
from support.gateway import REPOSITORY, binary, environment
from support.mocks import upower
from support.program import run

HOME = "/home/ann"
URI = "org.deskgate.battery.battery_BAT0"


def first_file():
    """The blocks of the chapter, in order."""
    page = (REPOSITORY / "docs/policies.md").read_text()
    return blocks(page[page.index("## A first file"):page.index("## The reference")])


@pytest.fixture
def policies(folder):
    policies = folder / ".config/deskgate/policies"
    policies.mkdir(parents=True)
    return policies


@pytest.fixture
def gateway(start_gateway, policies, folder, bus, started):
    """The Deskgate of somebody who has no policy file yet, on a laptop with one battery."""
    started.enter_context(upower(bus)).does("AddDischargingBattery", "(ssdx)", "battery_BAT0", "Battery", 80.0, 7200)
    gateway = start_gateway("battery.view", policies=[policies], system_bus_address=bus.address,
                            until="^Mirrored now:")
    (policies.parent / "deskgate.toml").symlink_to(folder / "deskgate.toml")
    return gateway


@pytest.fixture
def types(folder, bus):
    """Types a command into a shell; what the user then sees."""
    of_user = environment(folder, bus.address, bus.address)
    of_user["PATH"] = f"{pathlib.Path(binary()).resolve().parent}:{of_user['PATH']}"

    def types(command):
        ended = run(["sh", "-c", f"{command} 2>&1"], env=of_user, cwd=folder)
        return ended.stdout.replace(str(folder), HOME).rstrip("\n")
    return types


def test_what_the_page_keeps_is_in_the_file_that_it_begins_with(gateway, types):
    complete = next(text for kind, text in first_file() if kind == "toml")
    kept = re.findall(r"^(?:bus|name|path) .*|^\[.*|\"\w+\"(?=,|\])", complete, re.MULTILINE)
    proposed = types("deskgate policy new org.freedesktop.UPower --bus system")
    assert [text for text in kept if text not in proposed] == []
    assert '"Percentage"' in kept


def test_the_page_leads_from_a_service_to_its_uris(gateway, types, folder):
    file = folder / "battery.toml"
    complete = next(text for kind, text in first_file() if kind == "toml")
    for kind, text in first_file():
        if kind == "toml fragment":
            file.write_text(complete[:complete.index("[grant")] + text)
        if kind == "toml":
            file.write_text(text)
        if kind == "toml config":
            assert text in (folder / "deskgate.toml").read_text()
        for command, lines in transcript(text) if kind == "console" else []:
            said = types(command)
            assert re.fullmatch(pattern_of(lines), said), f"{command} said:\n{said}"
            if command.startswith("cp "):
                gateway.stderr.wait_for(f"added: {URI} ")
                gateway.stderr.wait_for("added: org.deskgate.battery.DisplayDevice ")
    client = gateway.client()
    assert client.retained(f"{URI}.Device.Percentage") == 80.0
    assert client.fails_to_call(f"{URI}.Device.Energy.get").uri == "wamp.error.not_authorized"
