# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Whatever text the pairing page shows is text: what stands in the link, what somebody types, and what the other side
says, be it a desktop that means ill and whose code somebody has scanned. No dialog opens, no element comes to be, and
the policy of the page has nothing to forbid."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import ssl
import threading
import urllib.parse

import pytest
import websockets
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from selenium.common.exceptions import NoAlertPresentException

from support.browser import Browser
from support.bus import RunningBus
from support.certificate import Certificate
from support.fixtures import new_folder
from support.gateway import REPOSITORY, Gateway
from support.phone import PinnedContext, raw
from support.waiting import PATIENCE
from support.wamp import ABORT, CALL, CHALLENGE, ERROR, GOODBYE, RESULT, WELCOME

NAUGHTY = json.loads((REPOSITORY / "tests/data/blns/blns.json").read_text())
SCRIPTS = [
    "<script>alert(1)</script>", "\"><script>alert(1)</script>", "'><script>alert(1)</script>",
    "</p><script>alert(1)</script>", "</title><script>alert(1)</script>", "</script><script>alert(1)</script>",
    "<ScRiPt>alert(1)</sCrIpT>", "<script/x>alert(1)</script>", "<script\n>alert(1)</script>",
    "<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script src=//evil.example/x.js></script>", "<img src=x onerror=alert(1)>", "<img/src=x/onerror=alert(1)>",
    "\"><img src=x onerror=alert(1)>", "<img src=x onerror=\"&#97;lert(1)\">", "<img src=`x`onerror=alert(1)>",
    "<video><source onerror=alert(1)></video>", "<audio src=x onerror=alert(1)>", "<svg onload=alert(1)>",
    "<svg/onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><a xlink:href=\"javascript:alert(1)\"><text y=20>x</text></a></svg>",
    "<math href=\"javascript:alert(1)\">x</math>", "<iframe src=\"javascript:alert(1)\"></iframe>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>", "<object data=\"javascript:alert(1)\">",
    "<embed src=\"javascript:alert(1)\">", "<body onload=alert(1)>", "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)>", "<textarea autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
    "<a href=\"javascript:alert(1)\">x</a>", "<form action=\"javascript:alert(1)\"><button>x</button></form>",
    "<button formaction=\"javascript:alert(1)\">x</button>", "<base href=\"//evil.example/\">",
    "<link rel=stylesheet href=//evil.example/x.css>", "<style>@import \"//evil.example/x.css\";</style>",
    "<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<!--<img src=\"--><img src=x onerror=alert(1)>\">", "<![CDATA[<script>alert(1)</script>]]>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e", "%3Cscript%3Ealert(1)%3C/script%3E", "javascript:alert(1)",
    "';alert(1)//", "\";alert(1)//", "`-alert(1)-`", "${alert(1)}", "{{constructor.constructor('alert(1)')()}}",
    "\u202e<script>alert(1)</script>", "<p id=told>", "<form id=button><input name=disabled>", "__proto__",
    "constructor",
]
IMAGE = "<img src=x onerror=alert(1)>"
PLACE = "phishing.example"
PAIRS = """
    const told = document.getElementById('told');
    const hears = new Promise((resolve) => {
        new MutationObserver(() => told.textContent && resolve(told.textContent)).observe(told, {childList: true});
    });
    document.getElementById('name').value = arguments[0];
    document.getElementById('button').click();
    return hears;
"""
COUNT = """
    const counts = {};
    for (const {localName} of document.querySelectorAll('*')) counts[localName] = (counts[localName] ?? 0) + 1;
    return counts;
"""
WAY_OUT = "Run “deskgate pair” on the computer for a new code."


