# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A policy file with a mistake opens nothing, says what and where, and takes no other file with it."""

import re

import pytest

from support.gateway import SHIPPED_POLICIES, run_deskgate

GOOD = """\
summary = "Good"
[service]
bus  = "session"
name = "org.example.Good"
path = "/org/example/Good"
uri  = "org.deskgate.good"
[grant.all."org.example.Good"]
call = ["Do"]
"""

# what is wrong, the replacement in GOOD, the line, what the message names
MISTAKES = [
    ("unknown key", 'call = ["Do"]', 'cal = ["Do"]', 8, ["cal", "call"]),
    ("unknown key of the file", 'summary = "Good"', 'sumary = "Good"', 1, ["sumary", "summary"]),
    ("unknown key of the service", "path = ", "paths = ", 5, ["paths", "path"]),
    ("number for text", 'name = "org.example.Good"', "name = 5", 4, ["name"]),
    ("text for a list", 'call = ["Do"]', 'call = "Do"', 8, ["call"]),
    ("number in a list of text", 'call = ["Do"]', "call = [5]", 8, ["call"]),
    ("no bus of that kind", 'bus  = "session"', 'bus  = "sesion"', 3, ["sesion", "session"]),
    ("no bus name", 'name = "org.example.Good"', 'name = "org example"', 4, ["org example"]),
    ("every bus name", 'name = "org.example.Good"', 'name = "{all}"', 4, ["name"]),
    ("unique name", 'name = "org.example.Good"', 'name = ":1.5"', 4, ["name", "unique"]),
    ("a name that hands over the session", 'name = "org.example.Good"', 'name = "org.freedesktop.systemd1"', 4,
     ["org.freedesktop.systemd1"]),
    ("no path", 'path = "/org/example/Good"', 'path = "org/example"', 5, ["org/example"]),
    ("uri outside of our realm", 'uri  = "org.deskgate.good"', 'uri  = "wamp.good"', 6, ["uri", "wamp"]),
    ("uri of our own", 'uri  = "org.deskgate.good"', 'uri  = "org.deskgate.bus"', 6, ["org.deskgate.bus"]),
    ("capture that the name does not have", 'uri  = "org.deskgate.good"', 'uri  = "org.deskgate.{x}"', 6, ["x"]),
    ("open brace", 'name = "org.example.Good"', 'name = "org.example.{Good"', 4, ["{"]),
    ("no member name", 'call = ["Do"]', 'call = ["Do.It"]', 8, ["Do.It"]),
    ("no interface name", '"org.example.Good"]', '"org..Good"]', 7, ["org..Good"]),
    ("unknown constraint", 'call = ["Do"]', "call.Do = { value = { maximum = 5 } }", 8, ["maximum", "max"]),
    ("constraint of a wrong type", 'call = ["Do"]', 'call.Do = { value = { max = "5" } }', 8, ["max"]),
    ("include of nothing", 'call = ["Do"]', 'call = ["Do"]\n[grant.more]\ninclude = ["al"]', 10, ["al", "all"]),
    ("no TOML", "[service]", "[service", 2, []),
    ("key twice", 'call = ["Do"]', 'call = ["Do"]\ncall = ["Do"]', 9, ["call"]),
    ("two interfaces with one name", '[grant.all."org.example.Good"]',
     '[grant.all."org.example.other.Good"]\n[grant.all."org.example.Good"]', None, ["Good", "as"]),
]
TABLE = pytest.mark.parametrize("text, line, names", [
    pytest.param(GOOD.replace(right, wrong), line, names, id=what) for what, right, wrong, line, names in MISTAKES])


def assert_tells(said, file, line, names):
    place = rf"bad\.toml:{line}: " if line else r"bad\.toml:\d+: "
    lines = [text for text in said.splitlines() if re.search(place, text)]
    assert lines, f"nothing about {place!r} in:\n{said}"
    missing = [name for name in names if name not in " ".join(lines)]
    assert not missing, f"{lines} does not name {missing}"


@TABLE
def test_policy_check_names_the_place_and_fails(text, line, names, folder):
    file = folder / "bad.toml"
    file.write_text(text)
    ended = run_deskgate(folder, "policy", "check", str(file))
    assert_tells(ended.stderr, file, line, names)
    assert ended.returncode == 1


@pytest.mark.parametrize("name", sorted(file.name for file in SHIPPED_POLICIES.glob("*.toml")))
def test_policy_check_is_content_with_the_files_that_ship(name, folder):
    ended = run_deskgate(folder, "policy", "check", str(SHIPPED_POLICIES / name))
    assert (ended.returncode, ended.stderr) == (0, "")


def test_policy_check_is_content_with_a_good_file(folder):
    file = folder / "good.toml"
    file.write_text(GOOD)
    assert run_deskgate(folder, "policy", "check", str(file)).returncode == 0


@pytest.mark.parametrize("make", [
    pytest.param(lambda file: None, id="is not there"),
    pytest.param(lambda file: file.mkdir(), id="is a folder"),
    pytest.param(lambda file: file.write_bytes(b'summary = "\xff\xfe"\n'), id="is not UTF-8"),
    pytest.param(lambda file: file.write_text(""), id="is empty"),
    pytest.param(lambda file: file.symlink_to("nowhere.toml"), id="points nowhere"),
])
def test_policy_check_fails_for_a_file_that(make, folder):
    file = folder / "bad.toml"
    make(file)
    ended = run_deskgate(folder, "policy", "check", str(file))
    assert ended.returncode == 1
    assert "bad.toml" in ended.stderr


