# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A D-Bus session bus of our own, and an outside witness on it."""

import os

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

from .program import Program, require  # noqa: E402
from .waiting import PATIENCE  # noqa: E402

PROPERTIES = "org.freedesktop.DBus.Properties"

# No service files unless a test has some: nothing starts by itself. Every user may connect: VLC does not run as root. No limits of its
# own: the bus' built-in ones are the narrowest there are.
CONFIG = """\
<busconfig>
  <type>session</type>
  <keep_umask/>
  <listen>unix:path={socket}</listen>
  {services}
  {limits}
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
  </policy>
  {rules}
</busconfig>
"""


class Daemon(Program):
    def wait_until_ready(self):
        self.stdout.wait_for("^unix:")


class PrivateBus:
    """A dbus-daemon on an address of its own; it can be killed and started again there. `services` is a folder of
    service files, each of which has `start_timeout` milliseconds to start; `rules` are further ones of the bus' own
    policy."""

    def __init__(self, folder, services=None, start_timeout=None, rules=""):
        socket = folder / "bus.sock"
        self.address = f"unix:path={socket}"
        self._config = folder / "bus.conf"
        self._config.write_text(CONFIG.format(
            socket=socket, services=f"<servicedir>{services}</servicedir>" if services else "",
            limits=f'<limit name="service_start_timeout">{start_timeout}</limit>' if start_timeout else "",
            rules=rules))
        self._daemon = None

    def start(self):
        self._daemon = Daemon([require("dbus-daemon", "dbus-daemon"), f"--config-file={self._config}", "--nofork",
                               "--nopidfile", "--print-address"]).__enter__()

    def kill(self):
        self._daemon.kill()

    def pause(self):
        self._daemon.pause()

    def resume(self):
        self._daemon.resume()

    @property
    def environment(self):
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "DBUS_SESSION_BUS_ADDRESS": self.address}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._daemon:
            self._daemon.stop()


class RunningBus(PrivateBus):
    """The same, running from the beginning."""

    def __enter__(self):
        self.start()
        return self


