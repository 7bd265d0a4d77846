# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A phone is paired by the link of the QR code, a yes at the desktop, and nothing less; then it is one of the devices."""

import json
import signal
import stat

import pytest

from support.desk import TLS, Desk
from support.gateway import binary, environment
from support.notifications import Dunst
from support.phone import PAIRING, Link, Phone
from support.services import Everything
from support.terminal import Terminal, scan
from support.wamp import ABORT, GOODBYE, HELLO, WELCOME

DENIED = [ABORT, {"message": "the proof is wrong, or there is nobody of this name"}, "wamp.error.authentication_denied"]


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=TLS)


@pytest.fixture
def desk(gateway):
    return Desk(gateway)


def test_a_phone_is_paired_and_holds_what_it_was_given(gateway, desk, everything):
    phone = Phone()
    link = desk.opens()
    peer, request = phone.claims(link)
    asked = desk.hears()
    assert {key: asked[key] for key in ("name", "address", "id", "words", "grants")} == {
        "name": "Pixel 8", "address": "127.0.0.1", "id": phone.id, "words": phone.words(link),
        "grants": ["everything.use"]}
    desk.answers(asked)
    granted, = peer.result_of(request)
    assert phone.confirms(link, granted)
    assert (granted["id"], granted["name"], granted["realm"]) == (phone.id, "Pixel 8", "deskgate")
    assert peer.hears()[0] == GOODBYE
    phone, said = phone.logs_in(gateway.tls_address)
    assert (said[0], said[2]["authrole"], said[2]["authprovider"]) == (WELCOME, "device", "device")
    assert phone.calls(everything.uri_of("Add"), 2, 3) == [5]
    assert phone.fails_to_call("org.deskgate.admin.devices.list").uri == "wamp.error.not_authorized"


def test_a_device_outlives_the_daemon_and_its_file_is_private(gateway, desk, folder, start_gateway):
    phone = Phone()
    desk.pairs(phone)
    gateway.kill()
    state = folder / ".local/state/deskgate"
    assert stat.S_IMODE(state.stat().st_mode) == 0o700
    assert {file.name: stat.S_IMODE(file.stat().st_mode) for file in state.iterdir()} == {
        name: 0o600 for name in ("audit.jsonl", "decoys.key", "devices.json", "identity.key", "tls-certificate.pem",
                                 "tls-key.pem")}
    again = start_gateway(config=TLS)
    phone.joins(again.stdout.wait_for(r"wss://([^/]+)/ws")[1])


@pytest.mark.parametrize("button, is_paired", [("Allow", True), ("Do not allow", False)])
def test_the_desktop_is_asked_by_a_notification_too(desk, bus, display, started, button, is_paired):
    dunst = started.enter_context(Dunst(bus, display))
    phone = Phone()
    link = desk.opens()
    phone.claims(link)
    dunst.comes_to_display(1)
    dunst.presses(button)
    assert desk.hears()["number"]
    assert (desk.hears()["device"] is not None) == is_paired
    shown = dunst.history[0]
    assert shown["summary"] == "Pixel 8 (127.0.0.1) wants to be paired"
    assert shown["body"].splitlines() == [
        "It wants: everything (use).",
        f"Check words: {phone.words(link)}. Allow it only if the device shows the same."]


def test_no_is_no(gateway, desk):
    phone = Phone()
    peer, request = phone.claims(desk.opens())
    desk.answers(desk.hears(), is_yes=False)
    with pytest.raises(Exception, match="not_authorized"):
        peer.result_of(request)
    assert desk.hears_why() == "the answer was no"
    assert phone.logs_in(gateway.tls_address)[1] == DENIED


def test_a_phone_that_goes_away_is_not_paired(gateway, desk):
    phone = Phone()
    peer, _ = phone.claims(desk.opens())
    asked = desk.hears()
    peer.closes()
    assert desk.hears_why() == "the device has gone"
    desk.answers(asked)
    assert desk.devices() == []