class OtherDesktop:
    """Has Deskgate's page at a place of its own, and there answers as `says` does: with a message, made of the number
    of the call and of the confirmation that the page wants."""

    key_hash, token = bytes(32), bytes(16)
    takes_pages_from = says = None

    def __init__(self, folder):
        certificate = Certificate(folder)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.file, certificate.key)
        self._key = Ed25519PrivateKey.generate()
        self._pages = {}
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._server = self._run(self._listen(context))
        self.place = f"{PLACE}:{self._server.sockets[0].getsockname()[1]}"

    def _run(self, awaitable):
        return asyncio.run_coroutine_threadsafe(awaitable, self._loop).result(PATIENCE)

    async def _listen(self, context):
        return await websockets.serve(self._talk, "127.0.0.1", 0, ssl=context, subprotocols=["wamp.2.json"],
                                      process_request=self._page)

    async def _page(self, path, _headers):
        if path == "/ws":
            return None
        if path not in self._pages:
            self._pages[path] = await asyncio.to_thread(self._taken, path)
        return self._pages[path]

    def _taken(self, path):
        """From Deskgate, with all that its head says."""
        connection = http.client.HTTPSConnection(self.takes_pages_from, context=PinnedContext())
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": self.place})
            answer = connection.getresponse()
            return http.HTTPStatus(answer.status), answer.getheaders(), answer.read()

    async def _talk(self, socket):
        _, _, details = json.loads(await socket.recv())
        public, own = (bytes.fromhex(details["authextra"][key]) for key in ("pubkey", "challenge"))
        proof = self._key.sign(own).hex() + own.hex()
        await socket.send(json.dumps([CHALLENGE, "cryptosign", {"challenge": "00" * 32, "signature": proof}]))
        await socket.recv()
        await socket.send(json.dumps([WELCOME, 1, {}]))
        _, request, *_ = json.loads(await socket.recv())
        await socket.send(json.dumps(self.says(request, self._confirmation(public))))
        await socket.wait_closed()

    def _confirmation(self, public):
        text = b"deskgate pairing 1 confirm\0" + public + self.key_hash + raw(self._key.public_key())
        return hmac.new(hashlib.sha256(self.token).digest(), text, hashlib.sha256).hexdigest()

    def link(self, text):
        """The code that somebody scans, with text wherever there is room for it."""
        def unpadded(octets):
            return base64.urlsafe_b64encode(octets).decode().rstrip("=")
        anything = urllib.parse.quote(text, safe="")
        token = base64.b32encode(self.token).decode().lower().rstrip("=")
        return (f"https://{self.place}/pair#v=1&a={anything}&c={unpadded(self.key_hash)}"
                f"&r={unpadded(raw(self._key.public_key()))}&t={token}&x={anything}&{anything}={anything}")

    def broken_link(self, text):
        anything = urllib.parse.quote(text, safe="")
        return f"https://{self.place}/pair#v=1&" + "&".join(f"{key}={anything}" for key in "acrt")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._server.close()
        self._run(self._server.wait_closed())
        self._loop.call_soon_threadsafe(self._loop.stop)


@pytest.fixture(scope="module")
def world():
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def desktop(world):
    return world.enter_context(OtherDesktop(world.enter_context(new_folder())))


@pytest.fixture(scope="module")
def gateway(world, desktop):
    folder = world.enter_context(new_folder())
    bus = world.enter_context(RunningBus(folder))
    listen = {"websocket": "127.0.0.1:0", "unix": "deskgate/wamp.sock", "tls": "127.0.0.1:0",
              "allowed_hosts": [desktop.place]}
    gateway = world.enter_context(Gateway(folder, bus.address, config={"listen": listen}))
    desktop.takes_pages_from = gateway.stdout.wait_for(r"wss://([^/]+)/ws")[1]
    return gateway


@pytest.fixture(scope="module")
def browser(world, gateway):
    folder = world.enter_context(new_folder())
    return world.enter_context(Browser(folder, "--host-resolver-rules=MAP *.example 127.0.0.1"))


@pytest.fixture(scope="module")
def untouched(browser, desktop):
    """How many elements of each kind the page has by itself."""
    browser.goes_to(f"https://{desktop.place}/pair")
    browser.shows("told", "scan the code that it shows")
    return browser.runs(COUNT)


