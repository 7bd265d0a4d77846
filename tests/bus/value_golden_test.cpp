// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// tests/data/values/golden.txt, both ways: a client's octets to D-Bus octets, as another process
// receives them, and back.
#include <gmock/gmock.h>

#include <fstream>

#include "gateway/bus/bus.hpp"
#include "mapping/value.hpp"
#include "router/serializer.hpp"
#include "tests/bus/value_peer.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using test::BusTest;

// One block of the file. What has no line is "".
struct Golden {
  std::string signature, dbus, json, msgpack, cbor, said;
};

void PrintTo(const Golden& golden, std::ostream* out) {
  *out << golden.signature << " " << golden.json.substr(0, 100);
}

void read_line(const std::string& line, Golden& golden) {
  const auto space = std::min(line.find(' '), line.size());
  const auto key = line.substr(0, space);
  const auto value = line.substr(std::min(space + 1, line.size()));
  if (key == "signature") golden.signature = value;
  if (key == "dbus") golden.dbus = value;
  if (key == "json") golden.json = value;
  if (key == "msgpack") golden.msgpack = value;
  if (key == "cbor") golden.cbor = value;
  if (key == "said") golden.said = value;
}

std::vector<Golden> golden_table() {
  std::ifstream file(DESKGATE_SOURCE_DIR "/tests/data/values/golden.txt");
  std::vector<Golden> table;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("signature")) table.emplace_back();
    if (!table.empty()) read_line(line, table.back());
  }
  return table;
}

std::string octets_of(const std::string& hex) {
  std::string octets;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    octets += static_cast<char>(std::stoul(hex.substr(i, 2), nullptr, 16));
  }
  return octets;
}

json decoded(const router::Serializer& serializer, const std::string& octets) {
  auto value = serializer.decode_value(octets);
  EXPECT_TRUE(value.has_value()) << serializer.name();
  return value ? *value : json();
}

std::string encoded(const router::Serializer& serializer, const json& value) {
  std::string octets;
  EXPECT_TRUE(serializer.encode_value(value, octets).has_value()) << serializer.name();
  return octets;
}

void expect_encodings(const json& value, const Golden& golden) {
  EXPECT_EQ(encoded(router::json_serializer(), value), golden.json);
  EXPECT_EQ(encoded(router::msgpack_serializer(), value), octets_of(golden.msgpack));
  EXPECT_EQ(encoded(router::cbor_serializer(), value), octets_of(golden.cbor));
}

class PeerTest : public BusTest {
 protected:
  // Calls the peer with the arguments, which are in JSON.
  void call_peer(const std::string& signature, const std::string& said) {
    object.call(
        "org.example.Peer", "Take",
        [&](sdbus::Message& message) {
          const auto arguments = decoded(router::json_serializer(), said);
          mapping::write_body(message, signature, arguments, {}).value();
        },
        no_timeout,
        [this](sdbus::MethodReply* reply, const CallFailure* failure) {
          answer = reply ? mapping::read_body(*reply) : mapping::Mismatch{failure->message};
        });
  }

  mapping::Converted<json> answered(const test::RawCall& call, const test::RawBody& body) {
    peer.answer(call, body);
    run_until([this] { return answer.has_value(); });
    return answer.value_or(mapping::Mismatch{"no answer"});
  }

  Bus bus{io, "session", [] {}};
  test::ValuePeer peer{daemon};
  RemoteObject object{bus, peer.unique_name(), "/org/example/Peer"};
  std::optional<mapping::Converted<json>> answer;
};

class GoldenValueTest : public PeerTest, public testing::WithParamInterface<Golden> {};

TEST_P(GoldenValueTest, CrossesTheBusBothWays) {
  const auto& golden = GetParam();
  const test::RawBody body{golden.signature, octets_of(golden.dbus)};
  const bool can_be_said = golden.said != "none";
  const auto said = golden.said.empty() ? golden.json : golden.said;
  call_peer(can_be_said ? golden.signature : "", can_be_said ? said : "[]");
  const auto call = peer.next_call();
  if (can_be_said) {
    EXPECT_EQ(call.body.signature, body.signature);
    EXPECT_EQ(call.body.octets, body.octets);
  }
  const auto heard = answered(call, body);
  ASSERT_TRUE(heard.has_value()) << heard.error().message;
  expect_encodings(*heard, golden);
}

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

// Lists are written into WAMP messages up to D-Bus' own limit, two levels deeper than they are
// read.
TEST_F(PeerTest, HearsListsAsDeepAsDBusAllows) {
  std::string octets{'\7'};
  for (int i = 0; i < 32; ++i) {
    const auto length = static_cast<char>(octets.size() % 256);
    const auto rest = static_cast<char>(octets.size() / 256);
    octets = std::string{length, rest, '\0', '\0', '\0', '\0', '\0', '\0'} + octets;
  }
  call_peer("", "[]");
  const auto heard =
      answered(peer.next_call(), {repeated("a(", 32) + "y" + repeated(")", 32), octets});
  ASSERT_TRUE(heard.has_value()) << heard.error().message;
  EXPECT_EQ(encoded(router::json_serializer(), *heard),
            repeated("[", 65) + "7" + repeated("]", 65));
}

TEST_F(PeerTest, ASignatureThatSdBusDoesNotReadIsTold) {
  call_peer("", "[]");
  const auto heard = answered(peer.next_call(), {"g", '\xFF' + std::string(255, 'y') + '\0'});
  EXPECT_THAT(heard.error().message, testing::HasSubstr("cannot be read"));
}

class GoldenEncodingTest : public testing::TestWithParam<Golden> {};

TEST_P(GoldenEncodingTest, IsTheSameValueInEverySerializer) {
  const auto& golden = GetParam();
  expect_encodings(decoded(router::json_serializer(), golden.json), golden);
  expect_encodings(decoded(router::msgpack_serializer(), octets_of(golden.msgpack)), golden);
  expect_encodings(decoded(router::cbor_serializer(), octets_of(golden.cbor)), golden);
}

INSTANTIATE_TEST_SUITE_P(Table, GoldenValueTest, testing::ValuesIn(golden_table()));
INSTANTIATE_TEST_SUITE_P(Table, GoldenEncodingTest, testing::ValuesIn(golden_table()));

}  // namespace
}  // namespace deskgate::gateway::bus
