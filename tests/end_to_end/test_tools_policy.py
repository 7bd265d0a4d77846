# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""deskgate policy: which files hold, what is wrong with the others, switching them on and off."""

import pytest

from support.gateway import SHIPPED_POLICIES, to_toml
from support.tools import Tools

LAMP = """\
summary = "Lamp: bright or dark"
[service]
name = "org.example.Lamp"
path = "/org/example/Lamp"
uri  = "org.example.lamp"
[grant.view."org.example.Lamp"]
watch = ["Brightness", "Colour"]
[grant.switch."org.example.Lamp"]
call = ["On", "Off"]
set  = ["*"]
"""


class Desk:
    """A configuration with two folders: `shipped` and, after it, the user's `own`."""

    def __init__(self, folder):
        self.shipped, self.own = folder / "shipped", folder / "own"
        self.shipped.mkdir()
        self.own.mkdir()
        self._config = folder / "deskgate.toml"
        self._tools = Tools(folder)
        self.holds("lamp.view")

    def holds(self, *grants):
        self._config.write_text(to_toml({
            "policy": {"folders": [str(self.shipped), str(self.own)]},
            "role": {"anonymous": {"grants": list(grants)}, "owner": {"grants": ["*"]}}}))

    def ships(self, name="lamp.toml", text=LAMP):
        (self.shipped / name).write_text(text)

    def has(self, name="lamp.toml", text=LAMP):
        (self.own / name).write_text(text)

    def says(self, *words):
        return self._tools.says("policy", *words, "--config", str(self._config))

    def says_json(self, *words):
        return self._tools.says_json("policy", *words, "--config", str(self._config), "--json")

    def tells(self, *words):
        """What it says on standard error, where it succeeds all the same."""
        return self._tools.tells("policy", *words, "--config", str(self._config))

    def fails(self, *words, status=1):
        return self._tools.fails("policy", *words, "--config", str(self._config), status=status)

    def states(self):
        return {file["path"].removeprefix(f"{self.shipped.parent}/"): file["state"]
                for file in self.says_json("list")}


@pytest.fixture
def desk(folder):
    return Desk(folder)


def test_the_list_says_what_a_file_is_where_it_lies_and_who_holds_its_grants(desk):
    desk.ships()
    lines = desk.says("list").splitlines()
    assert lines[:2] == ["lamp: Lamp: bright or dark", f"  {desk.shipped}/lamp.toml"]
    assert [line.split(maxsplit=1)[0] for line in lines[2:]] == ["lamp.switch", "lamp.view"]
    assert "call 2, set all" in lines[2] and lines[2].endswith("held by owner")
    assert "watch 2" in lines[3] and lines[3].endswith("held by anonymous, owner")


def test_the_list_for_a_program(desk):
    desk.ships()
    assert desk.says_json("list") == [
        {"id": "lamp", "path": f"{desk.shipped}/lamp.toml", "state": "enabled", "summary": "Lamp: bright or dark",
         "problems": [], "grants": [{"name": "lamp.switch", "roles": ["owner"]},
                                    {"name": "lamp.view", "roles": ["anonymous", "owner"]}]}]


def test_a_broken_file_is_listed_with_the_reason(desk):
    desk.ships(text=LAMP.replace("call = ", "cal = "))
    told = desk.says("list")
    assert told.startswith("lamp: broken\n")
    assert f"{desk.shipped}/lamp.toml:9: " in told and 'did you mean "call"?' in told


def test_a_file_that_collides_is_listed_as_broken(desk):
    desk.ships()
    desk.has("other.toml")
    assert desk.states() == {"shipped/lamp.toml": "enabled", "own/other.toml": "broken"}


def test_a_file_that_the_users_own_replaces_is_listed_so(desk):
    desk.ships()
    desk.has()
    assert f"lamp: replaced by {desk.own}/lamp.toml\n  {desk.shipped}/lamp.toml\n" in desk.says("list")
    assert desk.states() == {"shipped/lamp.toml": "replaced", "own/lamp.toml": "enabled"}


