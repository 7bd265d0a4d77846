# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Default deny: what no grant opens does not exist for a client."""

import pytest
import websockets

from support.players import Mpv
from support.services import Everything
from support.wamp import PUBLISH, REGISTER, WampError

MPV = "org.deskgate.mpris.mpv"
EVERYTHING = "org.deskgate.everything.Everything"


@pytest.mark.parametrize("procedure", [
    f"{MPV}.Player.PlayPause", f"{MPV}.Player.Volume.get", f"{MPV}.Player.Volume.set", f"{MPV}.Player.get_all",
    "org.deskgate.mpris.nobody.Player.PlayPause", f"{EVERYTHING}.Nothing", "org.deskgate.admin.anything",
])
def test_without_grants_no_call_is_authorised_and_none_is_told_what_exists(procedure, start_gateway, mpv):
    client = start_gateway().client()
    assert client.fails_to_call(procedure).uri == "wamp.error.not_authorized"


@pytest.mark.parametrize("topic", [f"{MPV}.Player.PlaybackStatus", f"{MPV}.Player.Seeked",
                                   "org.deskgate.mpris.nobody.Player.Seeked"])
def test_without_grants_no_topic_may_be_subscribed(topic, start_gateway, mpv):
    client = start_gateway().client()
    assert client.fails_to_subscribe(topic, get_retained=True).uri == "wamp.error.not_authorized"


@pytest.mark.parametrize("procedure, arguments", [("org.deskgate.bus.list", []), ("org.deskgate.bus.describe", [MPV])])
def test_without_grants_nothing_is_listed_or_described(procedure, arguments, start_gateway, mpv):
    client = start_gateway().client()
    assert client.fails_to_call(procedure, *arguments).uri == "wamp.error.not_authorized"


@pytest.mark.parametrize("prefix", ["org.deskgate.", ""])
def test_without_grants_no_prefix_may_be_subscribed(prefix, start_gateway, mpv):
    client = start_gateway().client()
    assert client.fails_to_subscribe(prefix, match="prefix").uri == "wamp.error.not_authorized"


def test_a_config_that_names_no_grants_gives_none(start_gateway, mpv):
    client = start_gateway(config={"role": {}}).client()
    assert client.fails_to_call("org.deskgate.bus.list").uri == "wamp.error.not_authorized"
    assert client.fails_to_call(f"{MPV}.Player.PlayPause").uri == "wamp.error.not_authorized"


def test_seeing_is_not_controlling(start_gateway, mpv):
    client = start_gateway("mpris.view").client()
    assert client.retained(f"{MPV}.Player.PlaybackStatus") == "Playing"
    error = client.fails_to_call(f"{MPV}.Player.PlayPause")
    assert error.uri == "wamp.error.not_authorized"
    assert "mpris.control" in error.text
    assert mpv.get("PlaybackStatus") == "Playing"


def test_the_list_shows_only_what_the_grants_open(start_gateway, mpv, everything):
    gateway = start_gateway("mpris.view")
    assert [item["uri"] for item in gateway.client().calls("org.deskgate.bus.list")[0]] == [MPV]
    assert sorted(item["uri"] for item in gateway.owner().calls("org.deskgate.bus.list")[0]) == [
        "org.deskgate.everything", MPV]


def test_a_description_shows_only_what_the_grants_open(start_gateway, mpv):
    description, = start_gateway("mpris.view").client().calls("org.deskgate.bus.describe", MPV)
    procedures = {procedure["uri"] for procedure in description["procedures"]}
    assert f"{MPV}.Player.Volume.get" in procedures
    assert not procedures & {f"{MPV}.Player.PlayPause", f"{MPV}.Player.Volume.set"}


def test_the_appearance_of_what_is_not_granted_is_not_announced(start_gateway, bus, track, started):
    client = start_gateway("mpris.view").client()
    client.subscribes("org.deskgate.bus.added")
    started.enter_context(Everything(bus))
    started.enter_context(Mpv(bus, track))
    assert client.next_event().arguments[0]["uri"] == MPV


