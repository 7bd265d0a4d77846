# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What a stranger could write opens nothing, be it a policy file or the configuration."""

import pathlib
import re
import shutil
import signal

import pytest

from support.fixtures import TEST_POLICIES
from support.gateway import SHIPPED_POLICIES, run_deskgate


@pytest.fixture
def policy(folder):
    policies = folder / "policies"
    policies.mkdir()
    return pathlib.Path(shutil.copy(TEST_POLICIES / "everything.toml", policies))


def complaint_about(file):
    return re.escape(f'{file}: everybody may write to the file; "chmod go-w {file}" if you trust what is in it')


def test_a_policy_file_that_everybody_may_write_opens_nothing(start_gateway, everything, policy):
    policy.chmod(0o666)
    gateway = start_gateway("everything.use", policies=[SHIPPED_POLICIES, policy.parent])
    gateway.stderr.wait_for(complaint_about(policy))
    gateway.client().fails_to_call(everything.uri_of("Add"), 2, 3)


def test_check_says_so(folder, policy):
    policy.chmod(0o666)
    ended = run_deskgate(folder, "policy", "check", str(policy))
    assert ended.returncode == 1
    assert re.search(complaint_about(policy), ended.stderr)


def test_a_configuration_that_everybody_may_write_changes_nothing(start_gateway, everything, folder):
    gateway = start_gateway("everything.use")
    file = folder / "deskgate.toml"
    file.chmod(0o666)
    gateway.send(signal.SIGHUP)
    gateway.stderr.wait_for("reload: " + complaint_about(file))
    gateway.stderr.wait_for("reload: everything stays as it was until that is mended")
    assert gateway.client().calls(everything.uri_of("Add"), 2, 3) == [5]


def test_nobody_is_served_by_a_configuration_that_everybody_may_write(folder):
    file = folder / "deskgate.toml"
    file.write_text("")
    file.chmod(0o666)
    ended = run_deskgate(folder, "run", "--no-bus", "--config", str(file))
    assert ended.returncode == 1
    assert re.search(complaint_about(file), ended.stderr)
