# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A certificate as a user makes one: with the openssl command."""

import ssl

from .program import require, run


class Certificate:
    def __init__(self, folder):
        self.file = folder / "certificate.pem"
        self.key = folder / "key.pem"
        made = run([require("openssl", "openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "1", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", str(self.key), "-out", str(self.file)])
        assert made.returncode == 0, made.stderr

    def trusted(self):
        """The context of a client that trusts this certificate and no other."""
        return ssl.create_default_context(cafile=str(self.file))
