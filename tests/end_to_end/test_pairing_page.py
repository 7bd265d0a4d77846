# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A phone's browser opens the link of the QR code and is paired."""

import pytest

from support.browser import Browser
from support.phone import Link, Phone

TLS = {"listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"}}


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=TLS)


@pytest.fixture
def desk(gateway):
    owner = gateway.owner()
    owner.subscribes("org.deskgate.admin.pairing.asked")
    owner.subscribes("org.deskgate.admin.pairing.closed")
    return owner


@pytest.fixture
def browser(folder, started):
    return started.enter_context(Browser(folder))


def opens(desk):
    return desk.calls("org.deskgate.admin.pairing.open", {"grants": ["everything.use"]})[0]["link"]


def test_a_browser_is_paired(desk, browser):
    link = opens(desk)
    browser.goes_to(link)
    assert "#" not in browser.driver.current_url
    name = browser.part("name")
    name.clear()
    name.send_keys("Fiancée's phone")
    browser.part("button").click()
    asked = desk.next_event().arguments[0]
    assert asked["name"] == "Fiancée's phone"
    assert browser.shows("words", asked["words"]) == asked["words"]
    desk.calls("org.deskgate.admin.pairing.answer", asked["number"], True)
    told = browser.shows("told", "Paired as")
    assert told.startswith("Paired as “Fiancée's phone”. ") and "everything.use" not in told
    assert told.endswith("The remote control for browsers is not there yet: this one will be known when it is. "
                         "Programs that are paired work already.")
    device = desk.next_event().arguments[0]["device"]
    assert (device["name"], device["id"]) == ("Fiancée's phone", asked["id"])
    assert browser.complaints == []


def test_a_no_is_told_with_the_way_out(desk, browser):
    browser.goes_to(opens(desk))
    browser.part("button").click()
    asked = desk.next_event().arguments[0]
    desk.calls("org.deskgate.admin.pairing.answer", asked["number"], False)
    assert "Run “deskgate pair” on the computer for a new code." in browser.shows("told", "the answer was no")


def test_a_computer_that_did_not_show_the_code_is_not_believed(desk, browser):
    link = opens(desk)
    browser.goes_to(link.replace(f"r={link.split('r=')[1][:43]}", "r=" + "A" * 43))
    browser.part("button").click()
    browser.shows("told", "Not paired")
    Phone().claims(Link(link))
    assert desk.next_event().arguments[0]["number"] == 1  # nobody had claimed before
    Phone.connected.pop().closes()


def test_a_browser_without_such_keys_is_told_at_once(desk, browser):
    browser.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": """
        const known = SubtleCrypto.prototype.generateKey;
        SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
          if (algorithm === "Ed25519") throw new DOMException("Unrecognized name.", "NotSupportedError");
          return known.call(this, algorithm, ...rest);
        };"""})
    browser.goes_to(opens(desk))
    assert browser.shows("told", "This browser is too old") == (
        "This browser is too old: update it, or open the link in another one. "
        "Chrome 137, Safari 17, Firefox 129 and later ones can be paired.")
    assert not browser.part("form").is_displayed()
    assert browser.complaints == []


def test_without_a_code_the_page_says_where_it_comes_from(gateway, browser):
    address = gateway.stdout.wait_for(r"wss://([^/]+)/ws")[1]
    browser.goes_to(f"https://{address}/pair")
    assert not browser.part("form").is_displayed()
    browser.shows("told", "Run “deskgate pair” on the computer, and scan the code that it shows.")
    assert browser.complaints == []