@pytest.mark.parametrize("prefix", ["org.deskgate.", "org.", "org.deskgate", ""])
def test_a_broad_prefix_yields_only_what_could_be_subscribed_one_by_one(prefix, start_gateway, mpv, everything):
    gateway = start_gateway("mpris.view")
    stranger, owner = gateway.client(), gateway.owner()
    stranger.subscribes(prefix, match="prefix")
    owner.subscribes("org.deskgate.", match="prefix")
    owner.calls(f"{EVERYTHING}.EmitHappened", "not for strangers", 1)
    assert owner.event_where(lambda event: event.arguments == ["not for strangers", 1])
    owner.calls(f"{MPV}.Player.Pause")
    topics = topics_until(stranger, f"{MPV}.Player.PlaybackStatus")
    assert all(topic.startswith(f"{MPV}.") for topic in topics), topics


def topics_until(client, last):
    topics = [client.next_event().details["topic"]]
    while topics[-1] != last:
        topics.append(client.next_event().details["topic"])
    return topics


def test_a_wildcard_yields_nothing_that_is_not_granted(start_gateway, mpv, everything):
    gateway = start_gateway("mpris.view")
    stranger, owner = gateway.client(), gateway.owner()
    stranger.subscribes("org.deskgate.everything..Happened", match="wildcard")
    stranger.subscribes(f"{MPV}.Player.PlaybackStatus")
    owner.calls(f"{EVERYTHING}.EmitHappened", "not for strangers", 1)
    owner.calls(f"{MPV}.Player.Pause")
    assert stranger.next_event().arguments == ["Paused"]


def test_a_broad_prefix_receives_no_retained_value_that_is_not_granted(start_gateway, mpv, everything):
    client = start_gateway("mpris.view").client()
    client.subscribes("org.deskgate.", match="prefix", get_retained=True)
    client.calls(f"{MPV}.Player.Volume.get")
    topics = [event.details["topic"] for event in client.events_so_far]
    assert all(topic.startswith(f"{MPV}.") for topic in topics), topics


def test_what_the_policy_asks_of_an_argument_holds_for_the_owner_too(start_gateway, mpv):
    owner = start_gateway().owner()
    assert owner.fails_to_call(f"{MPV}.Player.Volume.set", 7).uri == "wamp.error.not_authorized"
    assert mpv.get("Volume") == 1.0


@pytest.mark.parametrize("topic", [f"{MPV}.Player.PlaybackStatus", "org.deskgate.bus.added", "org.deskgate.anything"])
def test_nobody_publishes_in_deskgates_name(topic, start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    with pytest.raises(WampError) as refused:
        client.answer_to(client.request(PUBLISH, {"acknowledge": True}, topic, ["forged"]))
    assert refused.value.uri == "wamp.error.not_authorized"


@pytest.mark.parametrize("procedure", ["org.deskgate.mpris.fake.Player.Play", "org.deskgate.bus.list"])
def test_nobody_registers_in_deskgates_name(procedure, start_gateway, mpv):
    client = start_gateway("mpris.control").client()
    with pytest.raises(WampError) as refused:
        client.answer_to(client.request(REGISTER, {}, procedure))
    assert refused.value.uri in {"wamp.error.not_authorized", "wamp.error.procedure_already_exists"}


def test_the_owner_on_the_unix_socket_may_do_what_the_policies_know(start_gateway, mpv, everything):
    owner = start_gateway().owner()
    assert owner.calls(f"{MPV}.Player.Volume.get") == [1.0]
    assert owner.calls(f"{EVERYTHING}.Add", 1, 2) == [3]


def test_even_the_owner_cannot_call_what_no_policy_names(start_gateway, everything):
    owner = start_gateway().owner()
    assert owner.fails_to_call(f"{EVERYTHING}.Secret").uri in {"wamp.error.not_authorized",
                                                               "wamp.error.no_such_procedure"}
    assert everything.call_count == 0


def test_the_unix_socket_belongs_to_its_owner_alone(start_gateway):
    gateway = start_gateway()
    assert gateway.unix_path.stat().st_mode & 0o777 == 0o600
    assert gateway.unix_path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("origin", ["https://example.org", "http://127.0.0.1:8000", "null"])
def test_a_web_page_that_is_not_allowed_cannot_connect(origin, start_gateway):
    with pytest.raises(websockets.InvalidStatusCode) as refused:
        start_gateway("mpris.control").connect(origin=origin)
    assert refused.value.status_code == 403


def test_a_web_page_that_is_allowed_can_connect(start_gateway, mpv):
    listen = {"websocket": "127.0.0.1:0", "unix": False, "allowed_origins": ["https://example.org"]}
    client = start_gateway("mpris.control", config={"listen": listen}).connect(origin="https://example.org").joins()
    assert len(client.calls("org.deskgate.bus.list")[0]) == 1
