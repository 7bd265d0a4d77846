#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A remote control: plays or pauses a media player of the desktop.

    remote.py            the first player that there is
    remote.py vlc        the player of this name

python3-autobahn is the WAMP client that Debian has for everybody; nothing in here is Deskgate's own."""

import asyncio
import os
import sys

URL = os.environ.get("DESKGATE_URL", "ws://127.0.0.1:5020/ws")
WANTED = sys.argv[1] if len(sys.argv) > 1 else None
PATIENCE = 5  # seconds

try:
    from autobahn.asyncio.wamp import ApplicationRunner, ApplicationSession
    from autobahn.wamp.exception import ApplicationError
    from autobahn.wamp.types import SubscribeOptions
except ImportError:
    sys.exit("Python's WAMP client is not installed.\n  Install it: apt-get install python3-autobahn\n"
             "  and start this with /usr/bin/python3.")


async def remote_control(session):
    # What is on the desktop? The list holds only what we may see.
    objects = await session.call("org.deskgate.bus.list")
    players = [entry["uri"] for entry in objects if entry["policy"] == "mpris"]
    if not players:
        return "No media player is there.\n  Start one: mpv with mpv-mpris, VLC, Firefox, …"
    for uri in players:
        print("player  ", uri)

    player = next((uri for uri in players if not WANTED or uri.endswith(f".{WANTED}")), None)
    if not player:
        return f'There is no player "{WANTED}".\n  Take the last part of one of the names above.'

    # A property is a topic. With get_retained we receive its value now, and then each change.
    values = asyncio.Queue()
    status = f"{player}.Player.PlaybackStatus"
    await session.subscribe(values.put_nowait, status, SubscribeOptions(get_retained=True))
    print("is      ", await values.get())

    # A method is a procedure. What it changes comes back as an event, to us and to everybody else.
    print("calling ", f"{player}.Player.PlayPause")
    await session.call(f"{player}.Player.PlayPause")
    print("event   ", f"{status}: {await values.get()}")
    return None


# A session is one conversation with Deskgate: autobahn calls these when it begins and ends.
class Remote(ApplicationSession):
    problem = "Deskgate ended the session.\n  Its own output says why."

    async def onJoin(self, details):
        try:
            Remote.problem = await asyncio.wait_for(remote_control(self), PATIENCE)
        except asyncio.TimeoutError:
            Remote.problem = f"No answer within {PATIENCE} seconds.\n  Does the player hang?"
        except ApplicationError as error:
            Remote.problem = explain(error)
        self.leave()

    def onDisconnect(self):
        asyncio.get_event_loop().stop()


def explain(error):
    said = " ".join(map(str, error.args))
    if error.error == ApplicationError.NOT_AUTHORIZED:
        return (f"Deskgate does not allow this: {said}.\n"
                "  Grant mpris.control to [role.anonymous] in its configuration, as examples/demo.toml does.")
    return f"It did not work: {said or error.error}.\n  Deskgate's own output may say more."


try:
    asyncio.set_event_loop(asyncio.new_event_loop())
    ApplicationRunner(URL, "deskgate").run(Remote, log_level="critical")
except OSError:
    sys.exit(f"Nothing answers at {URL}.\n  Start Deskgate: ./dev run")
sys.exit(Remote.problem)
