# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""Somebody else's web site: an empty page at every path, for a test to run its script in."""

import contextlib
import http.server
import socket
import threading

PAGE = b"<!DOCTYPE html><title>Elsewhere</title><body></body>"


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        """Nobody reads it."""


class _Server(http.server.ThreadingHTTPServer):
    def __init__(self, address):
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self._connections = []
        super().__init__(address, _Page)

    def get_request(self):
        connection, address = super().get_request()
        self._connections.append(connection)
        return connection, address

    def server_close(self):
        super().server_close()
        for connection in self._connections:
            with contextlib.suppress(OSError):  # most have ended
                connection.shutdown(socket.SHUT_RDWR)


class Site:
    def __init__(self, host="127.0.0.1", port=0):
        self._server = _Server((host, port))
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.closes()

    def closes(self):
        """From here on nobody is there, on connections that were opened before either."""
        self._server.shutdown()
        self._server.server_close()
