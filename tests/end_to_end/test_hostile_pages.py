# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Pages in the user's own browser that have no business with Deskgate try what a page can, and get nothing.

Two pages are hostile: a stranger of another site, and a neighbour, which another program on this machine serves from
another port of the same address: to a browser, the same site. A friend, whose origin is allowed, does get in."""

import base64
import contextlib
import re
import urllib.parse

import pytest

from support.bus import RunningBus
from support.browser import Browser
from support.fixtures import new_folder
from support.gateway import Gateway
from support.site import Site
from support.wamp import WELCOME

# "localhost" is [::1] and, where nobody is there any more, 127.0.0.1: a name that is rebound.
NAMES = "MAP rebound.example localhost, MAP *.example 127.0.0.1"
# It is to be Deskgate that refuses, and not a browser that is ahead of others.
NO_HELP = "--disable-features=LocalNetworkAccessChecks"

HELLO = """
    const joined = (url) => new Promise((resolve) => {
        const socket = new WebSocket(url, 'wamp.2.json');
        socket.onopen = () => socket.send(JSON.stringify([1, 'deskgate', {roles: {caller: {}}}]));
        socket.onmessage = ({data}) => resolve(JSON.parse(data)[0]);
        socket.onclose = ({code}) => resolve(code);
    });
"""
JOINS = HELLO + "return joined(arguments[0]);"
FETCHES = "return fetch(arguments[0], arguments[1]).then(({status}) => status, ({name}) => name);"
LOADS = """
    const [kind, address, url] = arguments;
    const element = Object.assign(document.createElement(kind), {[address]: url, rel: 'stylesheet'});
    const loaded = new Promise((resolve) => {
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('failed');
    });
    document.body.append(element);
    return loaded;
"""
CLOSED_ABNORMALLY = 1006  # a handshake that failed, which is all that a page is told


@pytest.fixture(scope="module")
def world():
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def site(world):
    return world.enter_context(Site())


@pytest.fixture(scope="module")
def origins(site):
    return {"neighbour": f"http://127.0.0.1:{site.port}", "stranger": f"http://evil.example:{site.port}",
            "friend": f"http://friend.example:{site.port}"}


@pytest.fixture(scope="module")
def gateway(world, origins):
    folder = world.enter_context(new_folder())
    bus = world.enter_context(RunningBus(folder))
    listen = {"websocket": "127.0.0.1:0", "unix": str(folder / "deskgate/wamp.sock"),
              "allowed_origins": [origins["friend"]]}
    return world.enter_context(Gateway(folder, bus.address, ["*"], config={"listen": listen}))


@pytest.fixture(scope="module")
def chromium(world):
    folder = world.enter_context(new_folder())
    return world.enter_context(Browser(folder, f"--host-resolver-rules={NAMES}", NO_HELP))


@pytest.fixture
def browser(chromium):
    """With one window, whatever the test before has opened."""
    yield chromium
    first, *others = chromium.driver.window_handles
    for window in others:
        chromium.driver.switch_to.window(window)
        chromium.driver.close()
    chromium.driver.switch_to.window(first)


@pytest.fixture
def ours(gateway):
    """The address of Deskgate's pages."""
    return "http://" + urllib.parse.urlsplit(gateway.url).netloc


@pytest.fixture
def refuses(gateway):
    """with refuses(403): … – Deskgate's log says that it has refused somebody with this, and that nobody joined."""
    @contextlib.contextmanager
    def refused_with(status):
        pattern = rf"refuse: 127\.0\.0\.1:\d+: {status}: "
        before, joined = len(gateway.stderr.matches(pattern)), len(gateway.stderr.matches(" join: "))
        yield
        gateway.stderr.wait_for(pattern, times=before + 1)
        assert len(gateway.stderr.matches(" join: ")) == joined
    return refused_with


@pytest.fixture(params=["neighbour", "stranger"])
def hostile(request, browser, origins):
    browser.goes_to(origins[request.param])
    return browser


@pytest.fixture
def stranger(browser, origins):
    browser.goes_to(origins["stranger"])
    return browser


@pytest.fixture
def neighbour(browser, origins):
    browser.goes_to(origins["neighbour"])
    return browser


def port_of(ours):
    return urllib.parse.urlsplit(ours).port


def test_a_friend_joins_by_what_fails_for_others(browser, gateway, origins):
    browser.goes_to(origins["friend"])
    assert browser.runs(JOINS, gateway.url) == WELCOME


def test_a_page_opens_no_websocket(hostile, gateway, refuses):
    with refuses(403):
        assert hostile.runs(JOINS, gateway.url) == CLOSED_ABNORMALLY


@pytest.mark.parametrize("options, status", [
    ({}, 403), ({"mode": "no-cors"}, 403), ({"credentials": "include"}, 403), ({"method": "PUT"}, 403),
    ({"headers": {"X-Mine": "1"}}, 403), ({"method": "POST", "mode": "no-cors"}, 403),
    ({"method": "POST", "mode": "no-cors", "body": "x"}, 400)], ids=str)
