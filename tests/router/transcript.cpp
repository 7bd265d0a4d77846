// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/router/transcript.hpp"

#include <algorithm>

namespace deskgate::router {

std::string Names::fill(std::string text) const {
  for (const auto& [name, value] : values_) {
    const auto quoted = '"' + name + '"';
    for (auto at = text.find(quoted); at != std::string::npos; at = text.find(quoted)) {
      text.replace(at, quoted.size(), value.dump());
    }
  }
  return text;
}

bool Names::match(const Value& pattern, const Value& heard) {
  if (pattern.is_string() && pattern.get_ref<const std::string&>().starts_with('$')) {
    return match_name(pattern.get<std::string>(), heard);
  }
  if (!pattern.is_structured()) return pattern == heard;
  if (pattern.type() != heard.type() || pattern.size() != heard.size()) return false;
  const auto& items = pattern.items();
  return std::all_of(items.begin(), items.end(), [&](const auto& item) {
    if (pattern.is_array()) return match(item.value(), heard[std::stoul(item.key())]);
    return heard.contains(item.key()) && match(item.value(), heard[item.key()]);
  });
}

bool Names::match_name(const std::string& name, const Value& heard) {
  return name == "$_" || values_.try_emplace(name, heard).first->second == heard;
}

TestClient::TestClient(Router& router, Names& names, std::unique_ptr<Authenticator> authenticator)
    : names_(names), session(router, *this, std::move(authenticator)) {}

void TestClient::says(const std::string& message) {
  auto decoded = json_serializer().decode(names_.fill(message));
  if (decoded) {
    session.receive(*decoded);
  } else {
    session.reject(decoded.error());
  }
}

testing::AssertionResult TestClient::hears(const std::string& pattern) {
  if (inbox_.empty()) return testing::AssertionFailure() << "hears nothing";
  const auto heard = inbox_.front();
  inbox_.pop_front();
  if (names_.match(Value::parse(pattern), Value::parse(heard))) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "hears " << heard << "\nand not " << names_.fill(pattern);
}

testing::AssertionResult TestClient::hears_octets(const std::string& octets) {
  if (inbox_.empty()) return testing::AssertionFailure() << "hears nothing";
  const auto heard = inbox_.front();
  inbox_.pop_front();
  if (heard == names_.fill(octets)) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "hears " << heard << "\nand not " << names_.fill(octets);
}

testing::AssertionResult TestClient::hears_nothing() const {
  if (inbox_.empty()) return testing::AssertionSuccess();
  return testing::AssertionFailure() << "hears " << inbox_.front();
}

testing::AssertionResult TestClient::is_aborted(const std::string& reason) {
  auto heard = hears(R"([3, {"message": "$_"}, ")" + reason + "\"]");
  if (!heard) return heard;
  if (!inbox_.empty()) return testing::AssertionFailure() << "then hears " << inbox_.front();
  if (!is_closed_) return testing::AssertionFailure() << "the transport is open";
  if (!session.is_over()) return testing::AssertionFailure() << "the session is not over";
  return testing::AssertionSuccess();
}

Result<void> TestClient::takes(const Payload& payload) const {
  const auto& encoded = payload.encoded(json_serializer());
  if (!encoded) return encoded.error();
  return {};
}

void TestClient::send(const Outgoing& message) {
  if (!is_closed_) inbox_.emplace_back(message.octets(json_serializer()).value());
}

Verdict TestAuthorizer::decide(const Principal& who, const Request& what) const {
  if (refuses && refuses(who, what)) return {false, "the test refuses"};
  return verdict;
}

bool TestAuthorizer::prepare(const Principal& who, const Request& what,
                             std::function<void()> ready) {
  if (!unknown.contains(what.uri)) return true;
  questions_.push_back({who.session, std::string(what.uri), std::move(ready)});
  return false;
}

void TestAuthorizer::forget(SessionId session) {
  std::erase_if(questions_, [&](const Question& each) { return each.session == session; });
}

void TestAuthorizer::finds_out() {
  const auto question = std::move(questions_.front());
  questions_.pop_front();
  unknown.erase(question.uri);
  question.ready();
}

std::vector<std::string> TestAuthorizer::questions() const {
  std::vector<std::string> uris;
  for (const auto& question : questions_) uris.push_back(question.uri);
  return uris;
}

TestClient& RouterTest::connect(Admission admission) {
  return connect(std::make_unique<Vouched>(std::move(admission)));
}

TestClient& RouterTest::connect(std::unique_ptr<Authenticator> authenticator) {
  return clients_.emplace_back(router, names, std::move(authenticator));
}

TestClient& RouterTest::join(const std::string& authid, const std::string& authrole) {
  auto& client = connect({.authid = authid, .authrole = authrole});
  client.says(hello);
  EXPECT_TRUE(client.hears(R"([2, "$_", "$_"])"));
  return client;
}

TestClient& RouterTest::join_with(const std::string& roles, const std::string& session) {
  const auto first = Value::parse(roles).begin().key();
  auto& client = connect({.authid = first, .authrole = "client"});
  client.says(R"([1, "test", {"roles": )" + roles + "}]");
  EXPECT_TRUE(client.hears("[2, \"" + session + R"(", "$_"])"));
  return client;
}

TestClient& RouterTest::join_as(const std::string& role, const std::vector<std::string>& features) {
  Value announced = Value::object();
  for (const auto& feature : features) announced[feature] = true;
  return join_with(Value({{role, {{"features", announced}}}}).dump());
}

}  // namespace deskgate::router
