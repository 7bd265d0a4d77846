#!/usr/bin/python3
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""org.example.Everything: a D-Bus service that speaks every type, and misbehaves when asked to.

    everything.py [NAME]        NAME: the bus name, org.example.Everything unless given

Prints "ready" once it owns its name, or stands in the queue for it."""

import itertools
import os
import signal
import sys

import gi

gi.require_version("Gio", "2.0")
from gi.repository import Gio, GLib  # noqa: E402

NAME = "org.example.Everything"
PATH = "/org/example/Everything"
INTERFACE = "org.example.Everything"

# Of RequestName.
ALLOW_REPLACEMENT, REPLACE_EXISTING = 1, 2

# Each echoes its one argument.
ECHOES = {
    "EchoByte": "y", "EchoBoolean": "b", "EchoInt16": "n", "EchoUint16": "q", "EchoInt32": "i", "EchoUint32": "u",
    "EchoInt64": "x", "EchoUint64": "t", "EchoDouble": "d", "EchoString": "s", "EchoObjectPath": "o",
    "EchoSignature": "g", "EchoBytes": "ay", "EchoStrings": "as", "EchoNumbers": "ai", "EchoPath": "ao",
    "EchoStruct": "(isb)", "EchoNestedStruct": "(i(sd)ab)", "EchoListOfStructs": "a(su)", "EchoTextKeys": "a{si}",
    "EchoNumberKeys": "a{is}", "EchoBooleanKeys": "a{bs}", "EchoDoubleKeys": "a{ds}", "EchoPathKeys": "a{oay}",
    "EchoVariant": "v", "EchoVariants": "av", "EchoVariantDict": "a{sv}", "EchoDictOfDicts": "a{sa{sv}}",
    "EchoListOfLists": "aai",
}

# Other methods: the types that they take and give.
METHODS = {
    "Nothing": ("", ""), "TwoAnswers": ("", "s i"), "Add": ("i i", "i"), "TakeFile": ("h", ""), "GiveFile": ("", "h"),
    "GiveFilesInside": ("", "a{sv}"), "Fail": ("s s", ""), "Hang": ("", ""), "AnswerTheHung": ("", ""),
    "Change": ("s", ""), "ChangeWithoutValue": ("s", ""), "ChangeSilently": ("s", ""),
    "EmitHappened": ("s i", ""), "EmitFile": ("", ""), "EmitToNobody": ("", ""), "Secret": ("", "s"),
    "AnswerTheWrongType": ("", "i"), "LeaveName": ("", ""), "TakeName": ("", ""), "Burst": ("i", ""),
    "BurstAroundASignal": ("", ""), "Flood": ("i", ""), "ChangeTheType": ("v", ""), "Crash": ("", ""),
}
ARGUMENT_NAMES = {"Add": ["left", "right"], "Fail": ["name", "message"], "EmitHappened": ["text", "number"]}

SIGNALS = {"Happened": "s i", "FileAppeared": "h", "Unrelated": ""}

# Property: signature, access, EmitsChangedSignal.
PROPERTIES = {
    "Text": ("s", "readwrite", "true"), "Invalidated": ("s", "read", "invalidates"), "Silent": ("s", "read", "false"),
    "Big": ("t", "read", "const"), "Blob": ("ay", "read", "const"), "Table": ("a{sv}", "read", "const"),
    "NotANumber": ("d", "read", "const"), "Level": ("d", "readwrite", "true"), "Broken": ("s", "read", "true"),
    "WriteOnly": ("s", "write", "false"), "LastCall": ("s", "read", "false"), "CallCount": ("u", "read", "false"),
}


def argument_xml(signature, name, direction):
    return f'<arg type="{signature}" name="{name}"{direction}/>'


def arguments_xml(types, direction, names=()):
    named = itertools.zip_longest(types.split(), names, fillvalue="")
    return "".join(argument_xml(signature, name, direction) for signature, name in named)


def method_xml(name, takes, gives):
    inward = arguments_xml(takes, ' direction="in"', ARGUMENT_NAMES.get(name, []))
    outward = arguments_xml(gives, ' direction="out"')
    return f'<method name="{name}">{inward}{outward}</method>'


def signal_xml(name, types):
    return f'<signal name="{name}">{arguments_xml(types, "")}</signal>'


def property_xml(name, signature, access, emits):
    annotation = f'<annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="{emits}"/>'
    return f'<property name="{name}" type="{signature}" access="{access}">{annotation}</property>'


def introspection_xml():
    methods = [method_xml(name, signature, signature) for name, signature in ECHOES.items()]
    methods += [method_xml(name, *signatures) for name, signatures in METHODS.items()]
    signals = [signal_xml(name, signature) for name, signature in SIGNALS.items()]
    properties = [property_xml(name, *facts) for name, facts in PROPERTIES.items()]
    return f'<node><interface name="{INTERFACE}">{"".join(methods + signals + properties)}</interface></node>'


class Everything:
    def __init__(self, connection, name):
        self._connection = connection
        self._name = name
        self._hung = []
        self._calls = 0
        self._last_call = ""
        self._values = {
            "Text": GLib.Variant("s", "first"), "Invalidated": GLib.Variant("s", "first"),
            "Silent": GLib.Variant("s", "first"), "Big": GLib.Variant("t", 2**64 - 1),
            "Blob": GLib.Variant("ay", b"\x00\xff"), "Level": GLib.Variant("d", 0.5),
            "Table": GLib.Variant("a{sv}", {"one": GLib.Variant("i", 1), "two": GLib.Variant("as", ["a", "b"])}),
            "NotANumber": GLib.Variant("d", float("nan")),
        }

    # What Gio calls. The counting properties are asked for from outside, not through Deskgate.
    def on_call(self, _connection, _sender, _path, _interface, method, parameters, invocation):
        self._calls += 1
        self._last_call = f"{method}{parameters.print_(True)}"
        if method in ECHOES:
            return invocation.return_value(parameters)
        return getattr(self, method)(invocation, *parameters.unpack())

    def on_get(self, _connection, _sender, _path, _interface, name):
        counters = {"LastCall": GLib.Variant("s", self._last_call), "CallCount": GLib.Variant("u", self._calls)}
        return {**self._values, **counters}.get(name)  # None, for Broken: GLib answers with an error

    def on_set(self, _connection, _sender, _path, _interface, name, value):
        self._calls += 1
        self._last_call = f"Set {name} {value.print_(True)}"
        self._values[name] = value
        self._emit_changed({name: value}, [])
        return True

    def request_name(self, flags):
        self._ask_bus("RequestName", GLib.Variant("(su)", (self._name, flags)))

    def _ask_bus(self, method, arguments):
        self._connection.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                                   arguments, None, Gio.DBusCallFlags.NONE, -1, None)

    def _emit_changed(self, changed, invalidated):
        self._connection.emit_signal(None, PATH, "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                     GLib.Variant("(sa{sv}as)", (INTERFACE, changed, invalidated)))

    def _emit(self, signal, arguments):
        self._connection.emit_signal(None, PATH, INTERFACE, signal, arguments)

    # The methods.
    def Nothing(self, invocation):
        invocation.return_value(None)

    def TwoAnswers(self, invocation):
        invocation.return_value(GLib.Variant("(si)", ("two", 2)))

    def Add(self, invocation, left, right):
        invocation.return_value(GLib.Variant("(i)", (left + right,)))

    def Secret(self, invocation):
        invocation.return_value(GLib.Variant("(s)", ("no grant names me",)))

    def TakeFile(self, invocation, _handle):
        invocation.return_value(None)

    def GiveFile(self, invocation):
        files = Gio.UnixFDList.new()
        files.append(0)
        invocation.return_value_with_unix_fd_list(GLib.Variant("(h)", (0,)), files)

    def GiveFilesInside(self, invocation):
        files = Gio.UnixFDList.new()
        files.append(0)
        inside = {"file": GLib.Variant("h", 0)}
        invocation.return_value_with_unix_fd_list(GLib.Variant("(a{sv})", (inside,)), files)

    def EmitFile(self, invocation):
        message = Gio.DBusMessage.new_signal(PATH, INTERFACE, "FileAppeared")
        files = Gio.UnixFDList.new()
        files.append(0)
        message.set_unix_fd_list(files)
        message.set_body(GLib.Variant("(h)", (0,)))
        self._connection.send_message(message, Gio.DBusSendMessageFlags.NONE)
        invocation.return_value(None)

    def Fail(self, invocation, name, message):
        invocation.return_dbus_error(name, message)

    def Hang(self, invocation):
        self._hung.append(invocation)

    def AnswerTheHung(self, invocation):
        for hung in self._hung:
            hung.return_value(None)
        self._hung.clear()
        invocation.return_value(None)

    def LeaveName(self, invocation):
        """It stays on the bus, under its unique name."""
        self._ask_bus("ReleaseName", GLib.Variant("(s)", (self._name,)))
        invocation.return_value(None)

    def TakeName(self, invocation):
        """From whoever has it, who then stands in the queue."""
        self.request_name(ALLOW_REPLACEMENT | REPLACE_EXISTING)
        invocation.return_value(None)

    def Change(self, invocation, text):
        self._values["Text"] = GLib.Variant("s", text)
        self._emit_changed({"Text": self._values["Text"]}, [])
        invocation.return_value(None)

    def Burst(self, invocation, count):
        """That many values of Text, and two of Level."""
        for level in (0.1, 0.2):
            self._values["Level"] = GLib.Variant("d", level)
            self._emit_changed({"Level": self._values["Level"]}, [])
        for number in range(count):
            self._values["Text"] = GLib.Variant("s", str(number))
            self._emit_changed({"Text": self._values["Text"]}, [])
        invocation.return_value(None)

    def BurstAroundASignal(self, invocation):
        for text in ("before it", "right before it"):
            self._emit_changed({"Text": GLib.Variant("s", text)}, [])
        self._emit("Happened", GLib.Variant("(si)", ("between", 1)))
        self._values["Text"] = GLib.Variant("s", "after it")
        self._emit_changed({"Text": self._values["Text"]}, [])
        invocation.return_value(None)

    def Flood(self, invocation, count):
        """Answers first: nobody waits for the end of it."""
        invocation.return_value(None)
        for number in range(count):
            self._emit("Happened", GLib.Variant("(si)", ("flood" * 40, number)))

    def ChangeTheType(self, invocation, _unpacked):
        """Level has this value from now on, whatever the introspection says of its type."""
        value = invocation.get_parameters().get_child_value(0).get_variant()
        self._values["Level"] = value
        self._emit_changed({"Level": value}, [])
        invocation.return_value(None)

    def Crash(self, _invocation):
        os.kill(os.getpid(), signal.SIGKILL)

    def ChangeWithoutValue(self, invocation, text):
        self._values["Invalidated"] = GLib.Variant("s", text)
        self._emit_changed({}, ["Invalidated"])
        invocation.return_value(None)

    def ChangeSilently(self, invocation, text):
        self._values["Silent"] = GLib.Variant("s", text)
        invocation.return_value(None)

    def EmitHappened(self, invocation, text, number):
        self._emit("Happened", GLib.Variant("(si)", (text, number)))
        invocation.return_value(None)

    def EmitToNobody(self, invocation):
        self._emit("Unrelated", None)
        invocation.return_value(None)

    def AnswerTheWrongType(self, invocation):
        """Not what the introspection says: Gio would refuse, so the reply is written by hand."""
        reply = Gio.DBusMessage.new_method_reply(invocation.get_message())
        reply.set_body(GLib.Variant("(s)", ("not a number",)))
        self._connection.send_message(reply, Gio.DBusSendMessageFlags.NONE)


def main():
    name = sys.argv[1] if len(sys.argv) > 1 else NAME
    loop = GLib.MainLoop()
    connection = Gio.bus_get_sync(Gio.BusType.SESSION)
    service = Everything(connection, name)
    interface = Gio.DBusNodeInfo.new_for_xml(introspection_xml()).interfaces[0]
    connection.register_object(PATH, interface, service.on_call, service.on_get, service.on_set)
    GLib.unix_signal_add(GLib.PRIORITY_DEFAULT, signal.SIGTERM, loop.quit)
    service.request_name(ALLOW_REPLACEMENT)
    print("ready", flush=True)
    loop.run()


if __name__ == "__main__":
    main()