@pytest.mark.parametrize("command", ["list", "check"])
def test_without_files_it_says_where_it_looked(command, desk):
    desk.holds()
    assert desk.says(command).splitlines() == [
        "There is no policy file, so nothing is exposed. Looked in:", f"  {desk.shipped}", f"  {desk.own}"]


def test_a_shipped_file_is_disabled_by_an_empty_one_and_enabled_again(desk):
    desk.ships()
    assert f"Wrote {desk.own}/lamp.toml" in desk.says("disable", "lamp")
    assert desk.states() == {"shipped/lamp.toml": "disabled"}
    assert f"lamp: disabled by {desk.own}/lamp.toml\n" in desk.says("list")
    assert f"Removed {desk.own}/lamp.toml" in desk.says("enable", "lamp")
    assert desk.states() == {"shipped/lamp.toml": "enabled"}


def test_the_users_own_file_is_put_aside_and_taken_back(desk):
    desk.has()
    assert f"Put aside as {desk.own}/lamp.toml.disabled" in desk.says("disable", "lamp")
    assert desk.states() == {"own/lamp.toml.disabled": "disabled"}
    desk.says("enable", "lamp")
    assert (desk.own / "lamp.toml").read_text() == LAMP
    assert desk.states() == {"own/lamp.toml": "enabled"}


def test_disabling_the_users_own_file_does_not_bring_back_what_it_replaces(desk):
    desk.ships()
    desk.has(text=LAMP.replace("bright", "my bright"))
    desk.says("disable", "lamp")
    assert set(desk.states().values()) == {"disabled"}
    desk.says("enable", "lamp")
    assert desk.states() == {"shipped/lamp.toml": "replaced", "own/lamp.toml": "enabled"}
    assert "my bright" in (desk.own / "lamp.toml").read_text()


def test_doing_it_twice_does_no_harm(desk):
    desk.ships()
    assert desk.says("enable", "lamp") == "lamp is enabled already\n"
    desk.says("disable", "lamp")
    assert desk.says("disable", "lamp") == "lamp is disabled already\n"


def test_the_users_folder_is_made_when_it_is_needed(desk):
    desk.ships()
    desk.own.rmdir()
    desk.says("disable", "lamp")
    assert desk.states() == {"shipped/lamp.toml": "disabled"}


def test_a_name_that_is_none_is_told(desk):
    desk.ships()
    assert 'there is no policy file "lmap"; did you mean "lamp"?' in desk.fails("disable", "lmap")


def test_what_was_put_aside_before_is_not_overwritten(desk):
    desk.has()
    desk.has("lamp.toml.disabled", "old")
    assert f"{desk.own}/lamp.toml.disabled is in the way" in desk.fails("disable", "lamp")
    assert (desk.own / "lamp.toml.disabled").read_text() == "old"


def test_a_disabled_file_is_not_read_by_the_daemon(start_gateway, folder):
    own = folder / "own"
    own.mkdir()
    (own / "mpris.toml").touch()
    gateway = start_gateway(policies=[SHIPPED_POLICIES, own])
    assert not gateway.stdout.matches(r"^  mpris: ")
    assert "mpris" not in gateway.stderr.text


def test_check_without_a_file_looks_at_the_configured_folders(desk):
    desk.ships()
    desk.has("other.toml", LAMP.replace("org.example.lamp", "org.example.other"))
    assert desk.says("check").splitlines() == [
        f"{desk.shipped}/lamp.toml: fine; grants lamp.switch, lamp.view",
        f"{desk.own}/other.toml: fine; grants other.switch, other.view"]


def test_check_without_a_file_fails_if_one_is_broken(desk):
    desk.ships(text=LAMP.replace("call = ", "cal = "))
    assert f"{desk.shipped}/lamp.toml:9: " in desk.fails("check")


