# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Files that lie in the home itself: the daemon can read them, and nothing beside them."""

import pytest

from support.certificate import Certificate
from support.fixtures import new_folder
from support.gateway import binary, environment
from support.program import Program
from support.tools import Tools

NEXT_START = "cannot be read in the sandbox; it takes effect at the next start"
CONFIGURATION = """\
state = "state"
[listen]
websocket = "127.0.0.1:0"
unix = "deskgate/wamp.sock"
"""


class AtHome(Program):
    """deskgate run without a bus, by somebody whose home this is and who stands in `place`."""

    def __init__(self, home, place, config):
        super().__init__([binary(), "run", "--no-bus", "--config", str(config)],
                         env=environment(home), cwd=place)

    def wait_until_ready(self):
        self.stdout.wait_for("listens on unix:")


def replace(file, text):
    """As an editor does: a new file under the old name."""
    new = file.with_suffix(".new")
    new.write_text(text)
    new.rename(file)


@pytest.fixture
def config(folder):
    file = folder / "deskgate.toml"
    file.write_text(CONFIGURATION)
    return file


def test_a_configuration_that_is_replaced_takes_effect_at_the_next_start(config, folder, started):
    deskgate = started.enter_context(AtHome(folder, folder, config))
    assert Tools(folder).says_json("status", "--json")["sandbox"]["files"] is True
    replace(config, CONFIGURATION + "# changed\n")
    deskgate.stderr.wait_for(f"reload: {config}: {NEXT_START}")


def test_a_configuration_that_is_written_to_is_read(config, folder, started):
    deskgate = started.enter_context(AtHome(folder, folder, config))
    config.write_text(CONFIGURATION + "# changed\n")
    deskgate.stderr.wait_for(r"^info\s+reload: ")


def test_a_certificate_that_is_replaced_takes_effect_at_the_next_start(config, folder, started):
    Certificate(folder)
    config.write_text(CONFIGURATION + 'tls = "127.0.0.1:0"\ntls_certificate = "certificate.pem"\ntls_key = "key.pem"\n')
    deskgate = started.enter_context(AtHome(folder, folder, config))
    made = Certificate(started.enter_context(new_folder()))
    made.key.replace(folder / "key.pem")
    made.file.replace(folder / "certificate.pem")
    deskgate.stderr.wait_for(f"certificate: {folder}/certificate.pem: {NEXT_START}")


def test_a_configuration_that_is_named_from_where_one_stands_is_read_when_it_is_replaced(config, folder, started):
    home = started.enter_context(new_folder())
    deskgate = started.enter_context(AtHome(home, folder, config.name))
    replace(config, CONFIGURATION + "# changed\n")
    deskgate.stderr.wait_for(r"^info\s+reload: ")