def test_a_program_that_goes_away_closes_its_window(gateway, desk):
    program = Desk(gateway)
    phone = Phone()
    peer, said = phone.logs_in(program.opens().addresses[0], PAIRING)
    assert said[0] == WELCOME
    program.peer.closes()
    assert desk.hears_why() == "the program that wanted it has gone"
    assert peer.hears()[0] == GOODBYE
    assert phone.logs_in(gateway.tls_address, PAIRING)[1] == DENIED


def test_a_token_is_good_once(desk):
    link = desk.opens()
    first, _ = Phone("first").claims(link)
    second, request = Phone("second").claims(link)
    with pytest.raises(Exception, match="not_authorized"):
        second.result_of(request)
    desk.answers(desk.hears())
    assert desk.hears()["device"]["name"] == "first"
    assert first


def test_five_wrong_proofs_close_the_window(gateway, desk):
    link = desk.opens()
    for _ in range(5):
        peer, request = Phone().claims(link, proof="00" * 32)
        with pytest.raises(Exception, match="not_authorized"):
            peer.result_of(request)
    assert desk.hears_why() == "too many proofs were wrong"
    assert Phone().logs_in(gateway.tls_address, PAIRING)[1] == DENIED


def test_a_proof_with_another_key_is_wrong(desk):
    link = desk.opens()
    proof = Phone().proof(link, b"claim").hexdigest()
    peer, request = Phone().claims(link, proof=proof)
    with pytest.raises(Exception, match="not_authorized"):
        peer.result_of(request)


def test_who_claims_may_do_nothing_else(desk, everything):
    peer, said = Phone().logs_in(desk.opens().addresses[0], PAIRING)
    assert (said[0], said[2]["authrole"]) == (WELCOME, "pairing")
    for procedure in ("wamp.session.count", "org.deskgate.bus.list", everything.uri_of("Add"), "com.example.x"):
        assert peer.fails_to_call(procedure).uri == "wamp.error.not_authorized"
    assert peer.fails_to_subscribe("com.example.x").uri == "wamp.error.not_authorized"


def test_only_cryptosign_opens_the_realm_of_pairing(gateway, desk):
    desk.opens()
    for methods in ([], ["anonymous"], ["ticket"]):
        peer = gateway.connect()
        peer.says([HELLO, PAIRING, {"roles": {"caller": {}}, "authmethods": methods}])
        assert peer.hears()[2] == "wamp.error.no_matching_auth_method"


def test_a_window_is_opened_by_nobody_else(gateway, everything):
    stranger = gateway.client()
    for name in ("open", "answer", "close"):
        assert stranger.fails_to_call(f"org.deskgate.admin.pairing.{name}", {}).uri == "wamp.error.not_authorized"


@pytest.mark.parametrize("options, told", [
    ({"seconds": 301}, "seconds must be a number of seconds from 1 to 300"),
    ({"seconds": 0.5}, "seconds must be a number"),
    ({"grants": ["everything.uze"]}, "everything.uze"),
    ({"grants": "everything.use"}, "grants must be a list of text"),
    ({"forever": True}, 'there is no option "forever"'),
])
def test_a_mistake_in_what_is_wanted_is_told(desk, options, told):
    assert told in desk.peer.fails_to_call("org.deskgate.admin.pairing.open", options).text


NAMES = [
    ("<b>Pixel</b>", "<b>Pixel</b>"), ("Pix\nel\x1b[31m", "Pixel[31m"), ("\u202egnihsihp", "gnihsihp"),
    ("x" * 10_000, "x" * 40), ("  a \u200b  b ", "a b"), ("", "a device without a name"),
    ("\u2028\u2029", "a device without a name"), ("日本語" * 20, ("日本語" * 20)[:40]),
]


@pytest.mark.parametrize("given, shown", NAMES)
def test_a_name_is_shown_as_what_it_is(desk, given, shown):
    Phone(given).claims(desk.opens())
    assert desk.hears()["name"] == shown


