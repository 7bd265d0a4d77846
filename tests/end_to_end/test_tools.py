# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""The command line as a client of the Deskgate that runs: status, call, publish, subscribe."""

import json
import re
import signal

import pytest

from support.services import Everything
from support.tools import Tools

ECHO = f"{Everything.uri}.EchoInt64"


@pytest.fixture
def tools(folder, bus):
    return Tools(folder, bus.address)


def lines_of(text):
    return [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("words", [["status"], ["call", "org.example.any"], ["publish", "org.example.any"],
                                   ["subscribe", "org.example.any"], ["bus", "list"], ["bus", "describe", "x"]])
def test_without_a_daemon_it_says_where_it_looked_and_how_to_start_one(words, tools, folder):
    told = tools.fails(*words)
    assert told.startswith("deskgate: Deskgate is not running: ")
    assert str(folder / "deskgate/wamp.sock") in told and '"deskgate run"' in told
    assert len(told.splitlines()) == 1


def test_without_a_unix_socket_it_says_what_to_set(tools, folder):
    file = folder / "deskgate.toml"
    file.write_text("[listen]\nunix = false\n")
    assert '"unix" under [listen]' in tools.fails("status", "--config", str(file))


def test_a_wrong_configuration_is_told_with_its_line(tools, folder):
    file = folder / "deskgate.toml"
    file.write_text("[lisen]\n")
    assert f"{file}:1: " in tools.fails("status", "--config", str(file))


def test_a_daemon_of_another_realm_is_told(start_gateway, tools, folder):
    start_gateway(config={"realm": "another"})
    assert "wamp.error.no_such_realm" in tools.fails("status")


def test_status_says_where_it_listens_and_what_it_mirrors(start_gateway, tools, everything):
    gateway = start_gateway()
    gateway.client()
    told = tools.says("status")
    assert told.startswith(f"Deskgate 0.1.0 is running, process {gateway.pid}\n")
    assert gateway.url in told and f"unix:{gateway.unix_path}" in told
    assert "2 clients, this command among them" in told
    assert "1 object by" in told


def test_status_for_a_program(start_gateway, tools, everything):
    gateway = start_gateway()
    status = tools.says_json("status", "--json")
    assert status["process"] == gateway.pid
    assert status["addresses"] == [gateway.url, f"unix:{gateway.unix_path}"]
    assert (status["realm"], status["sessions"], status["objects"]) == ("deskgate", 1, 1)


def test_status_says_what_holds_up_a_change(start_gateway, tools, folder):
    policies = folder / "policies"
    policies.mkdir()
    gateway = start_gateway(policies=[policies], until="^Mirrored now:")
    assert tools.says_json("status", "--json")["held_up"] is None
    (policies / "broken.toml").write_text("summary = 5\n")
    gateway.stderr.wait_for("everything stays as it was")
    assert "  rules       those of before, because of " in tools.says("status")
    assert "broken.toml" in tools.says_json("status", "--json")["held_up"]
    (policies / "broken.toml").unlink()
    gateway.stderr.wait_for(r"^info\s+reload: ")
    assert tools.says_json("status", "--json")["held_up"] is None


def test_status_says_that_the_audit_log_cannot_be_written(start_gateway, tools, folder):
    log = folder / ".local/state/deskgate/audit.jsonl"
    log.parent.mkdir(parents=True, mode=0o700)
    log.symlink_to("/dev/full")
    start_gateway().client()
    told = rf"\n  audit log +{log}: cannot be opened.*; nothing that writes is let through\n"
    assert re.search(told, tools.says("status"))


def test_a_stranger_may_not_ask_for_the_status(start_gateway):
    stranger = start_gateway("mpris.view").client()
    error = stranger.fails_to_call("org.deskgate.admin.status")
    assert error.uri == "wamp.error.not_authorized"
    assert "this user's own programs" in error.text


def test_call_prints_each_result_on_a_line(start_gateway, tools, everything):
    start_gateway()
    assert lines_of(tools.says("call", f"{Everything.uri}.TwoAnswers")) == ["two", 2]


@pytest.mark.parametrize("number", ["-5", "0", "9007199254740991"])
def test_call_passes_numbers_as_they_are_written(number, start_gateway, tools, everything):
    start_gateway()
    assert tools.says("call", ECHO, number) == number + "\n"


def test_call_passes_text_lists_and_dictionaries(start_gateway, tools, everything):
    start_gateway()
    assert lines_of(tools.says("call", f"{Everything.uri}.EchoString", '"so, ☀"')) == ["so, ☀"]
    assert lines_of(tools.says("call", f"{Everything.uri}.EchoNumbers", "[1, -2]")) == [[1, -2]]
    assert lines_of(tools.says("call", f"{Everything.uri}.EchoTextKeys", '{"a": 1}')) == [{"a": 1}]


def test_call_keeps_the_order_of_arguments(start_gateway, tools, everything):
    start_gateway()
    tools.says("call", f"{Everything.uri}.Add", "7", "-2")
    assert everything.last_call == "Add(7, -2)"


def test_call_for_a_program(start_gateway, tools, everything):
    start_gateway()
    assert tools.says_json("call", "--json", ECHO, "5") == {"args": [5], "kwargs": {}}
    assert tools.says_json("call", ECHO, "5", "--json") == {"args": [5], "kwargs": {}}


def test_a_call_that_fails_says_with_which_error(start_gateway, tools, everything):
    start_gateway()
    told = tools.fails("call", f"{Everything.uri}.Fail", '"org.example.Trouble"', '"no luck"')
    assert told == "deskgate: org.example.Trouble: no luck\n"
    assert tools.fails("call", "org.example.nobody").startswith("deskgate: wamp.error.no_such_procedure")


def test_an_error_cannot_take_over_the_terminal(start_gateway, tools, everything):
    start_gateway()
    told = tools.fails("call", f"{Everything.uri}.Fail", '"org.example.Trouble"', r'"\u001b[2J\nforged"')
    assert told == "deskgate: org.example.Trouble: \\x1b[2J\\x0aforged\n"


def test_an_argument_that_is_no_json_is_told_with_the_way_out(tools):
    told = tools.fails("call", ECHO, "5", "hello", status=2)
    assert 'argument 2 is no JSON: "hello"' in told
    assert "'\"text\"'" in told


def test_an_option_that_is_none_is_told(tools):
    assert 'neither an option nor JSON: "--jsn"' in tools.fails("call", ECHO, "--jsn", status=2)


def test_keywords_that_are_no_object_are_told(tools):
    assert "--kwargs is no JSON object" in tools.fails("call", ECHO, "--kwargs", "5", status=2)


def test_a_property_is_set_and_read(start_gateway, tools, everything):
    start_gateway()
    tools.says("call", f"{Everything.uri}.Level.set", "0.25")
    assert tools.says("call", f"{Everything.uri}.Level.get") == "0.25\n"


def test_subscribe_begins_with_what_is_retained_and_ends_after_a_count(start_gateway, tools, everything):
    start_gateway()
    topic = f"{Everything.uri}.Text"
    assert lines_of(tools.says("subscribe", topic, "--count", "1")) == [
        {"topic": topic, "args": ["first"], "kwargs": {}, "retained": True}]


def test_subscribe_follows_until_it_is_interrupted(start_gateway, tools, started):
    start_gateway()
    follower = started.enter_context(tools.starts("subscribe", "org.example.news.", "--match", "prefix"))
    publisher = start_publishing(tools, follower)
    publisher("org.example.news.one", "1", '"x"')
    publisher("org.example.news.two", "--kwargs", '{"hot": true}')
    follower.stdout.wait_for("hot")
    assert follower.stop(signal.SIGINT) == 0
    assert [line for line in lines_of(follower.stdout.text) if line["topic"] != "org.example.news.begin"] == [
        {"topic": "org.example.news.one", "args": [1, "x"], "kwargs": {}, "retained": False},
        {"topic": "org.example.news.two", "args": [], "kwargs": {"hot": True}, "retained": False}]


def start_publishing(tools, follower):
    """Publishing that the follower hears: it says when it has subscribed by hearing a retained event."""
    tools.says("publish", "org.example.news.begin", "--retain")
    follower.stdout.wait_for("org.example.news.begin")
    return lambda *words: tools.says("publish", *words)


def test_subscribe_ends_with_the_daemon(start_gateway, tools, started):
    gateway = start_gateway()
    follower = started.enter_context(tools.starts("subscribe", "org.example.news.", "--match", "prefix"))
    start_publishing(tools, follower)
    gateway.stop()
    assert follower.wait() == 1
    assert "wamp.close.system_shutdown" in follower.stderr.wait_for_the_end()


def test_a_subscription_that_is_refused_says_why(start_gateway, tools):
    start_gateway()
    told = tools.fails("subscribe", "org.deskgate.mpris.vlc.Player.Nothing")
    assert told.startswith("deskgate: wamp.error.not_authorized: ")


def test_publishing_under_our_own_names_is_refused(start_gateway, tools):
    start_gateway()
    assert "wamp.error.not_authorized" in tools.fails("publish", "org.deskgate.mpris.vlc.Player.Seeked", "5")


@pytest.mark.parametrize("words, told", [
    (["stauts"], 'did you mean "status"?'),
    (["policy", "chek"], 'did you mean "check"?'),
    (["bus", "list", "--josn"], "--josn"),
    (["call"], "URI"),
    (["subscribe", "a.b", "--match", "regex"], "prefix"),
    (["subscribe", "a.b", "--count", "0"], "--count"),
])
def test_wrong_usage_names_the_way_out(words, told, tools):
    said = tools.fails(*words, status=2)
    assert told in said
    assert "--help" in said


@pytest.mark.parametrize("words", [["bus"], ["policy"], []])
def test_a_family_alone_shows_what_is_in_it(words, tools):
    assert "Subcommands:" in tools.fails(*words, status=2)


@pytest.mark.parametrize("words", [["call"], ["publish"], ["subscribe"], ["status"], ["bus", "list"],
                                   ["bus", "describe"], ["policy", "list"], ["policy", "check"]])
def test_each_command_explains_itself(words, tools):
    assert "Usage: deskgate " + " ".join(words) in tools.says(*words, "--help")
