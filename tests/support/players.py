# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Real media players, and playerctl, which sees them without Deskgate."""

import os
import pathlib
import pwd
import shutil
import tempfile

from .bus import Witness
from .program import Program, require, run
from .waiting import eventually

MPRIS = "org.mpris.MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
PATH = "/org/mpris/MediaPlayer2"
MPV_PLUGIN = pathlib.Path("/usr/lib/mpv-mpris/mpris.so")
TITLE, ARTIST = "First Light ☀", "The Testers"


def make_track(folder):
    """Ten minutes of a tone, with tags."""
    track = folder / "track.flac"
    run([require("ffmpeg", "ffmpeg"), "-loglevel", "error", "-f", "lavfi",
         "-i", "sine=frequency=440:duration=600:sample_rate=8000",
         "-metadata", f"title={TITLE}", "-metadata", f"artist={ARTIST}", str(track)]).check_returncode()
    track.chmod(0o644)
    return track


class Player(Program):
    """A player that plays. `component` is its place in a URI."""

    _status = "Playing"

    def __init__(self, bus, command, name, **options):
        super().__init__(command, **options)
        self._bus = bus
        self.name = name.format(pid=self.pid)
        self.component = self.name.removeprefix(MPRIS + ".").replace(".", "_")
        self.uri = f"org.deskgate.mpris.{self.component}"

    def uri_of(self, member):
        return f"{self.uri}.Player.{member}"

    def wait_until_ready(self):
        """The tags come after the status, for a player opens a file in the background."""
        with Witness(self._bus) as witness:
            witness.wait_for_property(self.name, PATH, PLAYER, "PlaybackStatus", lambda value: value == self._status)
            witness.wait_for_property(self.name, PATH, PLAYER, "Metadata",
                                      lambda value: value.get("xesam:title") == TITLE)

    def get(self, member):
        with Witness(self._bus) as witness:
            return witness.get(self.name, PATH, PLAYER, member)

    def get_all(self, interface=PLAYER):
        with Witness(self._bus) as witness:
            return witness.get_all(self.name, PATH, interface)


class Mpv(Player):
    """The first on a bus is called mpv, each further one mpv.instance<pid>."""

    # mpv-mpris 0.7 asks mpv for a property that mpv does not have, and answers with a variable that nothing has set.
    random = "Shuffle"

    def __init__(self, bus, track, is_first=True, is_paused=False):
        assert MPV_PLUGIN.exists(), f"{MPV_PLUGIN} is missing: apt-get install mpv-mpris (or ./dev deps)"
        command = [require("mpv", "mpv"), "--no-config", f"--script={MPV_PLUGIN}", "--ao=null", "--vo=null",
                   "--no-terminal", "--loop-file=inf", str(track)]
        name = f"{MPRIS}.mpv" if is_first else f"{MPRIS}.mpv.instance{{pid}}"
        super().__init__(bus, command + ["--pause"] * is_paused, name, env=bus.environment)
        self._status = "Paused" if is_paused else "Playing"

    def get_all(self, interface=PLAYER):
        return {name: value for name, value in super().get_all(interface).items() if name != self.random}


class Vlc(Player):
    """VLC refuses to run as root: for root it runs as nobody."""

    def __init__(self, bus, track):
        self._home = tempfile.mkdtemp(prefix="deskgate-vlc-")
        user = {}
        if os.getuid() == 0:
            nobody = pwd.getpwnam("nobody")
            user = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            os.chown(self._home, nobody.pw_uid, nobody.pw_gid)
        command = [require("vlc", "vlc-bin vlc-plugin-base"), "-I", "dummy", "--no-video", "--aout=dummy",
                   "--loop", str(track)]
        super().__init__(bus, command, f"{MPRIS}.vlc", cwd=self._home,
                         env={**bus.environment, "HOME": self._home}, **user)

    def __exit__(self, *_):
        super().__exit__()
        shutil.rmtree(self._home)


class Playerctl:
    """playerctl: an MPRIS client that people use, as independent witness of one player."""

    def __init__(self, bus, player):
        self._command = [require("playerctl", "playerctl"), "-p", player.name.removeprefix(MPRIS + ".")]
        self._environment = bus.environment

    def says(self, *words):
        return run([*self._command, *words], env=self._environment).stdout.strip()

    def does(self, *words):
        run([*self._command, *words], env=self._environment).check_returncode()

    def comes_to_say(self, expected, *words):
        """Blocks until it says so: it has its own view of the player, a moment after or before ours."""
        eventually(f"playerctl {' '.join(words)} to say {expected}", lambda: self.says(*words),
                   lambda answer: answer == expected)
