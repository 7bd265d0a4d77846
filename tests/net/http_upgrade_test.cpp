// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/http_upgrade.hpp"

#include <gmock/gmock.h>

#include <array>

namespace deskgate::gateway::net {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::array<std::string_view, 2> spoken{"wamp.2.json", "wamp.2.cbor"};

const HttpRules& rules() {
  static const HttpRules instance{.path = "/ws",
                                  .allowed_origins = {"https://example.org", "null"},
                                  .allowed_hosts = {"desk.local", "gate.example:8080"}};
  return instance;
}

HttpAnswer answer(const std::string& request) {
  return answer_http(request, {rules(), false, spoken});
}

// A lawful request, in which a test replaces what it is about.
struct Upgrade {
  std::string line = "GET /ws HTTP/1.1";
  std::string host = "Host: localhost:5020\r\n";
  std::string upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
  std::string version = "Sec-WebSocket-Version: 13\r\n";
  std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  std::string protocol = "Sec-WebSocket-Protocol: wamp.2.json\r\n";
  std::string more{};

  std::string text() const {
    return line + "\r\n" + host + upgrade + version + key + protocol + more + "\r\n";
  }
};

unsigned status(const Upgrade& request) {
  return answer(request.text()).status;
}

TEST(HttpUpgrade, AnswersTheExampleOfTheRfc) {
  const auto result = answer(Upgrade{}.text());
  EXPECT_EQ(result.kind, HttpAnswer::Kind::upgraded);
  EXPECT_EQ(result.response,
            "HTTP/1.1 101 Switching Protocols\r\n"
            "Upgrade: websocket\r\n"
            "Connection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            "Sec-WebSocket-Protocol: wamp.2.json\r\n\r\n");
}

TEST(HttpUpgrade, LeavesWhatFollowsTheHead) {
  const auto request = Upgrade{}.text();
  EXPECT_EQ(answer(request + "\x81\x80").consumed, request.size());
}

TEST(HttpUpgrade, WaitsForTheWholeHeadAtEveryCut) {
  const auto request = Upgrade{}.text();
  for (std::size_t cut = 0; cut < request.size(); ++cut) {
    EXPECT_EQ(answer(request.substr(0, cut)).kind, HttpAnswer::Kind::incomplete) << cut;
  }
}

TEST(HttpUpgrade, ChoosesTheSubprotocolThatTheClientPrefers) {
  const auto result = answer(Upgrade{.protocol = "Sec-WebSocket-Protocol: wamp.2.msgpack, "
                                                 "wamp.2.cbor, wamp.2.json\r\n"}
                                 .text());
  EXPECT_EQ(result.subprotocol, "wamp.2.cbor");
}

constexpr std::array<std::string_view, 1> batched{"wamp.2.json.batched"};

TEST(HttpUpgrade, ChoosesASubprotocolOfTheLastResortLast) {
  const auto request =
      Upgrade{.protocol = "Sec-WebSocket-Protocol: wamp.2.json.batched, wamp.2.json\r\n"};
  EXPECT_EQ(answer_http(request.text(), {rules(), false, spoken, batched}).subprotocol,
            "wamp.2.json");
}

TEST(HttpUpgrade, ChoosesASubprotocolOfTheLastResortWhereThereIsNoOther) {
  const auto request =
      Upgrade{.protocol = "Sec-WebSocket-Protocol: other, wamp.2.json.batched\r\n"};
  EXPECT_EQ(answer_http(request.text(), {rules(), false, spoken, batched}).subprotocol,
            "wamp.2.json.batched");
}

TEST(HttpUpgrade, LooksForSubprotocolsInEveryField) {
  const auto result = answer(Upgrade{.protocol = "Sec-WebSocket-Protocol: wamp.2.msgpack\r\n"
                                                 "Sec-WebSocket-Protocol: wamp.2.cbor\r\n"}
                                 .text());
  EXPECT_EQ(result.subprotocol, "wamp.2.cbor");
}

TEST(HttpUpgrade, SaysWhichSubprotocolsAreSpoken) {
  const auto result =
      answer(Upgrade{.protocol = "Sec-WebSocket-Protocol: wamp.2.msgpack\r\n"}.text());
  EXPECT_EQ(result.status, 400U);
  EXPECT_THAT(result.response, HasSubstr("wamp.2.json, wamp.2.cbor"));
}

TEST(HttpUpgrade, NegotiatesNoExtension) {
  const auto result =
      answer(Upgrade{.more = "Sec-WebSocket-Extensions: permessage-deflate\r\n"}.text());
  EXPECT_EQ(result.status, 101U);
  EXPECT_THAT(result.response, ::testing::Not(HasSubstr("Extensions")));
}

TEST(HttpUpgrade, AQueryAfterThePathChangesNothing) {
  EXPECT_EQ(status({.line = "GET /ws?x=1 HTTP/1.1"}), 101U);
  EXPECT_EQ(status({.line = "GET /ws? HTTP/1.1"}), 101U);
}

TEST(HttpUpgrade, TakesAnyPathWhereTheRulesSaySo) {
  const HttpRules open{.path = "*"};
  const auto status_at = [&](const std::string& target) {
    const auto request = Upgrade{.line = "GET " + target + " HTTP/1.1"}.text();
    return answer_http(request, {open, false, spoken}).status;
  };
  EXPECT_EQ(status_at("/"), 101U);
  EXPECT_EQ(status_at("/any/thing?x=1"), 101U);
  EXPECT_EQ(status_at("*"), 404U);
  EXPECT_EQ(status_at("http://localhost/ws"), 404U);
}

TEST(HttpUpgrade, ExplainsItselfToABrowser) {
  const auto result = answer("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(result.kind, HttpAnswer::Kind::refused);
  EXPECT_THAT(result.response, StartsWith("HTTP/1.1 426 Upgrade Required\r\n"));
  EXPECT_THAT(
      result.response,
      ::testing::EndsWith("\r\n\r\nthis is a WAMP router: connect with WebSocket to /ws\n"));
}

TEST(HttpUpgrade, ClosesAfterARefusalAndKeepsItOutOfCaches) {
  const auto result = answer(Upgrade{.line = "GET /other HTTP/1.1"}.text());
  EXPECT_EQ(result.response,
            "HTTP/1.1 404 Not Found\r\n"
            "Connection: close\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 41\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n"
            "Cross-Origin-Opener-Policy: same-origin\r\n"
            "X-Frame-Options: DENY\r\n"
            "Cache-Control: no-store\r\n"
            "Content-Security-Policy: default-src 'none'\r\n\r\n"
            "nothing is here; the WebSocket is at /ws\n");
}

TEST(HttpUpgrade, NamesTheVersionThatIsSpoken) {
  const auto result = answer(Upgrade{.version = "Sec-WebSocket-Version: 8\r\n"}.text());
  EXPECT_EQ(result.status, 426U);
  EXPECT_THAT(result.response, HasSubstr("\r\nSec-WebSocket-Version: 13\r\n"));
}

struct Case {
  unsigned status;
  Upgrade request;
};

class HttpHeads : public ::testing::TestWithParam<Case> {};

TEST_P(HttpHeads, GetTheirStatus) {
  const auto text = GetParam().request.text();
  EXPECT_EQ(answer(text).status, GetParam().status) << text;
}

INSTANTIATE_TEST_SUITE_P(
    Host, HttpHeads,
    ::testing::Values(
        Case{101, {.host = "Host: localhost\r\n"}}, Case{101, {.host = "host:LOCALHOST:1\r\n"}},
        Case{101, {.host = "Host: 127.0.0.1:5020\r\n"}}, Case{101, {.host = "Host: 127.9.9.9\r\n"}},
        Case{101, {.host = "Host: [::1]:5020\r\n"}}, Case{101, {.host = "Host: [::1]\r\n"}},
        Case{101, {.host = "Host: desk.local:5020\r\n"}},
        Case{101, {.host = "Host: gate.example:8080\r\n"}},
        Case{421, {.host = "Host: gate.example\r\n"}},
        Case{421, {.host = "Host: gate.example:8081\r\n"}},
        Case{421, {.host = "Host: evil.example\r\n"}},
        Case{421, {.host = "Host: localhost.evil.example\r\n"}},
        Case{421, {.host = "Host: localhost.\r\n"}}, Case{421, {.host = "Host: \r\n"}},
        Case{421, {.host = "Host: localhost:\r\n"}}, Case{421, {.host = "Host: localhost:0\r\n"}},
        Case{421, {.host = "Host: localhost:65536\r\n"}},
        Case{421, {.host = "Host: localhost:5020:1\r\n"}},
        Case{421, {.host = "Host: user@localhost\r\n"}},
        Case{421, {.host = "Host: 192.168.1.5\r\n"}}, Case{421, {.host = "Host: 0.0.0.0\r\n"}},
        Case{421, {.host = "Host: 127.1\r\n"}}, Case{421, {.host = "Host: 0x7f000001\r\n"}},
        Case{421, {.host = "Host: ::1\r\n"}}, Case{421, {.host = "Host: [::1\r\n"}},
        Case{421, {.host = "Host: [::2]\r\n"}}, Case{421, {.host = "Host: [127.0.0.1]\r\n"}},
        Case{421, {.host = "Host: [::1]x\r\n"}}, Case{421, {.host = "Host: [::1%1]\r\n"}},
        Case{421, {.host = "Host: [::1%lo]:5020\r\n"}}, Case{421, {.host = "Host: [::1%25lo]\r\n"}},
        Case{421, {.host = "Host: [::1%; script-src *]\r\n"}},
        Case{421, {.host = "Host: [::1% wss://evil.example]\r\n"}},
        Case{421, {.host = "Host: localhost;5020\r\n"}},
        Case{421, {.host = "Host: localhost, localhost\r\n"}},
        Case{421, {.host = "Host: desk.local/\r\n"}},
        Case{421, {.host = "Host: d\xC3\xA9sk.local\r\n"}},
        Case{421, {.host = "Host: DESK.LOCAL.\r\n"}}, Case{421, {.host = "Host: 2130706433\r\n"}},
        Case{421, {.host = "Host: 0177.0.0.1\r\n"}},
        Case{421, {.host = "Host: [::ffff:127.0.0.1]\r\n"}},
        Case{421, {.host = "Host: 127.0.0.1.nip.io\r\n"}},
        Case{421, {.host = "Host: localhost:+5020\r\n"}},
        Case{421, {.host = "Host: localhost: 5020\r\n"}},
        Case{400, {.host = "Host : localhost\r\n"}},
        Case{400, {.host = "Host: localhost\r\nHost: evil.example\r\n"}}, Case{400, {.host = ""}},
        Case{400, {.host = "Host: localhost\r\nHost: localhost\r\n"}}));

INSTANTIATE_TEST_SUITE_P(
    Origin, HttpHeads,
    ::testing::Values(
        Case{101, {.more = "Origin: https://example.org\r\n"}},
        Case{101, {.more = "Origin: https://example.org\r\nSec-Fetch-Site: cross-site\r\n"}},
        Case{403, {.more = "Origin: http://example.org\r\n"}},
        Case{403, {.more = "Origin: https://example.org:444\r\n"}},
        Case{403, {.more = "Origin: https://example.org/\r\n"}},
        Case{403, {.more = "Origin: https://EXAMPLE.org\r\n"}},
        Case{403, {.more = "Origin: https://example.org.evil.example\r\n"}},
        Case{101, {.more = "Origin: http://localhost:5020\r\n"}},
        Case{403, {.more = "Origin: http://localhost:5021\r\n"}},
        Case{403, {.more = "Origin: https://localhost:5020\r\n"}},
        Case{403, {.more = "Origin: http://127.0.0.1:5020\r\n"}},
        Case{403, {.more = "Origin: null\r\n"}}, Case{403, {.more = "Origin: \r\n"}},
        Case{403, {.more = "Origin: https://example.org\r\nOrigin: https://example.org\r\n"}},
        Case{403, {.more = "Sec-Fetch-Site: cross-site\r\n"}}));

INSTANTIATE_TEST_SUITE_P(
    Line, HttpHeads,
    ::testing::Values(
        Case{404, {.line = "GET /ws/ HTTP/1.1"}}, Case{404, {.line = "GET /wsx?/ws HTTP/1.1"}},
        Case{404, {.line = "GET /WS HTTP/1.1"}}, Case{404, {.line = "GET / HTTP/1.1"}},
        Case{404, {.line = "GET http://localhost/ws HTTP/1.1"}},
        Case{405, {.line = "POST /ws HTTP/1.1"}}, Case{405, {.line = "HEAD /ws HTTP/1.1"}},
        Case{405, {.line = "OPTIONS * HTTP/1.1"}}, Case{505, {.line = "GET /ws HTTP/1.0"}},
        Case{400, {.line = "GET /ws HTTP/2.0"}}, Case{400, {.line = "GET /ws"}},
        Case{400, {.line = "GET  /ws HTTP/1.1"}}, Case{400, {.line = "get /ws HTTP/1.1"}},
        Case{400, {.line = "\r\nGET /ws HTTP/1.1"}}, Case{400, {.line = " GET /ws HTTP/1.1"}},
        Case{400, {.line = std::string("\x16\x03\x01\x02\x00", 5)}},
        Case{400, {.line = std::string("GET /w\0s HTTP/1.1", 17)}}));

INSTANTIATE_TEST_SUITE_P(
    Fields, HttpHeads,
    ::testing::Values(Case{400, {.more = "X : y\r\n"}}, Case{400, {.more = "X: y\r\n folded\r\n"}},
                      Case{400, {.more = "X: y\r\n\tfolded\r\n"}}, Case{400, {.more = "X: y\n"}},
                      Case{400, {.more = std::string("X: \0\r\n", 6)}},
                      Case{400, {.more = "X: \x1b[2J\r\n"}}, Case{400, {.more = "nonsense\r\n"}},
                      Case{400, {.more = ": y\r\n"}}, Case{400, {.more = "X: a\rb\r\n"}},
                      Case{101, {.more = "Content-Length: 0\r\n"}},
                      Case{400, {.more = "Content-Length: 5\r\n"}},
                      Case{400, {.more = "Content-Length: 0\r\nContent-Length: 0\r\n"}},
                      Case{400, {.more = "Transfer-Encoding: chunked\r\n"}},
                      Case{400, {.more = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"}},
                      Case{400, {.more = "Transfer-Encoding: identity\r\n"}}));

INSTANTIATE_TEST_SUITE_P(
    Upgrade, HttpHeads,
    ::testing::Values(
        Case{101, {.upgrade = "Upgrade: WebSocket\r\nConnection: keep-alive, upgrade\r\n"}},
        Case{101,
             {.upgrade = "Upgrade: h2c, websocket\r\nConnection: keep-alive\r\nConnection: "
                         "UPGRADE\r\n"}},
        Case{426, {.upgrade = ""}}, Case{426, {.upgrade = "Upgrade: websocket\r\n"}},
        Case{426, {.upgrade = "Connection: Upgrade\r\n"}},
        Case{426, {.upgrade = "Upgrade: h2c\r\nConnection: Upgrade\r\n"}},
        Case{426, {.upgrade = "Upgrade: websockets\r\nConnection: Upgrade\r\n"}},
        Case{426, {.version = ""}}, Case{426, {.version = "Sec-WebSocket-Version: 12\r\n"}},
        Case{426, {.version = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Version: 8\r\n"}},
        Case{400, {.key = ""}}, Case{400, {.key = "Sec-WebSocket-Key: \r\n"}},
        Case{400, {.key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n"}},
        Case{400, {.key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==\r\n"}},
        Case{400, {.key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n"}},
        Case{400,
             {.key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: "
                     "dGhlIHNhbXBsZSBub25jZQ==\r\n"}},
        Case{400, {.protocol = ""}}, Case{400, {.protocol = "Sec-WebSocket-Protocol: \r\n"}},
        Case{400, {.protocol = "Sec-WebSocket-Protocol: WAMP.2.JSON\r\n"}},
        Case{400, {.protocol = "Sec-WebSocket-Protocol: wamp.2.json.batched\r\n"}}));

TEST(HttpUpgrade, TakesAnyHostOnAUnixSocket) {
  const auto request = Upgrade{.host = "Host: whatever\r\n"}.text();
  EXPECT_EQ(answer_http(request, {rules(), true, spoken}).status, 101U);
}

TEST(HttpUpgrade, TakesNoPolicyForAHostOnAUnixSocketEither) {
  const auto request = Upgrade{.host = "Host: x; script-src *\r\n"}.text();
  EXPECT_EQ(answer_http(request, {rules(), true, spoken}).status, 421U);
}

TEST(HttpUpgrade, ServesNoPageWhosePolicyTheHostWouldWrite) {
  const auto result =
      answer("GET /pair HTTP/1.1\r\nHost: [::1% https://evil.example; script-src *]\r\n\r\n");
  EXPECT_EQ(result.status, 421U);
  EXPECT_THAT(result.response, ::testing::Not(HasSubstr("evil.example")));
}

TEST(HttpUpgrade, JudgesTheHostBeforeAnythingIsRevealed) {
  EXPECT_EQ(status({.line = "GET /nothing HTTP/1.1", .host = "Host: evil.example\r\n"}), 421U);
}

TEST(HttpUpgrade, RefusesATlsClientAtItsFirstOctet) {
  EXPECT_EQ(answer("\x16").status, 400U);
}

TEST(HttpUpgrade, RefusesBareLineFeedsAtOnce) {
  EXPECT_EQ(answer("GET /ws HTTP/1.1\nHost: localhost\n\n").status, 400U);
}

std::string padded_to(std::size_t size) {
  const auto bare = Upgrade{.more = "X: \r\n"}.text().size();
  return Upgrade{.more = "X: " + std::string(size - bare, 'x') + "\r\n"}.text();
}

TEST(HttpUpgrade, TakesAHeadOf8192OctetsAndRefusesOneMore) {
  EXPECT_EQ(answer(padded_to(8192)).status, 101U);
  EXPECT_EQ(answer(padded_to(8193)).status, 431U);
}

TEST(HttpUpgrade, RefusesALongHeadBeforeItsEnd) {
  EXPECT_EQ(answer("GET /" + std::string(9000, 'x')).status, 431U);
}

std::string fields(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "X: y\r\n";
  return text;
}

TEST(HttpUpgrade, Takes64FieldsAndRefusesOneMore) {
  EXPECT_EQ(status({.more = fields(64 - 6)}), 101U);
  EXPECT_EQ(status({.more = fields(65 - 6)}), 431U);
}

}  // namespace
}  // namespace deskgate::gateway::net
