# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""org.example.Mute: a service that answers its own calls and says nothing of itself. Run as a program."""

import signal

import dbus
import dbus.lowlevel
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

NAME = "org.example.Mute"
PATH = "/org/example/Mute"
INTERFACE = "org.example.Mute"


def answer_to(message):
    if message.get_interface() == INTERFACE and message.get_member() == "Play":
        title, number = message.get_args_list()
        reply = dbus.lowlevel.MethodReturnMessage(message)
        reply.append(f"{title} {number}", signature="s")
        return reply
    return dbus.lowlevel.ErrorMessage(message, "org.freedesktop.DBus.Error.UnknownMethod", "no")


def on_message(connection, message):
    if not isinstance(message, dbus.lowlevel.MethodCallMessage):
        return dbus.lowlevel.HANDLER_RESULT_NOT_YET_HANDLED
    connection.send_message(answer_to(message))
    if message.get_member() == "Play":
        happened = dbus.lowlevel.SignalMessage(PATH, INTERFACE, "Played")
        happened.append(dbus.UInt32(message.get_args_list()[1]), signature="u")
        connection.send_message(happened)
    return dbus.lowlevel.HANDLER_RESULT_HANDLED


def main():
    dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
    loop = GLib.MainLoop()
    bus = dbus.SessionBus()
    bus.add_message_filter(on_message)
    name = dbus.service.BusName(NAME, bus)
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    print("ready", name.get_name(), flush=True)
    loop.run()


if __name__ == "__main__":
    main()