def opens(browser, link):
    """Anew: another fragment alone is not another visit."""
    browser.goes_to("about:blank")
    browser.goes_to(link)


def has_dialog(browser):
    with contextlib.suppress(NoAlertPresentException):
        return bool(browser.driver.switch_to.alert.text or True)
    return False


def assert_shows_text_alone(browser, untouched):
    assert not has_dialog(browser)
    assert browser.runs(COUNT) == untouched
    assert browser.complaints == []


def grants(text):
    """All that a yes tells, but for the confirmation."""
    return lambda request, confirmation: [RESULT, request, {}, [
        {"id": text, "name": text, "grants": [text], "wants": text, "expires": text, "realm": text,
         "confirmation": confirmation}]]


def fails(text):
    return lambda request, _: [ERROR, CALL, request, {}, "com.example.error", [text]]


FAILURES = {
    "an error": fails,
    "an error without a text": lambda text: lambda request, _: [ERROR, CALL, request, {}, text],
    "the end of the session": lambda text: lambda *_: [GOODBYE, {"message": text}, "wamp.close.killed"],
    "the reason of an end": lambda text: lambda *_: [ABORT, {}, text],
}


@pytest.mark.parametrize("text", SCRIPTS)
def test_what_is_granted_is_text(browser, desktop, untouched, text):
    desktop.says = grants(text)
    opens(browser, desktop.link(text))
    told = browser.runs(PAIRS, text)
    assert told.startswith(f"Paired as “{text}”") and told.count(text) > 1, told
    assert_shows_text_alone(browser, untouched)


@pytest.mark.parametrize("text", SCRIPTS[::4])
def test_an_error_is_text(browser, desktop, untouched, text):
    desktop.says = fails(text)
    opens(browser, desktop.link(text))
    assert browser.runs(PAIRS, text) == f"Not paired: {text}. {WAY_OUT}"
    assert_shows_text_alone(browser, untouched)


@pytest.mark.parametrize("failure", FAILURES)
def test_whatever_ends_it_is_told_as_text(browser, desktop, untouched, failure):
    desktop.says = FAILURES[failure](IMAGE)
    opens(browser, desktop.link(IMAGE))
    assert browser.runs(PAIRS, IMAGE) == f"Not paired: {IMAGE}. {WAY_OUT}"
    assert_shows_text_alone(browser, untouched)


@pytest.mark.parametrize("text", SCRIPTS[::5])
def test_a_link_that_makes_no_sense_does_nothing(browser, desktop, untouched, text):
    opens(browser, desktop.broken_link(text))
    assert not has_dialog(browser)
    assert browser.runs(COUNT) == untouched
    assert not [complaint for complaint in browser.complaints if "Content Security Policy" in complaint]


def test_what_has_broken_other_programs_is_text_here(browser, desktop, untouched):
    text = "".join(NAUGHTY)
    desktop.says = grants(text)
    opens(browser, desktop.link(text))
    assert browser.runs(PAIRS, text).count(text) > 1
    assert_shows_text_alone(browser, untouched)
    desktop.says = fails(text)
    opens(browser, desktop.link(text))
    assert browser.runs(PAIRS, text) == f"Not paired: {text}. {WAY_OUT}"
    assert_shows_text_alone(browser, untouched)


def test_what_somebody_types_is_text_on_either_side(browser, gateway, untouched):
    """With Deskgate itself, which takes the name as it is."""
    with gateway.owner() as desk:
        desk.subscribes("org.deskgate.admin.pairing.asked")
        opens(browser, desk.calls("org.deskgate.admin.pairing.open", {"grants": []})[0]["link"])
        browser.part("name").clear()
        browser.part("name").send_keys(IMAGE)
        browser.part("button").click()
        asked = desk.next_event().arguments[0]
        assert asked["name"] == IMAGE
        desk.calls("org.deskgate.admin.pairing.answer", asked["number"], True)
        assert browser.shows("told", "Paired as").startswith(f"Paired as “{IMAGE}”")
        assert_shows_text_alone(browser, untouched)
