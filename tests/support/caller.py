# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A program on the bus that calls others, message by message: with the serial and the flags that it likes."""

from gi.repository import Gio, GLib


class Caller:
    def __init__(self, bus):
        flags = Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT | Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION
        self._connection = Gio.DBusConnection.new_for_address_sync(bus.address, flags, None, None)

    @property
    def name(self):
        return self._connection.get_unique_name()

    def sends(self, service, member, signature="()", *arguments, to=None, path=None, serial=None, expects_reply=True,
              descriptors=None):
        """A call of a method of the service (everything.py), whose answer nobody reads."""
        message = Gio.DBusMessage.new_method_call(to or service.name, path or service.path, service.interface, member)
        message.set_body(GLib.Variant(signature, arguments))
        if descriptors:
            message.set_unix_fd_list(Gio.UnixFDList.new_from_array(descriptors))
        if not expects_reply:
            message.set_flags(Gio.DBusMessageFlags.NO_REPLY_EXPECTED)
        self._send(message, serial)

    def forges_reply(self, to, serial, signature, *arguments):
        message = Gio.DBusMessage()
        message.set_message_type(Gio.DBusMessageType.METHOD_RETURN)
        message.set_destination(to)
        message.set_reply_serial(serial)
        message.set_body(GLib.Variant(signature, arguments))
        self._send(message, None)

    def _send(self, message, serial):
        flags = Gio.DBusSendMessageFlags.NONE
        if serial:
            message.set_serial(serial)
            flags = Gio.DBusSendMessageFlags.PRESERVE_SERIAL
        self._connection.send_message(message, flags)
        self._connection.flush_sync(None)

    def leaves(self):
        if not self._connection.is_closed():
            self._connection.close_sync(None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.leaves()
