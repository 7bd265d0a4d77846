# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What the shipped files ask the desktop about happens after a yes, and not after a no."""

import pytest

from support.mocks import MOCK, logind

MANAGER = "/org/freedesktop/login1"
EACH = pytest.mark.parametrize("member, grant", [("Suspend", "power.suspend"), ("Hibernate", "power.suspend"),
                                                 ("PowerOff", "power.off"), ("Reboot", "power.off")])


@pytest.fixture
def login(bus, started):
    return started.enter_context(logind(bus))


@pytest.fixture
def wants(start_gateway, bus, login, dunst):
    """A client that wants the computer to do this, and the desktop, which has been asked about it."""
    def wants(member, grant):
        client = start_gateway(grant, system_bus_address=bus.address).client()
        request = client.starts_calling(f"org.deskgate.power.Manager.{member}", True)
        dunst.comes_to_display(1)
        return client, request
    return wants


@pytest.fixture
def calls(witness, login):
    """What logind was asked for: a list of argument lists."""
    def calls(member):
        made, = witness.call(login.name, MANAGER, MOCK, "GetMethodCalls", "(s)", member)
        return [list(arguments) for _, arguments in made]
    return calls


@EACH
def test_it_happens_after_a_yes_and_asks_for_no_password(wants, dunst, calls, member, grant):
    client, request = wants(member, grant)
    assert calls(member) == []
    dunst.presses("Allow once")
    client.result_of(request)
    assert calls(member) == [[False]]


@EACH
def test_it_does_not_happen_after_a_no(wants, dunst, calls, member, grant):
    client, request = wants(member, grant)
    dunst.presses("Do not allow")
    with pytest.raises(Exception, match="the desktop said no"):
        client.result_of(request)
    assert calls(member) == []
