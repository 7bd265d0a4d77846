# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Pages of somebody else in the user's own browser, real Chromium: whatever they try on Deskgate's port, they get
nothing. The witness is what reaches the realm, and what the page sees."""

import functools
import http.server
import threading

import pytest

from support.browser import Browser
from support.wamp import WELCOME

HELLO = '[1, "deskgate", {"roles": {"caller": {}}, "authmethods": ["anonymous"]}]'
PAGE = b"<!doctype html><title>A page</title><p>Hello.</p>"

# What a page's script says of a WebSocket: what came first after HELLO, or that it was closed.
KNOCK = f"""
return await new Promise(told => {{
  const socket = new WebSocket(arguments[0], "wamp.2.json");
  socket.onopen = () => socket.send('{HELLO}');
  socket.onmessage = message => told(JSON.parse(message.data)[0]);
  socket.onerror = socket.onclose = () => told("closed");
}});
"""


class Pages(http.server.ThreadingHTTPServer):
    """A site of somebody else, on a port of its own: the same page everywhere, and what tests put there."""

    def __init__(self):
        self.pages = {}

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(handler):
                handler.send_response(200)
                handler.send_header("Content-Type", "text/html")
                handler.end_headers()
                handler.wfile.write(self.pages.get(handler.path, PAGE))

            def log_message(*_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"

    def __enter__(self):
        threading.Thread(target=functools.partial(self.serve_forever, 0.05), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


@pytest.fixture
def pages(started):
    return started.enter_context(Pages())


@pytest.fixture
def gateway(start_gateway, everything, pages):
    """Open to anonymous clients, as far as it ever is; the site on the port of `pages` is not among its origins."""
    gateway = start_gateway("everything.use", config={
        "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0"}})
    gateway.host = gateway.url.removeprefix("ws://").removesuffix("/ws")
    gateway.watcher = gateway.owner()
    gateway.watcher.subscribes("wamp.session.on_join")
    return gateway


@pytest.fixture
def browser(folder, started):
    """To it every name of example.org is this machine, as after DNS rebinding."""
    return started.enter_context(Browser(folder, "--host-resolver-rules=MAP *.example.org 127.0.0.1"))


def nobody_joined(gateway):
    """Nobody has so far: what the realm says of it comes before the answer to a call."""
    gateway.watcher.calls("wamp.session.count")
    return gateway.watcher.events_so_far == []


def test_a_page_that_may_come_gets_in(start_gateway, everything, pages, browser):
    """The control: the same script, on a site that the configuration lists."""
    gateway = start_gateway(config={
        "listen": {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "allowed_origins": [pages.origin]}})
    browser.goes_to(pages.origin)
    assert browser.runs(KNOCK, gateway.url) == WELCOME


@pytest.mark.parametrize("place", ["another port", "a name of this machine", "a name that leads here"])
def test_another_site_opens_no_websocket(gateway, pages, browser, place):
    port = pages.server_port
    browser.goes_to({"another port": f"http://127.0.0.1:{port}/", "a name of this machine": f"http://localhost:{port}/",
                     "a name that leads here": f"http://evil.example.org:{port}/"}[place])
    assert browser.runs(KNOCK, gateway.url) == "closed"
    assert nobody_joined(gateway)


NULL_ORIGINS = {
    "a sandboxed frame": "<iframe sandbox='allow-scripts' srcdoc=\"<script>{}</script>\"></iframe>",
    "a data URL": "<iframe src=\"data:text/html,<script>{}</script>\"></iframe>",
}


@pytest.mark.parametrize("place", NULL_ORIGINS)
def test_a_page_without_an_origin_opens_no_websocket(gateway, pages, browser, place):
    script = (f"const socket = new WebSocket('{gateway.url}', 'wamp.2.json');"
              "socket.onopen = () => parent.postMessage('opened', '*');"
              "socket.onclose = () => parent.postMessage('closed', '*');")
    listener = "<script>heard = new Promise(told => onmessage = message => told(message.data + ' ' + message.origin))</script>"
    pages.pages["/"] = (listener + NULL_ORIGINS[place].format(script)).encode()
    browser.goes_to(pages.origin + "/")
    assert browser.runs("return await heard") == "closed null"
    assert nobody_joined(gateway)


def test_a_file_opens_no_websocket(gateway, browser, folder):
    (folder / "page.html").write_bytes(PAGE)
    browser.goes_to(f"file://{folder}/page.html")
    assert browser.runs(KNOCK, gateway.url) == "closed"
    assert nobody_joined(gateway)


def test_a_rebound_name_gets_no_page_and_no_websocket(gateway, browser):
    """The page is of the very port, as a name of the attacker's leads there by now."""
    port = gateway.host.rsplit(":", 1)[1]
    browser.goes_to(f"http://evil.example.org:{port}/")
    assert "this name is not ours" in browser.driver.page_source
    assert browser.runs(KNOCK, f"ws://evil.example.org:{port}/ws") == "closed"
    assert nobody_joined(gateway)