@pytest.fixture
def policies(folder):
    """A folder with the good file for players, for a test to put a bad one beside it."""
    policies = folder / "policies"
    policies.mkdir()
    (policies / "mpris.toml").write_text((SHIPPED_POLICIES / "mpris.toml").read_text())
    return policies


def assert_players_work(gateway, mpv):
    client = gateway.client()
    assert [item["uri"] for item in client.calls("org.deskgate.bus.list")[0]] == [mpv.uri]
    assert client.calls(mpv.uri_of("PlayPause")) == []


def test_deskgate_starts_beside_all_mistakes_at_once_and_tells_each(start_gateway, policies, mpv):
    for number, (_, right, wrong, _, _) in enumerate(MISTAKES):
        (policies / f"bad{number}.toml").write_text(GOOD.replace(right, wrong))
    gateway = start_gateway("mpris.control", policies=[policies])
    told = set(re.findall(r"bad\d+\.toml:\d+: ", gateway.stderr.text))
    assert len({place.split(":")[0] for place in told}) == len(MISTAKES)
    assert_players_work(gateway, mpv)


@pytest.mark.parametrize("make", [
    pytest.param(lambda file: file.mkdir(), id="a folder"),
    pytest.param(lambda file: file.write_bytes(b'summary = "\xff\xfe"\n'), id="not UTF-8"),
    pytest.param(lambda file: file.symlink_to("nowhere.toml"), id="a link to nowhere"),
    pytest.param(lambda file: file.write_text("[" * 100_000), id="very deep"),
])
def test_deskgate_starts_beside_what_cannot_be_read(make, start_gateway, policies, mpv):
    make(policies / "bad.toml")
    gateway = start_gateway("mpris.control", policies=[policies])
    assert "bad.toml" in gateway.stderr.text
    assert_players_work(gateway, mpv)


def test_policy_check_knows_the_neighbours_of_a_file(folder, policies):
    (policies / "zz_copy.toml").write_text((policies / "mpris.toml").read_text())
    ended = run_deskgate(folder, "policy", "check", str(policies / "zz_copy.toml"))
    assert ended.returncode == 1
    assert re.search(r"zz_copy\.toml:\d+: .*mpris\.toml", ended.stderr), ended.stderr


def test_of_two_files_with_one_uri_the_second_opens_nothing_and_says_so(start_gateway, policies, mpv):
    same = (policies / "mpris.toml").read_text()
    (policies / "zz_copy.toml").write_text(same)
    gateway = start_gateway("mpris.control", "zz_copy.control", policies=[policies])
    told = gateway.stderr.wait_for(r"zz_copy\.toml:\d+: .*")[0]
    assert "mpris.toml" in told
    assert_players_work(gateway, mpv)


def test_a_mistake_in_the_shipped_file_closes_it(start_gateway, policies, mpv):
    file = policies / "mpris.toml"
    file.write_text(file.read_text() + '\n[grant.more]\ninclud = ["view"]\n')
    client = start_gateway("mpris.control", policies=[policies]).client()
    assert client.fails_to_call(mpv.uri_of("PlayPause")).uri == "wamp.error.not_authorized"


def test_a_folder_that_is_not_there_is_told(start_gateway, folder, policies, mpv):
    gateway = start_gateway("mpris.control", policies=[policies, folder / "nowhere"])
    assert "nowhere" in gateway.stderr.text
    assert_players_work(gateway, mpv)


def test_a_grant_that_no_file_has_is_told_with_the_nearest_one(start_gateway):
    gateway = start_gateway("mpris.contrl")
    assert "mpris.control" in gateway.stderr.wait_for(r"mpris\.contrl").string


@pytest.mark.parametrize("config, names", [
    ("[listen]\nwebsocket = 5020\n", ["deskgate.toml:2", "websocket"]),
    ("[listn]\n", ["deskgate.toml:1", "listn", "listen"]),
    ("[role.anonymous]\ngrant = []\n", ["deskgate.toml:2", "grant", "grants"]),
    ("[limits]\nmessage = -1\n", ["deskgate.toml:2", "message"]),
    ("[listen]\nwebsocket = \"0.0.0.0:0\"\n", ["0.0.0.0"]),
    ("[listen\n", ["deskgate.toml:1"]),
])
def test_a_mistake_in_the_configuration_is_told_and_nothing_runs(config, names, folder, bus):
    file = folder / "deskgate.toml"
    file.write_text(config)
    ended = run_deskgate(folder, "run", "--config", str(file), bus_address=bus.address)
    assert ended.returncode == 1
    missing = [name for name in names if name not in ended.stderr]
    assert not missing, f"{ended.stderr!r} does not name {missing}"


def test_a_configuration_that_is_not_there_is_told(folder, bus):
    ended = run_deskgate(folder, "run", "--config", str(folder / "nowhere.toml"), bus_address=bus.address)
    assert ended.returncode == 1
    assert "nowhere.toml" in ended.stderr


@pytest.mark.parametrize("arguments, named", [(["polcy"], "polcy"), (["policy", "chekc"], "chekc"),
                                              (["run", "--cofnig"], "--cofnig"), (["run", "--config"], "--config"),
                                              (["policy"], "Usage"), ([], "Usage")])
def test_a_wrong_command_line_is_told_with_what_is_wrong(arguments, named, folder):
    ended = run_deskgate(folder, *arguments)
    assert ended.returncode == 2
    assert named in ended.stderr