def test_a_window_without_tls_says_what_is_missing(start_gateway, everything):
    told = start_gateway().owner().fails_to_call("org.deskgate.admin.pairing.open", {}).text
    assert 'set "lan = 5021" under [listen] in the configuration (~/.config/deskgate/deskgate.toml' in told
    assert "and start Deskgate again" in told


def test_revoking_ends_its_sessions_and_keeps_it_out(gateway, desk, tools):
    phone = Phone()
    desk.pairs(phone)
    peer = phone.joins(gateway.tls_address)
    assert tools.says("devices", "revoke", "pixel") == "Pixel 8 is no longer paired\n"
    heard = peer.hears()
    assert (heard[0], heard[2]) == (GOODBYE, "wamp.close.killed")
    assert phone.logs_in(gateway.tls_address)[1] == DENIED
    assert tools.says("devices", "list") == 'No device is paired; "deskgate pair" pairs one.\n'


def test_grants_are_taken_and_given_while_it_is_here(gateway, desk, tools, everything):
    phone = Phone()
    desk.pairs(phone)
    peer = phone.joins(gateway.tls_address)
    tools.says("devices", "grant", "Pixel 8", "--remove", "everything.use")
    assert peer.fails_to_call(everything.uri_of("Add"), 2, 3).uri == "wamp.error.not_authorized"
    tools.says("devices", "grant", phone.id[:8], "everything.use")
    assert peer.calls(everything.uri_of("Add"), 2, 3) == [5]
    assert 'no policy file has the grant "everything.uze"; did you mean "everything.use"?' in tools.fails("devices", "grant", "pixel", "everything.uze")


def test_the_tools_look_through_the_eyes_of_a_device(desk, tools, folder):
    desk.pairs(Phone(), grants=["everything.look"])
    desk.pairs(Phone("Watch"), grants=[])
    config = str(folder / "deskgate.toml")

    def seen_by(device):
        return [each["uri"] for each in tools.says_json("bus", "list", "--device", device, "--config", config, "--json")]

    assert (seen_by("pixel"), seen_by("watch")) == (["org.deskgate.everything"], [])
    member = f"{Everything.uri}.Add"
    described = tools.says_json("bus", "describe", "org.deskgate.everything", "--device", "pixel", "--config", config,
                                "--json")
    assert member not in [each["uri"] for each in described["procedures"]]
    explained, = tools.says_json("policy", "explain", member, "--device", "pixel", "--config", config, "--json")
    assert (explained["device"], explained["allowed"]) == ("Pixel 8", False)
    assert tools.says("policy", "explain", member, "--device", "pixel", "--config", config).startswith(
        "Pixel 8: not allowed: it needs the grant everything.use")
    tools.says("devices", "grant", "pixel", "everything.use")
    explained, = tools.says_json("policy", "explain", member, "--device", "pixel", "--config", config, "--json")
    assert explained["allowed"]


@pytest.mark.parametrize("words, told", [
    (["--device", "tablet"], '"tablet" is no device: '),
    (["--device", "pixel", "--role", "owner"], "--role excludes --device"),
])
def test_a_view_that_there_is_not_is_told(desk, tools, folder, words, told):
    desk.pairs(Phone())
    assert told in tools.fails("bus", "list", *words, "--config", str(folder / "deskgate.toml"), status=2)


def test_a_device_expires(gateway, desk, tools):
    phone = Phone()
    desk.pairs(phone, lifetime=3600)
    peer = phone.joins(gateway.tls_address)
    tools.says("devices", "expire", "pixel", "1s")
    heard = peer.hears()
    assert (heard[0], heard[2]) == (GOODBYE, "wamp.close.killed")
    assert phone.logs_in(gateway.tls_address)[1] == DENIED
    tools.says("devices", "expire", "pixel", "--never")
    phone.joins(gateway.tls_address)


def test_two_devices_of_one_name_are_told_apart(desk, tools):
    desk.pairs(Phone())
    desk.pairs(Phone())
    assert [device["name"] for device in tools.says_json("devices", "list", "--json")] == ["Pixel 8", "Pixel 8 (2)"]
    assert "may be any of several" in tools.fails("devices", "revoke", "pix")
    tools.says("devices", "rename", "Pixel 8 (2)", "tablet")
    tools.says("devices", "revoke", "tablet")
    assert [device["name"] for device in tools.says_json("devices", "list", "--json")] == ["Pixel 8"]


