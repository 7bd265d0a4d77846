# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What Deskgate asks of the bus, as the bus counts it: a signal that nobody subscribes to wakes nobody."""

import pytest

from support.players import Mpv


@pytest.fixture
def gateway(start_gateway, mpv):
    return start_gateway("mpris.control")


@pytest.fixture
def rules_about(gateway, witness, mpv):
    """rules_about(member): how many match rules Deskgate has for signals of that name."""
    deskgate, = witness.connections_of(gateway.pid)
    asker = gateway.client()

    def rules_about(member):
        asker.calls(mpv.uri_of("Volume.get"))  # what Deskgate has sent before this, the bus has handled
        return sum(f"member='{member}'" in rule for rule in witness.match_rules_of(deskgate))
    return rules_about


def test_a_signal_that_nobody_subscribes_to_has_no_match_rule(gateway, rules_about, mpv):
    client = gateway.client()
    client.subscribes(mpv.uri_of("PlaybackStatus"))
    assert rules_about("Seeked") == 0


def test_a_signal_has_a_match_rule_while_somebody_subscribes(gateway, rules_about, mpv):
    client, other = gateway.client(), gateway.client()
    subscription = client.subscribes(mpv.uri_of("Seeked"))
    of_other = other.subscribes(mpv.uri_of("Seeked"))
    assert rules_about("Seeked") == 1
    client.unsubscribes(subscription)
    assert rules_about("Seeked") == 1
    other.unsubscribes(of_other)
    assert rules_about("Seeked") == 0


def test_a_pattern_counts_for_each_player_that_it_covers(gateway, rules_about, bus, track, started):
    client = gateway.client()
    subscription = client.subscribes("org.deskgate.mpris..Player.Seeked", match="wildcard")
    added = client.subscribes("org.deskgate.bus.added")
    assert rules_about("Seeked") == 1
    started.enter_context(Mpv(bus, track, is_first=False))
    client.event_where(lambda event: event.subscription == added)
    assert rules_about("Seeked") == 2
    client.unsubscribes(subscription)
    assert rules_about("Seeked") == 0


def test_a_client_that_leaves_takes_its_match_rules_along(gateway, rules_about, mpv):
    client = gateway.client()
    client.subscribes(mpv.uri_of("Seeked"))
    assert rules_about("Seeked") == 1
    client.leaves()
    assert rules_about("Seeked") == 0


def test_each_player_costs_the_same_few_rules(gateway, witness, bus, track, started):
    """Two interfaces, each with the changes of its properties; who owns names is one rule for all players."""
    deskgate, = witness.connections_of(gateway.pid)
    client = gateway.client()
    client.subscribes("org.deskgate.bus.added")
    before = len(witness.match_rules_of(deskgate))
    started.enter_context(Mpv(bus, track, is_first=False))
    client.next_event()
    assert len(witness.match_rules_of(deskgate)) == before + 2
