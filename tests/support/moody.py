# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""org.example.Moody: a service whose answers about its property Text are what a test wants. Run as a program.

`moody.py 3` takes its name and exports its object only after three questions. Its own methods, on org.example.Moods at the same path, set the mood; it answers the rest by hand, as a service with
several threads may: what it sends first need not be what it knows last."""

import signal
import sys

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.example.Moody"
FOLDER = "/org/example"
PATH = f"{FOLDER}/Moody"
INTERFACE = "org.example.Moody"
MOODS = "org.example.Moods"
PROPERTIES = "org.freedesktop.DBus.Properties"
MANAGER = "org.freedesktop.DBus.ObjectManager"
THIS = dbus.Dictionary({INTERFACE: dbus.Dictionary({}, signature="sv")}, signature="sa{sv}")
XML = f"""<node><node name="Moody"/><interface name="{INTERFACE}"><method name="Greet"><arg type="s" direction="out"/></method>
<property name="Text" type="s" access="read"/></interface></node>"""


class Moody:
    def __init__(self, bus, chances):
        self._bus = bus
        self._text = "first"
        self._news = None  # announced while a question about it is answered with what was before
        self._is_unreadable = False
        self._chances = chances  # questions that come too early, before its object is exported
        self._mute = set()  # methods that are not answered for now
        self._unanswered = []
        self._failing = {}  # errors by method
        self._is_manager = False
        self._blanks = None  # how often the object has said nothing of itself; None: it says all
        self._questions = 0

    def answer(self, message):
        member, arguments = message.get_member(), message.get_args_list()
        if message.get_interface() == MOODS:
            return self._reply(message, getattr(self, member)(*arguments))
        self._questions += 1
        if member in self._mute:
            self._unanswered.append(message)
            return None
        if self._chances > 0:
            self._chances -= 1
            return dbus.lowlevel.ErrorMessage(message, "org.freedesktop.DBus.Error.UnknownObject", "no such object")
        if member in self._failing:
            return dbus.lowlevel.ErrorMessage(message, self._failing[member], "not now")
        if member == "Introspect" and self._blanks is not None and message.get_path() == PATH:
            self._blanks += 1
            return self._reply(message, "<node/>")
        if member == "Introspect":
            return self._reply(message, XML)
        if member == "GetManagedObjects" and self._is_manager:
            return self._reply(message, {dbus.ObjectPath(PATH): THIS}, signature="a{oa{sa{sv}}}")
        if member == "Greet":
            return self._reply(message, "hello")
        if member == "Get" and self._is_unreadable:
            return dbus.lowlevel.ErrorMessage(message, "org.example.Error.Unreadable", "it cannot be read")
        if member in ("Get", "GetAll"):
            value = dbus.String(self._text, variant_level=1)
            self._tell_the_news()
            known = value if member == "Get" else dbus.Dictionary({"Text": value}, signature="sv")
            return self._reply(message, known, signature="v" if member == "Get" else "a{sv}")
        return dbus.lowlevel.ErrorMessage(message, "org.freedesktop.DBus.Error.UnknownMethod", "no")

    def SetNews(self, text):
        self._news = text

    def Invalidate(self, text):
        self._text = str(text)
        self._announce({}, ["Text"])

    def BecomeUnreadable(self):
        self._is_unreadable = True
        self._announce({}, ["Text"])

    def Change(self, text):
        self._text = str(text)
        self._announce({"Text": self._text}, [])

    def InvalidateInvented(self, count):
        for number in range(count):
            self._announce({}, [f"Invented{number}"])

    def FailWith(self, error, methods):
        self._failing = {str(method): str(error) for method in methods}

    def Manage(self):
        self._is_manager = True
        self._tell_of_itself("InterfacesAdded")

    def Replace(self, text):
        """By another object at the same path."""
        self._text = str(text)
        self._tell_of_itself("InterfacesAdded" if self._is_manager else "Spoke")

    def GoBlank(self):
        self._blanks = 0

    def Blanks(self):
        return str(self._blanks)

    def FallSilent(self, methods):
        self._mute = {str(method) for method in methods}

    def Speak(self):
        self._mute.clear()
        for message in self._unanswered:
            self._bus.send_message(self.answer(message))
        self._unanswered.clear()

    def Questions(self):
        return str(self._questions)

    def _tell_the_news(self):
        if self._news is None:
            return
        self._text, self._news = str(self._news), None
        self._announce({"Text": self._text}, [])

    def _announce(self, changed, invalidated):
        message = dbus.lowlevel.SignalMessage(PATH, PROPERTIES, "PropertiesChanged")
        message.append(INTERFACE, dbus.Dictionary(changed, signature="sv"), dbus.Array(invalidated, signature="s"),
                       signature="sa{sv}as")
        self._bus.send_message(message)

    def _tell_of_itself(self, signal):
        is_added = signal == "InterfacesAdded"
        message = dbus.lowlevel.SignalMessage(FOLDER, MANAGER if is_added else MOODS, signal)
        message.append(dbus.ObjectPath(PATH), signature="o")
        if is_added:
            message.append(THIS, signature="a{sa{sv}}")
        self._bus.send_message(message)

    @staticmethod
    def _reply(message, value, signature="s"):
        reply = dbus.lowlevel.MethodReturnMessage(message)
        if value is not None:
            reply.append(value, signature=signature)
        return reply


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    loop = GLib.MainLoop()
    bus = dbus.SessionBus()
    moody = Moody(bus, int(sys.argv[1]) if len(sys.argv) > 1 else 0)

    def on_message(connection, message):
        if not isinstance(message, dbus.lowlevel.MethodCallMessage):
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        answer = moody.answer(message)
        if answer:
            connection.send_message(answer)
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    bus.add_message_filter(on_message)
    name = dbus.service.BusName(NAME, bus)
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    print("ready", name.get_name(), flush=True)
    loop.run()


if __name__ == "__main__":
    main()