def test_check_tells_a_grant_that_no_file_has(desk):
    desk.ships()
    desk.holds("lamp.veiw")
    told = desk.fails("check")
    assert '[role.anonymous]: no policy file has the grant "lamp.veiw"; did you mean "lamp.view"?' in told


@pytest.fixture
def lamp_desk(desk):
    desk.ships()
    return desk


def test_explain_says_for_each_role_which_line_decides(lamp_desk):
    assert lamp_desk.says("explain", "org.example.lamp.Lamp.On").splitlines() == [
        "anonymous: not allowed: it needs the grant lamp.switch",
        f"  {lamp_desk.shipped}/lamp.toml:9: [lamp.switch] call On of org.example.Lamp",
        "owner: allowed by lamp.switch",
        f"  {lamp_desk.shipped}/lamp.toml:9: [lamp.switch] call On of org.example.Lamp"]


def test_explain_can_speak_of_one_role_and_of_a_subscription(lamp_desk):
    told = lamp_desk.says("explain", "org.example.lamp.Lamp.Colour", "--subscribe", "--role", "anonymous")
    assert told.splitlines() == [
        "anonymous: allowed by lamp.view",
        f"  {lamp_desk.shipped}/lamp.toml:7: [lamp.view] watch Colour of org.example.Lamp"]


def test_explain_says_what_only_somebody_at_the_desktop_could_allow(lamp_desk):
    lamp_desk.ships(text=LAMP + '[grant.smash."org.example.Lamp"]\nask = true\ncall = ["Smash"]\n')
    lamp_desk.holds("lamp.smash")
    explained, = lamp_desk.says_json("explain", "org.example.lamp.Lamp.Smash", "--role", "anonymous")
    assert (explained["allowed"], explained["asks"], explained["grants"]) == (False, True, ["lamp.smash"])
    assert explained["summary"] == ("not allowed before somebody at the desktop is asked, as lamp.smash wants, "
                                    "and nobody can be asked yet")


def test_explain_says_that_a_daemon_keeps_its_rules_while_a_file_is_broken(lamp_desk):
    lamp_desk.ships("broken.toml", "summary = 5\n")
    told = lamp_desk.tells("explain", "org.example.lamp.Lamp.On")
    assert "broken.toml:1" in told
    assert "a Deskgate that runs keeps the rules that it has" in told


def test_check_of_a_file_elsewhere_finds_what_it_would_collide_with(lamp_desk, folder):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lamp2.toml").write_text(LAMP)
    assert "lamp.toml" in lamp_desk.fails("check", str(elsewhere / "lamp2.toml"))
    (elsewhere / "lamp.toml").write_text(LAMP)
    (elsewhere / "lamp2.toml").unlink()
    assert "fine" in lamp_desk.says("check", str(elsewhere / "lamp.toml"))


def test_explain_guesses_what_was_meant(lamp_desk):
    assert 'did you mean "On"?' in lamp_desk.says("explain", "org.example.lamp.Lamp.Onn", "--role", "anonymous")


def test_explain_knows_what_is_open_without_a_policy_file(lamp_desk):
    assert lamp_desk.says("explain", "org.deskgate.admin.status").splitlines() == [
        "anonymous: not allowed: no policy file has an object for org.deskgate.admin.status",
        "owner: allowed, though not by a policy file"]


def test_explain_for_a_program(lamp_desk):
    explained = lamp_desk.says_json("explain", "org.example.lamp.Lamp.On", "--role", "anonymous")
    assert explained == [{
        "role": "anonymous", "allowed": False, "asks": False, "summary": "not allowed: it needs the grant lamp.switch",
        "grants": ["lamp.switch"], "lines": [{
            "file": f"{lamp_desk.shipped}/lamp.toml", "line": 9, "grant": "lamp.switch",
            "says": "call On of org.example.Lamp"}]}]


def test_explain_of_a_role_that_is_none_is_told(lamp_desk):
    assert 'did you mean "owner"?' in lamp_desk.fails("explain", "a.b", "--role", "onwer", status=2)
