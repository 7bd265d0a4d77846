#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""org.example.Liar: a service whose introspection data says whatever it is told to say.

    liar.py FILE        FILE: the introspection data of every object that it is asked for

Whatever the file says: it has one method, Greet, which answers a text, and one property, Level, which is a text.
Prints "ready" once it owns its name."""

import pathlib
import signal
import sys

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.example.Liar"
PATH = "/org/example/Liar"
INTERFACE = "org.example.Liar"
LEVEL = dbus.String("half", variant_level=1)


class Liar:
    def __init__(self, xml):
        self._answers = {
            "Introspect": (dbus.String(xml), "s"),
            "GetAll": (dbus.Dictionary({"Level": LEVEL}, signature="sv"), "a{sv}"),
            "Get": (LEVEL, "v"),
            "Greet": (dbus.String("hello"), "s"),
        }

    def on_message(self, connection, message):
        if not isinstance(message, dbus.lowlevel.MethodCallMessage):
            return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
        connection.send_message(self._answer_to(message))
        return dbus.lowlevel.HANDLER_RESULT_HANDLED

    def _answer_to(self, message):
        if message.get_member() not in self._answers:
            return dbus.lowlevel.ErrorMessage(message, "org.freedesktop.DBus.Error.UnknownMethod", "no")
        value, signature = self._answers[message.get_member()]
        reply = dbus.lowlevel.MethodReturnMessage(message)
        reply.append(value, signature=signature)
        return reply


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    loop = GLib.MainLoop()
    bus = dbus.SessionBus()
    bus.add_message_filter(Liar(pathlib.Path(sys.argv[1]).read_text()).on_message)
    name = dbus.service.BusName(NAME, bus)
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    print("ready", name.get_name(), flush=True)
    loop.run()


if __name__ == "__main__":
    main()
