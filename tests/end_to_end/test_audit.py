# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What was decided is in the audit log, what was said is not, and a log that somebody changed says so."""

import json
import stat

import pytest

from support.wamp import ABORT, AUTHENTICATE, CHALLENGE, HELLO

ROLES = {"anonymous": {"grants": ["everything.use"]}, "family": {"grants": []}, "owner": {"grants": ["*"]}}
CONFIG = {"role": ROLES, "principal": {"script": {"role": "family", "ticket": "canary-ticket-0"}}}


@pytest.fixture
def gateway(start_gateway, everything):
    return start_gateway(config=CONFIG)


@pytest.fixture
def log(folder):
    return folder / ".local/state/deskgate/audit.jsonl"


def lines(log):
    return [json.loads(line) for line in log.read_text().splitlines()]


def by_ticket(gateway, ticket):
    peer = gateway.connect()
    peer.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["ticket"], "authid": "script"}])
    assert peer.hears()[0] == CHALLENGE
    peer.says([AUTHENTICATE, ticket, {}])
    return peer, peer.hears()


def of(log, event):
    return [line for line in lines(log) if line["event"] == event]


def test_logins_are_recorded_and_who_was_not_let_in(gateway, log):
    by_ticket(gateway, "canary-ticket-0")
    assert by_ticket(gateway, "canary-ticket-1")[1][0] == ABORT
    first, second = of(log, "login")
    assert (first["verdict"], first["who"], first["role"], first["note"]) == ("allowed", "script", "family", "ticket")
    assert (second["verdict"], second["who"]) == ("refused", "script")
    assert second["note"] == "wamp.error.authentication_denied"
    assert first["address"].startswith("127.0.0.1:")
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_calls_and_writes_are_recorded_with_the_rule_and_reading_is_not(gateway, everything, log):
    client = gateway.client()
    client.calls(everything.uri_of("Add"), 2, 3)
    client.calls(everything.uri_of("Text") + ".set", "canary-value")
    client.calls(everything.uri_of("Text") + ".get")
    call, = of(log, "call")
    assert call["uri"] == everything.uri_of("Add") and call["rule"].startswith("everything.use:")
    write, = of(log, "write")
    assert write["uri"] == everything.uri_of("Text") + ".set"


def test_refusals_are_recorded_with_the_reason_and_only_so_many(gateway, log):
    for client in (gateway.client(), gateway.client()):
        for number in range(50):
            client.fails_to_call(f"org.deskgate.admin.status.{number}")
    refusals = [line for line in of(log, "call") if line["verdict"] == "refused"]
    assert len(refusals) == 60
    assert "only this user's own programs may" in refusals[0]["note"]
    gateway.stop()
    told, = of(log, "refusals")
    assert (told["role"], told["note"]) == ("anonymous", "40 more within a minute")


def test_strangers_do_not_push_out_what_is_kept_of_others(start_gateway, everything, log):
    gateway = start_gateway(config={**CONFIG, "limits": {"connections_per_address": 100, "unjoined_connections": 100}})
    gateway.client().calls(everything.uri_of("Add"), 2, 3)
    for number in range(80):
        stranger = gateway.connect()
        stranger.says([HELLO, "deskgate", {"roles": {"caller": {}}, "authmethods": ["none"], "authid": f"name {number}"}])
        assert stranger.hears()[0] == ABORT
    assert len([line for line in of(log, "login") if line["verdict"] == "refused"]) == 60
    gateway.stop()
    told, = of(log, "refusals")
    assert told["note"] == "20 more within a minute" and "who" not in told


def test_who_calls_again_and_again_pushes_out_nothing_either(gateway, everything, log):
    client = gateway.client()
    for number in range(80):
        client.calls(everything.uri_of("Add"), number, 1)
        client.calls(everything.uri_of("Text") + ".set", str(number))
    assert (len(of(log, "call")), len(of(log, "write"))) == (60, 60)
    gateway.stop()
    calls, writes = of(log, "calls") + of(log, "writes")
    assert (calls["uri"], calls["note"]) == (everything.uri_of("Add"), "20 more within a minute")
    assert (writes["uri"], writes["note"]) == (everything.uri_of("Text") + ".set", "20 more within a minute")


def test_who_joins_again_and_again_pushes_out_nothing_either(gateway, log):
    for _ in range(80):
        gateway.client().closes()
    assert len(of(log, "login")) == 60
    gateway.stop()
    told, = of(log, "logins")
    assert (told["role"], told["verdict"], told["note"]) == ("anonymous", "allowed", "20 more within a minute")