class Witness:
    """Sees the bus with GLib's eyes, which share no code with Deskgate's."""

    def __init__(self, bus):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._connection = Gio.DBusConnection.new_for_address_sync(bus.address, flags, None, None)

    def call(self, name, path, interface, method, signature="()", *arguments):
        answer = self._connection.call_sync(
            name, path, interface, method, GLib.Variant(signature, arguments), None,
            Gio.DBusCallFlags.NO_AUTO_START, int(PATIENCE * 1000), None)
        return answer.unpack()

    def starts_calling(self, answers, name, path, interface, method, signature="()", *arguments):
        """The answer, or the error, is added to the list when `comes_to_have` lets it in."""
        def finish(connection, result):
            try:
                answers.append(connection.call_finish(result).unpack())
            except GLib.Error as error:
                answers.append(error)
        self._connection.call(name, path, interface, method, GLib.Variant(signature, arguments), None,
                              Gio.DBusCallFlags.NO_AUTO_START, int(PATIENCE * 1000), None, finish)

    @staticmethod
    def comes_to_have(answers, count):
        """Blocks until so many answers have come, to whomever."""
        alarm = GLib.timeout_add(int(PATIENCE * 1000), lambda: answers.append(TimeoutError()))
        while len(answers) < count:
            GLib.MainContext.default().iteration(True)
        GLib.source_remove(alarm)

    def get(self, name, path, interface, member):
        return self.call(name, path, PROPERTIES, "Get", "(ss)", interface, member)[0]

    def get_all(self, name, path, interface):
        return self.call(name, path, PROPERTIES, "GetAll", "(s)", interface)[0]

    def emits(self, path, interface, signal, signature, *arguments, to=None):
        """A signal from this connection, which need not be the one whose object it speaks of."""
        self._connection.emit_signal(to, path, interface, signal, GLib.Variant(signature, arguments))
        self._connection.flush_sync(None)

    def replies(self, to, serial, signature, *arguments):
        """An answer to a call that was not for this connection, perhaps."""
        self._sends_answer(Gio.DBusMessageType.METHOD_RETURN, to, serial, GLib.Variant(signature, arguments))

    def refuses(self, to, serial, error, text):
        self._sends_answer(Gio.DBusMessageType.ERROR, to, serial, GLib.Variant("(s)", (text,)), error)

    def _sends_answer(self, kind, to, serial, body, error=None):
        message = Gio.DBusMessage.new()
        message.set_message_type(kind)
        message.set_destination(to)
        message.set_reply_serial(serial)
        message.set_flags(Gio.DBusMessageFlags.NO_REPLY_EXPECTED)
        if error:
            message.set_error_name(error)
        message.set_body(body)
        self._connection.send_message(message, Gio.DBusSendMessageFlags.NONE)

    def flush(self):
        """Returns when the bus has dealt with all that was sent."""
        self._ask_bus("GetId", "()")

    def connections_of(self, pid):
        """The unique names of the connections that the process has."""
        unique = [name for name in self._ask_bus("ListNames", "()")[0] if name.startswith(":")]
        return [name for name in unique if self.process_of(name) == pid]

    def process_of(self, name):
        """The id of the process that owns it."""
        return self._ask_bus("GetConnectionUnixProcessID", "(s)", name)[0]

    def match_rules_of(self, unique_name):
        """What the connection wants to hear, as the bus knows it."""
        return sorted(self.all_match_rules()[unique_name])

    def all_match_rules(self):
        """The same of every connection, by its unique name."""
        bus = "org.freedesktop.DBus"
        return self.call(bus, "/org/freedesktop/DBus", f"{bus}.Debug.Stats", "GetAllMatchRules")[0]

    @property
    def unique_name(self):
        return self._connection.get_unique_name()

    def owner_of(self, name):
        return self._ask_bus("GetNameOwner", "(s)", name)[0]

    def takes_name(self, name):
        self._ask_bus("RequestName", "(su)", name, 0)

    def gives_up_name(self, name):
        self._ask_bus("ReleaseName", "(s)", name)

    def wait_for_name(self, name):
        """Blocks until somebody owns it."""
        self._wait(f"{name} on the bus", "org.freedesktop.DBus", "NameOwnerChanged", lambda: self._owns(name))

    def wait_for_loss(self, name):
        """Blocks until nobody owns it."""
        self._wait(f"nobody with {name}", "org.freedesktop.DBus", "NameOwnerChanged", lambda: not self._owns(name))

    def wait_for_property(self, name, path, interface, member, accept):
        """Blocks until the property's value is accepted."""
        def has_it():
            try:
                return accept(self.get(name, path, interface, member))
            except GLib.Error:
                return False  # the name is there before the object is
        self.wait_for_name(name)
        self._wait(f"{name}: {member}", PROPERTIES, "PropertiesChanged", has_it)

    def _owns(self, name):
        return self._ask_bus("NameHasOwner", "(s)", name)[0]

    def _ask_bus(self, method, signature, *arguments):
        bus = "org.freedesktop.DBus"
        return self.call(bus, "/org/freedesktop/DBus", bus, method, signature, *arguments)

    def _wait(self, what, interface, signal, is_true):
        heard = []
        flags = Gio.DBusSignalFlags.NONE
        rule = self._connection.signal_subscribe(None, interface, signal, None, None, flags,
                                                 lambda *_: heard.append("signal"))
        alarm = GLib.timeout_add(int(PATIENCE * 1000), lambda: heard.append("alarm"))
        try:
            while not is_true():
                while not heard:
                    GLib.MainContext.default().iteration(True)
                if heard.pop() == "alarm":
                    alarm = None
                    raise AssertionError(f"waited {PATIENCE:.0f} s for {what}")
        finally:
            self._connection.signal_unsubscribe(rule)
            if alarm:
                GLib.source_remove(alarm)

    def close(self):
        if not self._connection.is_closed():
            self._connection.close_sync(None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
