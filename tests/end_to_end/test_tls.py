# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""TLS as other people's clients speak it."""

import pytest

from support.certificate import Certificate
from support.gateway import OpenRouter, binary, environment
from support.program import run
from support.wamp import INVOCATION, REGISTER, YIELD, Peer, RawSocket, WebSocket


@pytest.fixture
def certificate(folder):
    return Certificate(folder)


@pytest.fixture
def router(folder, certificate, started):
    listen = 'tls = "127.0.0.1:0"\ntls_certificate = "certificate.pem"\ntls_key = "key.pem"'
    router = started.enter_context(OpenRouter(folder, "--no-bus", listen=listen))
    router.tls_port = int(router.stdout.wait_for(r"listens on wss://127.0.0.1:(\d+)/ ")[1])
    return router


def test_a_websocket_and_a_rawsocket_meet_over_tls(router, certificate, started):
    tls = certificate.trusted()
    callee = started.enter_context(Peer(WebSocket(f"wss://127.0.0.1:{router.tls_port}/", tls=tls)).joins("realm1"))
    callee.answer_to(callee.request(REGISTER, {}, "com.example.echo"))
    address = ("127.0.0.1", router.tls_port)
    caller = started.enter_context(Peer(RawSocket(address=address, tls=tls)).joins("realm1"))
    request = caller.starts_calling("com.example.echo", "x" * 100_000)
    invocation = callee.hears()
    assert invocation[0] == INVOCATION
    callee.says([YIELD, invocation[1], {}, invocation[4]])
    assert caller.result_of(request) == ["x" * 100_000]


@pytest.mark.parametrize("version, is_spoken", [("-tls1_3", True), ("-tls1_2", False)])
def test_openssl_finds_tls_1_3_and_nothing_older(version, is_spoken, router):
    client = run(["openssl", "s_client", version, "-connect", f"127.0.0.1:{router.tls_port}"])
    assert ("Cipher is TLS_" in client.stdout) == is_spoken, client.stdout
    assert "New Session Ticket" not in client.stdout


def test_a_key_of_another_certificate_is_named_at_the_start(folder, certificate, started):
    other = folder / "other"
    other.mkdir()
    Certificate(other).key.replace(certificate.key)
    file = folder / "deskgate.toml"
    file.write_text('[listen]\nwebsocket = false\nunix = false\ntls = "127.0.0.1:0"\n'
                    'tls_certificate = "certificate.pem"\ntls_key = "key.pem"\n')
    ended = run([binary(), "run", "--no-bus", "--config", str(file)], env=environment(folder))
    assert ended.returncode == 1
    assert f"stop: {certificate.key}: is not the key of {certificate.file}" in ended.stderr
