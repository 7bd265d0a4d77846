# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What test_observe.py says of dbus-daemon holds for dbus-broker as well."""

import pytest

from support.broker import RunningBroker, has_namespaces
from test_observe import (  # noqa: F401
    caller, client, gateway, hear, other, policies, test_a_call_is_told_with_its_caller_and_its_reply,
    test_a_call_of_another_program_does_not_count, test_a_call_of_the_unique_name_is_told_too,
    test_a_call_that_wants_no_reply_is_told_at_once, test_a_call_whose_caller_dies_is_told_without_a_reply,
    test_a_reply_from_a_third_program_does_not_count, test_a_service_that_comes_back_is_observed_again,
    test_a_signal_arrives_once_and_from_its_service_alone, test_an_error_is_told_as_it_was_answered,
    test_callers_with_equal_serials_are_kept_apart, test_files_that_others_pass_are_closed,
    test_ten_thousand_calls_are_told_once_each, test_what_deskgate_calls_for_its_clients_does_not_count)

pytestmark = pytest.mark.skipif(not has_namespaces(), reason="this machine allows no mount namespace")


@pytest.fixture
def bus(folder, started):
    return started.enter_context(RunningBroker(folder))