def test_a_page_fetches_nothing(stranger, ours, refuses, options, status):
    with refuses(status):
        assert stranger.runs(FETCHES, f"{ours}/pair", options) == "TypeError"


@pytest.mark.parametrize("options", [{}, {"mode": "no-cors"}, {"method": "POST", "body": "x", "mode": "no-cors"}],
                         ids=str)
def test_a_neighbour_fetches_nothing_either(neighbour, ours, options):
    assert neighbour.runs(FETCHES, f"{ours}/pair", options) == "TypeError"


@pytest.mark.parametrize("kind, address, path", [
    ("img", "src", "/pair"), ("script", "src", "/pair/pair.js"), ("link", "href", "/pair/pair.css")])
def test_a_page_includes_nothing(hostile, ours, kind, address, path):
    assert hostile.runs(LOADS, kind, address, ours + path) == "failed"


def test_a_page_submits_no_form(hostile, ours, refuses):
    with refuses(403):
        hostile.runs("""
            const form = Object.assign(document.createElement('form'), {method: 'POST', action: arguments[0]});
            document.body.append(form);
            form.submit();""", f"{ours}/pair")


def test_no_page_of_ours_is_shown_in_a_frame(hostile, ours):
    assert hostile.runs(LOADS, "iframe", "src", f"{ours}/pair") == "loaded"  # of an error too
    hostile.driver.switch_to.frame(0)
    assert hostile.runs("return [location.protocol, document.getElementById('form')]") == ["chrome-error:", None]


IN_A_FRAME = """
    const [attributes, url] = arguments;
    const told = new Promise((resolve) => { window.onmessage = ({data}) => resolve(data); });
    document.body.append(Object.assign(document.createElement('iframe'), attributes));
    return told;
"""


def script_of_nobody(url):
    """A page that says to its parent what becomes of a WebSocket, and from which origin."""
    return f"<script>{HELLO} joined('{url}').then((end) => parent.postMessage([origin, end], '*'));</script>"


def test_a_sandboxed_frame_is_nobody(hostile, gateway, refuses):
    frame = {"sandbox": "allow-scripts", "srcdoc": script_of_nobody(gateway.url)}
    with refuses(403):
        assert hostile.runs(IN_A_FRAME, frame) == ["null", CLOSED_ABNORMALLY]


def test_a_data_url_is_nobody(hostile, gateway, refuses):
    page = base64.b64encode(script_of_nobody(gateway.url).encode()).decode()
    with refuses(403):
        assert hostile.runs(IN_A_FRAME, {"src": f"data:text/html;base64,{page}"}) == ["null", CLOSED_ABNORMALLY]


def test_a_file_is_nobody(browser, gateway, refuses, folder):
    page = folder / "page.html"
    page.write_text("<!DOCTYPE html><body></body>")
    browser.goes_to(page.as_uri())
    with refuses(403):
        assert browser.runs(JOINS, gateway.url) == CLOSED_ABNORMALLY
    with refuses(403):
        assert browser.runs(FETCHES, gateway.url.replace("ws:", "http:"), {}) == "TypeError"


def test_a_name_that_means_this_machine_is_not_ours(browser, ours, refuses):
    with refuses(421):
        browser.goes_to(f"http://other.example:{port_of(ours)}/pair")
    assert "this name is not ours" in browser.driver.page_source


def test_a_page_whose_name_is_rebound_gets_nothing(browser, ours, refuses):
    """To the browser, Deskgate is the very origin that the page came from."""
    rebound = f"rebound.example:{port_of(ours)}"
    with Site("::1", port_of(ours)):
        browser.goes_to(f"http://{rebound}/")
        assert browser.driver.title == "Elsewhere"
    with refuses(421):
        assert browser.runs(FETCHES, "/pair", {}) == 421
    with refuses(421):
        assert browser.runs(JOINS, f"ws://{rebound}/ws") == CLOSED_ABNORMALLY


def test_who_opens_our_page_keeps_no_hold_of_it(hostile, ours):
    assert hostile.runs("window.theirs = window.open(arguments[0]); return theirs !== null;", f"{ours}/pair")
    opener, page = hostile.driver.window_handles
    hostile.driver.switch_to.window(page)
    hostile.shows("told", "deskgate pair")
    assert hostile.runs("return [location.pathname, window.opener]") == ["/pair", None]
    hostile.driver.switch_to.window(opener)
    assert hostile.runs("return theirs.closed")


def test_a_worker_of_ours_serves_no_other_origin(neighbour, ours):
    script = """
        return navigator.serviceWorker.register(arguments[0]).then(() => 'registered', ({name}) => name);"""
    assert neighbour.runs(script, f"{ours}/pair/pair.js") == "SecurityError"


def test_the_log_tells_no_more_of_a_page_than_that_it_was_refused(stranger, gateway, refuses):
    with refuses(403):
        stranger.runs(JOINS, f"{gateway.url}?what=ever")
    assert not re.search("evil|what=ever", gateway.stderr.text)