def test_the_command_shows_a_link_asks_and_pairs(gateway, tools, everything):
    phone = Phone()
    with tools.starts("pair", "--grant", "everything.use", "--json") as command:
        opened = json.loads(command.stdout.wait_for('"opened"').string)["opened"]
        link = Link(opened["link"])
        peer, request = phone.claims(link)
        asked = json.loads(command.stdout.wait_for('"asked"').string)["asked"]
        assert asked["words"] == phone.words(link)
        command.types("y\n")
        assert peer.result_of(request)[0]["name"] == "Pixel 8"
        assert command.wait() == 0


@pytest.mark.parametrize("typed, is_paired", [
    ("y", True), (" YES ", True), ("Yes\t", True), ("", False), ("yes please", False), ("yy", False), ("no", False)])
def test_yes_is_a_yes_however_it_is_written_and_nothing_else_is(gateway, tools, everything, typed, is_paired):
    with tools.starts("pair", "--json") as command:
        Phone().claims(Link(json.loads(command.stdout.wait_for('"opened"').string)["opened"]["link"]))
        command.stdout.wait_for('"asked"')
        command.types(f"{typed}\n")
        closed = json.loads(command.stdout.wait_for('"closed"').string)["closed"]
        assert (closed["device"] is not None) == is_paired
        assert command.wait() == (0 if is_paired else 1)


def test_the_terminal_shows_a_code_that_a_camera_reads(gateway, desk, folder, everything):
    picture = folder / "code.png"
    command = [binary(), "pair", "--grant", "everything.use", "--png", str(picture)]
    with Terminal(command, env=environment(folder)) as terminal:
        shown = terminal.wait_for(r"(https://\S+)\s+It is good once, for 120 seconds, and gives: everything \(use\)\.")[1]
        assert scan(terminal.photograph(folder / "screen.pgm")) == scan(picture) == shown
        phone = Phone()
        peer, request = phone.claims(Link(shown))
        asked = terminal.wait_for(r"(.*)\r\n(Check words: .*)\? \[y/N\] $")
        assert asked[1] == "Pixel 8 (127.0.0.1) wants: everything (use)."
        assert asked[2] == f"Check words: {phone.words(Link(shown))}. Allow"
        terminal.types("y\n")
        terminal.wait_for(r"Pixel 8 is paired\.")
        assert peer.result_of(request)[0]["id"] == phone.id


def test_what_was_typed_before_the_question_is_no_answer(gateway, desk, folder, everything):
    with Terminal([binary(), "pair", "--text"], env=environment(folder)) as terminal:
        link = Link(terminal.wait_for(r"(https://\S+)")[1])
        terminal.types("y\ny\n")
        Phone().claims(link)
        terminal.wait_for(r"Allow\? \[y/N\] ")
        terminal.types("\n")
        terminal.wait_for("nothing was paired: the answer was no")
        assert desk.devices() == []


def test_a_narrow_terminal_gets_the_link_and_a_way_out(gateway, folder, everything):
    with Terminal([binary(), "pair"], columns=40, env=environment(folder)) as terminal:
        terminal.wait_for("This terminal is too narrow for the QR code; --png FILE makes a picture of it.")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.process.wait(10) == 1


def test_a_damaged_file_lets_nobody_in_and_is_not_written_over(gateway, desk, folder, start_gateway):
    desk.pairs(Phone())
    gateway.kill()
    file = folder / ".local/state/deskgate/devices.json"
    file.write_text(file.read_text()[:-20])
    damaged = file.read_text()
    again = start_gateway(config=TLS)
    again.stderr.wait_for(rf"devices: {file}: the file: is not JSON; no device can log in or be paired")
    assert "is not JSON" in again.owner().fails_to_call("org.deskgate.admin.pairing.open", {}).text
    assert file.read_text() == damaged
