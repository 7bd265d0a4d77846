# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What `deskgate password` makes, and somebody who logs in with a password by SCRAM, whatever it is derived by."""

import base64
import ctypes
import hashlib
import os

from .logins import answer, b64, hello, hmac256

ARGON2ID13 = 2  # libsodium's number of it


def made_of(tools, password, *options):
    """What the command prints for a password that comes through a pipe."""
    with tools.starts("password", *options) as program:
        program.types(password + "\n")
        assert program.wait() == 0, program.stderr.text
        assert program.stderr.wait_for_the_end() == ""
        return program.stdout.wait_for_the_end() + "\n"


def argon2id(password, salt, iterations, memory):
    """32 octets; `memory` is in KiB."""
    key = ctypes.create_string_buffer(32)
    made = ctypes.CDLL("libsodium.so.23").crypto_pwhash(
        key, ctypes.c_ulonglong(32), password, ctypes.c_ulonglong(len(password)), salt, ctypes.c_ulonglong(iterations),
        ctypes.c_size_t(memory * 1024), ctypes.c_int(ARGON2ID13))
    assert made == 0
    return key.raw


def derived(password, challenge):
    salt = base64.b64decode(challenge["salt"])
    if challenge["kdf"] == "argon2id13":
        return argon2id(password, salt, challenge["iterations"], challenge["memory"])
    assert challenge["kdf"] == "pbkdf2"
    return hashlib.pbkdf2_hmac("sha256", password, salt, challenge["iterations"])


def by_scram(gateway, name, password):
    own = b64(os.urandom(16))
    peer, (_, _, challenge) = hello(gateway, "wamp-scram", name, nonce=own)
    nonce, salt, iterations = (challenge[key] for key in ("nonce", "salt", "iterations"))
    message = f"n={name},r={own},r={nonce},s={salt},i={iterations},c=biws,r={nonce}".encode()
    key = hmac256(derived(password, challenge), b"Client Key")
    proof = bytes(a ^ b for a, b in zip(key, hmac256(hashlib.sha256(key).digest(), message)))
    return peer, answer(peer, b64(proof), {"nonce": nonce, "channel_binding": None})