def test_a_log_is_whole_until_somebody_changes_it(gateway, everything, log, tools):
    client = gateway.client()
    for number in range(5):
        client.calls(everything.uri_of("Add"), number, 1)
    assert "nothing was changed, and up to line 6 nothing is missing" in tools.says("audit", "verify")
    whole = log.read_bytes()
    rows = whole.splitlines(keepends=True)
    assert len(rows) == 6
    for damaged in (rows[:2] + rows[3:], rows[:2] + [rows[3], rows[2]] + rows[4:], rows[:3] + [rows[2]] + rows[3:],
                    [rows[0].replace(b"anonymous", b"anonymouz")] + rows[1:], rows[:-1] + [rows[-1][:-10]]):
        log.write_bytes(b"".join(damaged))
        assert f"{log}:" in tools.fails("audit", "verify")
    log.write_bytes(b"".join(rows[:-1]))
    assert "the last lines are missing" in tools.fails("audit", "verify")
    log.unlink()
    assert "ends at line 0, and the Deskgate that runs has written 6" in tools.fails("audit", "verify")
    log.write_bytes(whole)
    log.chmod(0o600)
    tools.says("audit", "verify")


def test_every_octet_but_the_last_lines_own_is_guarded(gateway, everything, log, tools):
    client = gateway.client()
    client.calls(everything.uri_of("Add"), 1, 1)
    client.calls(everything.uri_of("Add"), 1, 2)
    whole = log.read_bytes()
    size = len(whole) - len(whole.splitlines(keepends=True)[-1])
    for at in range(0, size, 23):
        log.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        tools.fails("audit", "verify")
    log.write_bytes(whole)


def test_a_log_goes_on_after_a_crash_in_the_middle_of_a_line(gateway, everything, log, tools, start_gateway):
    gateway.client().calls(everything.uri_of("Add"), 1, 1)
    gateway.kill()
    log.write_bytes(log.read_bytes()[:-30])
    again = start_gateway(config=CONFIG)
    again.client().calls(everything.uri_of("Add"), 1, 1)
    assert [line["event"] for line in lines_that_are_whole(log)][-3:] == ["audit.damaged", "login", "call"]
    told = tools.fails("audit", "verify")
    assert "is no line of this log" in told and "says that the line before it was cut" in told


def lines_that_are_whole(log):
    for text in log.read_text().splitlines():
        try:
            yield json.loads(text)
        except json.JSONDecodeError:
            continue


def test_files_follow_each_other_and_the_chain_goes_on(start_gateway, everything, log, tools):
    gateway = start_gateway(config={**CONFIG, "audit": {"file_size": 2000, "files": 3}})
    client = gateway.client()
    for number in range(30):
        client.calls(everything.uri_of("Add"), number, 1)
    assert sorted(file.name for file in log.parent.glob("audit*")) == ["audit.1.jsonl", "audit.2.jsonl", "audit.jsonl"]
    assert all(file.stat().st_size <= 2000 for file in log.parent.glob("audit*"))
    tools.says("audit", "verify")
    gateway.stop()
    start_gateway(config={**CONFIG, "audit": {"file_size": 2000, "files": 3}}).client()
    tools.says("audit", "verify")


def test_a_log_that_cannot_be_written_lets_nothing_be_changed(start_gateway, everything, log):
    log.parent.mkdir(parents=True, mode=0o700)
    log.symlink_to("/dev/full")
    gateway = start_gateway(config=CONFIG)
    client = gateway.client()
    assert client.calls(everything.uri_of("Add"), 2, 3) == [5]
    told = client.fails_to_call(everything.uri_of("Text") + ".set", "x")
    assert (told.uri, "the audit log cannot be written" in told.text) == ("wamp.error.unavailable", True)
    gateway.stderr.wait_for("audit: .*audit.jsonl: cannot be opened")
    assert "cannot be opened" in gateway.owner().calls("org.deskgate.admin.status")[0]["audit"]
    assert client.calls(everything.uri_of("Text") + ".get")


def test_the_command_prints_what_people_read(gateway, everything, tools):
    client = gateway.client()
    client.calls(everything.uri_of("Add"), 2, 3)
    client.fails_to_call("org.deskgate.admin.status")
    by_ticket(gateway, "canary-ticket-1")
    text = tools.says("audit")
    assert "call  allowed" in text and everything.uri_of("Add") in text
    assert all("refused" in line for line in tools.says("audit", "--refused").splitlines())
    assert tools.says("audit", "--who", "script").count("\n") == 1
    assert tools.says("audit", "--since", "1h") == text
    assert [json.loads(line)["event"] for line in tools.says("audit", "--json").splitlines()] == [
        "login", "call", "call", "login"]