FETCHES = {
    "reading": "const answer = await fetch(arguments[0]); return await answer.text()",
    "with credentials": "return await (await fetch(arguments[0], {credentials: 'include'})).text()",
    "posting": "return await (await fetch(arguments[0], {method: 'POST', body: '[1]'})).text()",
    "with a header of its own": "return await (await fetch(arguments[0], {headers: {'X-Own': '1'}})).text()",
}


@pytest.mark.parametrize("how", FETCHES)
@pytest.mark.parametrize("path", ["/", "/pair", "/ws"])
def test_another_site_reads_nothing(gateway, pages, browser, how, path):
    browser.goes_to(pages.origin)
    script = f"try {{ {FETCHES[how]} }} catch (error) {{ return 'refused: ' + error.name }}"
    assert browser.runs(script, f"http://{gateway.host}{path}") == "refused: TypeError"


def test_what_is_fetched_blindly_is_refused(gateway, pages, browser):
    """Without CORS the page sees nothing of the answer; nor is there anything that it could set off."""
    browser.goes_to(pages.origin)
    script = "return (await fetch(arguments[0], {mode: 'no-cors', method: arguments[1], body: arguments[2]})).type"
    for method, body in (("GET", None), ("POST", "[1]")):
        try:
            assert browser.runs(script, f"http://{gateway.host}/ws", method, body) == "opaque"
        except Exception as error:  # Chromium's own rules may come first
            assert "Failed to fetch" in str(error)
    assert nobody_joined(gateway)


@pytest.mark.parametrize("tag", ["img", "script", "link"])
def test_another_site_embeds_nothing(gateway, pages, browser, tag):
    browser.goes_to(pages.origin)
    script = """
    return await new Promise(told => {
      const part = document.createElement(arguments[0]);
      part.onload = () => told("loaded");
      part.onerror = () => told("refused");
      if (arguments[0] === "link") part.rel = "stylesheet";
      part[arguments[0] === "link" ? "href" : "src"] = arguments[1];
      document.head.append(part);
    });"""
    for path in ("/pair", "/pair/pair.js", "/pair/pair.css"):
        assert browser.runs(script, tag, f"http://{gateway.host}{path}") == "refused"


def test_the_pages_of_deskgate_are_in_no_frame(gateway, pages, browser):
    pages.pages["/"] = f"<iframe id=frame src='http://{gateway.host}/pair'></iframe>".encode()
    browser.goes_to(pages.origin + "/")
    browser.driver.switch_to.frame(browser.part("frame"))
    assert "chrome-error:" in browser.driver.execute_script("return location.href") or \
        browser.driver.find_elements("id", "button") == []


def test_a_page_that_opens_deskgate_cannot_reach_into_it(gateway, pages, browser):
    browser.goes_to(pages.origin)
    reach = """
    const opened = window.open(arguments[0]);
    await new Promise(later => setTimeout(later, 500));
    try { return opened.closed ? "cut off" : opened.document.title } catch (error) { return error.name }"""
    assert browser.runs(reach, f"http://{gateway.host}/pair") in ("cut off", "SecurityError")
