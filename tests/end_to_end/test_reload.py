# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Policy files and roles change while the daemon runs."""

import signal

import pytest

from support.gateway import to_toml
from support.program import Program
from support.wamp import ERROR, SUBSCRIBE, UNSUBSCRIBED

URI = "org.deskgate.reloaded"
POLICY = """\
summary = "The test service"
[service]
bus  = "session"
name = "org.example.Everything"
path = "/org/example/Everything"
uri  = "org.deskgate.reloaded"
[grant.look."org.example.Everything"]
signal = ["Happened"]
[grant.use."org.example.Everything"]
call = ["Add", "Hang", "EmitHappened"]
set.Text = { max_length = 20 }
get = ["Text"]
"""
ADD = f"{URI}.Everything.Add"
HAPPENED = f"{URI}.Everything.Happened"
RELOADED = r"^info\s+reload: "


class Noise(Program):
    """Writes a file all the time."""

    def __init__(self, file):
        super().__init__(["/bin/sh", "-c", 'while echo noise > "$1"; do sleep 0.02; done', "sh", str(file)])

    def wait_until_ready(self):
        pass


@pytest.fixture
def policies(folder):
    place = folder / "policies"
    place.mkdir()
    return place


def replace(file, text):
    """As an editor does: a new file under the old name."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.rename(file)


def test_a_file_that_is_saved_shows_its_objects(start_gateway, policies, everything):
    gateway = start_gateway(policies=[policies], until="^Mirrored now:")
    (policies / "reloaded.toml").write_text(POLICY)
    gateway.stderr.wait_for(rf"added: {URI} ")
    assert gateway.owner().calls(ADD, 2, 3) == [5]


def test_a_folder_may_come_later(start_gateway, folder, everything):
    gateway = start_gateway(policies=[folder / "later"], until="^Mirrored now:")
    (folder / "later").mkdir()
    (folder / "later" / "reloaded.toml").write_text(POLICY)
    gateway.stderr.wait_for(rf"added: {URI} ")


def test_a_folder_that_is_replaced_is_still_watched(start_gateway, policies, everything):
    gateway = start_gateway(policies=[policies], until="^Mirrored now:")
    policies.rename(policies.with_name("old"))
    policies.mkdir()
    (policies / "reloaded.toml").write_text(POLICY)
    gateway.stderr.wait_for(rf"added: {URI} ")
    (policies / "reloaded.toml").unlink()
    gateway.stderr.wait_for(rf"removed: {URI} ")


def test_a_file_that_is_deleted_takes_its_objects_away(start_gateway, policies, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    client = gateway.owner()
    (policies / "reloaded.toml").unlink()
    gateway.stderr.wait_for(rf"removed: {URI} ")
    gateway.stderr.wait_for(RELOADED)
    assert client.fails_to_call(ADD, 2, 3).uri == "wamp.error.not_authorized"


def test_a_mistake_leaves_everything_as_it_was_and_is_told(start_gateway, policies, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    replace(policies / "reloaded.toml", POLICY.replace('"Add", ', "").replace("get = ", "gett = "))
    gateway.stderr.wait_for(r'reload: .*reloaded\.toml:12: .*"gett".*"get"')
    gateway.stderr.wait_for("reload: everything stays as it was")
    assert gateway.owner().calls(ADD, 2, 3) == [5]


def test_a_member_that_no_grant_names_any_longer_is_gone(start_gateway, policies, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    client = gateway.owner()
    replace(policies / "reloaded.toml", POLICY.replace('"Add", ', ""))
    gateway.stderr.wait_for(RELOADED)
    assert client.fails_to_call(ADD, 2, 3).uri == "wamp.error.not_authorized"


def test_a_condition_changes_without_disturbing_the_object(start_gateway, policies, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    client = gateway.owner()
    assert client.calls(f"{URI}.Everything.Text.set", "fifteen letters") == []
    hung = client.starts_calling(f"{URI}.Everything.Hang")
    replace(policies / "reloaded.toml", "# Shorter.\n" + POLICY.replace("max_length = 20", "max_length = 5"))
    gateway.stderr.wait_for(RELOADED)
    other = gateway.owner()
    assert "at most 5" in other.fails_to_call(f"{URI}.Everything.Text.set", "fifteen letters").text
    assert not gateway.stderr.matches("removed: ")
    answered = client.starts_calling(ADD, 2, 3)
    assert client.hears() == [50, answered, {}, [5]], f"call {hung} hangs and is still open"


def test_a_member_more_ends_no_call_and_announces_no_object(start_gateway, policies, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    client = gateway.owner()
    client.subscribes("org.deskgate.bus.changed")
    hung = client.starts_calling(f"{URI}.Everything.Hang")
    replace(policies / "reloaded.toml", POLICY.replace('"Add", ', '"AnswerTheHung", '))
    assert client.next_event().arguments[0]["uri"] == URI
    other = gateway.owner()
    assert other.fails_to_call(ADD, 2, 3).uri == "wamp.error.not_authorized"
    other.calls(f"{URI}.Everything.AnswerTheHung")
    assert client.result_of(hung) == []
    assert not gateway.stderr.matches("removed: ")


def test_a_member_that_the_service_does_not_have_is_told_with_the_one_that_was_meant(start_gateway, policies, everything):
    file = policies / "reloaded.toml"
    file.write_text(POLICY.replace('"Add", ', '"Ad", '))
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    gateway.stderr.wait_for(rf'misspelt: {file}:10: org.example.Everything has no method "Ad"; did you mean "Add"\?')
    replace(file, POLICY.replace('signal = ["Happened"]', 'signal = ["Hapened"]'))
    gateway.stderr.wait_for(rf'misspelt: {file}:8: org.example.Everything has no signal "Hapened"; did you mean "Happened"\?')
    assert len(gateway.stderr.matches("misspelt: ")) == 2


def test_a_subscription_that_is_not_allowed_any_longer_is_revoked(start_gateway, policies, folder, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway("reloaded.look", policies=[policies], until=f"^  {URI} ")
    client = gateway.connect()
    client.says([1, "deskgate", {"roles": {"subscriber": {"features": {"subscription_revocation": True}}}}])
    client.hears()
    client.says([SUBSCRIBE, 1, {}, HAPPENED])
    subscription = client.hears()[2]
    change_grants(folder, "reloaded.look", "reloaded.use")
    assert client.hears() == [UNSUBSCRIBED, 0, {"subscription": subscription, "reason": "wamp.error.not_authorized"}]


def test_a_call_that_is_not_allowed_any_longer_ends(start_gateway, policies, folder, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway("reloaded.use", policies=[policies], until=f"^  {URI} ")
    client = gateway.client()
    request = client.starts_calling(f"{URI}.Everything.Hang")
    change_grants(folder, "reloaded.use", "reloaded.look")
    answer = client.hears()
    assert (answer[0], answer[2], answer[4]) == (ERROR, request, "wamp.error.not_authorized")


def test_new_grants_count_at_once(start_gateway, policies, folder, everything):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway("reloaded.look", policies=[policies], until=f"^  {URI} ")
    client = gateway.client()
    assert client.fails_to_call(ADD, 2, 3).uri == "wamp.error.not_authorized"
    change_grants(folder, "reloaded.look", "reloaded.use")
    gateway.stderr.wait_for(RELOADED)
    assert client.calls(ADD, 2, 3) == [5]


def test_a_file_that_is_a_link_is_followed(start_gateway, policies, folder, everything):
    kept = folder / "dotfiles"
    kept.mkdir()
    (kept / "reloaded.toml").write_text(POLICY)
    (policies / "reloaded.toml").symlink_to(kept / "reloaded.toml")
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    replace(kept / "reloaded.toml", POLICY.replace('"Add", ', ""))
    gateway.stderr.wait_for(RELOADED)
    assert gateway.owner().fails_to_call(ADD, 2, 3).uri == "wamp.error.not_authorized"


def test_a_folder_that_is_never_quiet_is_read_all_the_same(start_gateway, policies, everything, started):
    (policies / "reloaded.toml").write_text(POLICY)
    gateway = start_gateway(policies=[policies], until=f"^  {URI} ")
    started.enter_context(Noise(policies / "notes.txt"))
    replace(policies / "reloaded.toml", POLICY.replace('"Add", ', ""))
    gateway.stderr.wait_for(RELOADED)
    assert gateway.owner().fails_to_call(ADD, 2, 3).uri == "wamp.error.not_authorized"


def test_hangup_reads_everything_again(start_gateway, policies):
    gateway = start_gateway(policies=[policies], until="^Mirrored now:")
    gateway.process.send_signal(signal.SIGHUP)
    gateway.stderr.wait_for(RELOADED)


def test_what_takes_effect_only_at_the_next_start_is_said(start_gateway, policies, folder):
    gateway = start_gateway(policies=[policies], until="^Mirrored now:")
    file = folder / "deskgate.toml"
    replace(file, file.read_text() + "\n" + to_toml({"limits": {"connections": 5}}))
    gateway.stderr.wait_for("reload: only roles, permissions, principals, pairing grants, policy folders and the procedures that are asked take effect at once")


def change_grants(folder, before, after):
    file = folder / "deskgate.toml"
    text = file.read_text()
    assert f'"{before}"' in text
    replace(file, text.replace(f'"{before}"', f'"{after}"'))
