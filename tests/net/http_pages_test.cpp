// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What is served beside the WebSocket, and what answers HEAD.
#include <gmock/gmock.h>

#include <array>

#include "gateway/net/http_upgrade.hpp"

namespace deskgate::gateway::net {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

HttpAnswer answer(const std::string& request) {
  static const HttpRules rules;
  static constexpr std::array<std::string_view, 1> spoken{"wamp.2.json"};
  return answer_http(request, {rules, false, spoken});
}

TEST(HttpPages, ServesAPageThatMayConnectToThisHostAlone) {
  const auto result = answer("GET /pair HTTP/1.1\r\nHost: localhost:5020\r\n\r\n");
  EXPECT_EQ(result.kind, HttpAnswer::Kind::served);
  EXPECT_THAT(result.response, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(result.response, HasSubstr("\r\nContent-Type: text/html; charset=utf-8\r\n"));
  EXPECT_THAT(result.response,
              HasSubstr("\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; "
                        "style-src 'self'; img-src 'self'; connect-src 'self' ws://localhost:5020 "
                        "wss://localhost:5020; base-uri 'none'; form-action 'none'; "
                        "frame-ancestors 'none'\r\n"));
  EXPECT_THAT(result.response, HasSubstr("\r\n\r\n<!DOCTYPE html>"));
}

TEST(HttpPages, TellsOfAPageWithoutIt) {
  const auto result = answer("HEAD /pair/pair.js HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(result.kind, HttpAnswer::Kind::served);
  EXPECT_THAT(result.response, HasSubstr("\r\nContent-Type: text/javascript; charset=utf-8\r\n"));
  EXPECT_THAT(result.response, ::testing::EndsWith("\r\n\r\n"));
}

class RefusedHeads : public ::testing::TestWithParam<const char*> {};

TEST_P(RefusedHeads, HaveNoBody) {
  const auto result = answer(std::string("HEAD ") + GetParam() + "\r\n\r\n");
  EXPECT_EQ(result.kind, HttpAnswer::Kind::refused);
  EXPECT_THAT(result.response, HasSubstr("\r\nContent-Length: "));
  EXPECT_THAT(result.response, ::testing::EndsWith("\r\n\r\n"));
}

INSTANTIATE_TEST_SUITE_P(
    Each, RefusedHeads,
    ::testing::Values("/ws HTTP/1.1\r\nHost: localhost", "/ HTTP/1.1\r\nHost: localhost",
                      "/pair HTTP/1.1\r\nHost: evil.example",
                      "/pair HTTP/1.1\r\nHost: localhost\r\nOrigin: null",
                      "/pair HTTP/1.0\r\nHost: localhost", "/pair HTTP/1.1\r\nHost: a\r\nHost: b",
                      "/pair HTTP/1.1\r\nHost: localhost\r\n folded", "/pair"));

TEST(HttpPages, APageOfAnotherSiteMayLeadToAPageAndNotLoadIt) {
  const auto status_of = [](const std::string& how) {
    return answer("GET /pair HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: cross-site\r\n" + how +
                  "\r\n")
        .status;
  };
  EXPECT_EQ(status_of("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n"), 200U);
  EXPECT_EQ(status_of("Sec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n"), 403U);
  EXPECT_EQ(status_of("Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n"), 403U);
}

class NoPages : public ::testing::TestWithParam<const char*> {};

TEST_P(NoPages, AreNotThere) {
  const auto result =
      answer(std::string("GET ") + GetParam() + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(result.status, ::testing::AnyOf(404U, 400U));
}

INSTANTIATE_TEST_SUITE_P(
    Traversal, NoPages,
    ::testing::Values(
        "/pair/", "/pair/../pair/pair.js", "/pair/./pair.js", "//pair", "/pair//pair.js", "/%70air",
        "/pair%2fpair.js", "/pair%2Fpair.js", "/pair\\pair.js", "/pair/pair.js/",
        "/pair/pair.js%00", "/pair/pair.js%00.html", "/PAIR", "/../etc/passwd",
        "/../../../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
        "/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/..%252f..%252fetc/passwd",
        "/..%c0%af..%c0%afetc/passwd", "/....//....//etc/passwd", "/..;/..;/etc/passwd",
        "/pair/..\\..\\etc\\passwd", "/etc/passwd", "file:///etc/passwd", "/proc/self/environ",
        "/.git/config", "/pair/index.html", "/web/pair/pair.js", "/pair.js", "/pair?x", "/pair#x",
        "http://localhost/pair", "/pair/words.mjs~", "/pair/.", "/pair/..", "/.", "/.."));

}  // namespace
}  // namespace deskgate::gateway::net
