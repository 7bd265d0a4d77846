// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The test vectors that come with the specification (tests/data/wamp-proto/).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "router/json_binary.hpp"
#include "router/pubsub_options.hpp"
#include "tests/router/octets.hpp"
#include "tests/router/transcript.hpp"

namespace deskgate::router {
namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(DESKGATE_SOURCE_DIR) / "tests/data/wamp-proto";

// One entry of `samples` in one file.
struct Sample {
  std::string file;
  Value content;
  std::string description() const { return content.at("description").get<std::string>(); }
};

void PrintTo(const Sample& sample, std::ostream* out) {
  *out << sample.file << ": " << sample.description();
}

std::vector<Sample> samples_with(const char* key) {
  std::vector<Sample> samples;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "singlemessage")) {
    if (!entry.is_regular_file()) continue;
    const auto content = Value::parse(std::ifstream(entry.path()));
    for (const auto& sample : content.at("samples")) {
      if (sample.contains(key)) samples.push_back({entry.path().stem().string(), sample});
    }
  }
  return samples;
}

// EVENT_RECEIVED is Autobahn's; the specification has no such message.
std::vector<Sample> messages_of_the_specification() {
  auto samples = samples_with("serializers");
  std::erase_if(samples, [](const Sample& sample) { return sample.file == "eventreceived"; });
  return samples;
}

std::vector<std::string> encodings(const Sample& sample, const Serializer& serializer) {
  std::vector<std::string> all;
  for (const auto& each : sample.content.at("serializers").at(std::string(serializer.name()))) {
    all.push_back(hex(each.at("bytes_hex").get<std::string>()));
  }
  return all;
}

// The message as a list of values, whatever order its keys came in; or why it is refused.
Value values_of(const Serializer& from, const std::string& octets, const Serializer& to) {
  const auto message = from.decode(octets);
  if (!message) return message.error().message;
  std::string out;
  if (!to.encode(*message, out)) return "it has no form in " + std::string(to.name());
  return to.decode_value(out).value();
}

// What the octets say, by the decoder of values alone.
std::vector<Value> meanings(const Sample& sample, const Serializer& serializer) {
  std::vector<Value> all;
  for (const auto& octets : encodings(sample, serializer)) {
    all.push_back(serializer.decode_value(octets).value());
  }
  return all;
}

class SpecificationVector : public testing::TestWithParam<Sample> {
 protected:
  static void passes(const Serializer& from, const Serializer& to) {
    for (const auto& octets : encodings(GetParam(), from)) {
      EXPECT_THAT(meanings(GetParam(), to), testing::Contains(values_of(from, octets, to)));
    }
  }
};
TEST_P(SpecificationVector, PassesInJson) {
  passes(json_serializer(), json_serializer());
}
TEST_P(SpecificationVector, PassesInMsgpack) {
  passes(msgpack_serializer(), msgpack_serializer());
}
TEST_P(SpecificationVector, PassesInCbor) {
  passes(cbor_serializer(), cbor_serializer());
}
TEST_P(SpecificationVector, PassesFromJsonToMsgpack) {
  passes(json_serializer(), msgpack_serializer());
}
TEST_P(SpecificationVector, PassesFromMsgpackToCbor) {
  passes(msgpack_serializer(), cbor_serializer());
}
TEST_P(SpecificationVector, PassesFromCborToJson) {
  passes(cbor_serializer(), json_serializer());
}
INSTANTIATE_TEST_SUITE_P(Of, SpecificationVector,
                         testing::ValuesIn(messages_of_the_specification()));

TEST(SpecificationVectors, AreAllThere) {
  EXPECT_EQ(samples_with("serializers").size(), 35U);
  EXPECT_EQ(samples_with("wmsg").size(), 67U);
}

TEST(SpecificationVectors, HaveAMessageOfAutobahnThatIsRefused) {
  EXPECT_EQ(json_serializer().decode("[337,5512315355]").error().message,
            "unknown message type 337");
}

// In these samples the octets of an opaque payload are written as hexadecimal digits.
std::string as_json(Value message) {
  auto& last = message.back();
  const bool is_payload = last.is_string() && message.dump().find("enc_algo") != std::string::npos;
  if (is_payload) {
    const auto octets = hex(last.get<std::string>());
    last = Value::binary({octets.begin(), octets.end()});
  }
  return without_binary(message).dump();
}

// What the router says to a message and its options; empty if it takes them.
std::string objection(const std::string& json) {
  const auto message = json_serializer().decode(json);
  if (!message) return message.error().message;
  if (const auto* publish = std::get_if<Publish>(&*message)) {
    const auto options = PublishOptions::from(publish->options, SessionId{1});
    if (!options) return options.error().message;
  }
  if (const auto* subscribe = std::get_if<Subscribe>(&*message)) {
    const auto options = SubscribeOptions::from(subscribe->options);
    if (!options) return options.error().message;
    if (!options->match) return "match is no policy";
  }
  return {};
}

bool is_refused_by_autobahn_only(const Sample& sample) {
  const auto key = sample.content.at("expected_error").at("contains");
  // The specification knows none of these, and demands that unknown keys are ignored.
  if (key == "forward_for" || key == "transaction_hash") return true;
  // Opaque payloads are carried through whatever their algorithm is.
  if (key == "enc_algo") return true;
  // Details of EVENT are read by subscribers; to a router no EVENT is lawful.
  return sample.file == "event";
}

std::vector<Sample> accepted_ones() {
  auto samples = samples_with("wmsg");
  std::erase_if(samples, [](const Sample& sample) {
    return sample.content.contains("expected_error") && !is_refused_by_autobahn_only(sample);
  });
  return samples;
}

std::vector<Sample> refused_ones() {
  auto samples = samples_with("wmsg");
  std::erase_if(samples, [](const Sample& sample) {
    return !sample.content.contains("expected_error") || is_refused_by_autobahn_only(sample);
  });
  return samples;
}

class LawfulVector : public testing::TestWithParam<Sample> {};
TEST_P(LawfulVector, IsTaken) {
  EXPECT_EQ(objection(as_json(GetParam().content.at("wmsg"))), "");
}
INSTANTIATE_TEST_SUITE_P(Of, LawfulVector, testing::ValuesIn(accepted_ones()));

class UnlawfulVector : public testing::TestWithParam<Sample> {};
TEST_P(UnlawfulVector, IsRefusedByTheNameOfItsKey) {
  EXPECT_THAT(objection(as_json(GetParam().content.at("wmsg"))),
              testing::HasSubstr(
                  GetParam().content.at("expected_error").at("contains").get<std::string>()));
}
INSTANTIATE_TEST_SUITE_P(Of, UnlawfulVector, testing::ValuesIn(refused_ones()));

// multisession/advanced/publisher_exclusion_disabled.json; its ids are names.
using SpecificationSequence = RouterTest;

TEST_F(SpecificationSequence, PublisherExclusionDisabled) {
  const auto file = Value::parse(
      std::ifstream(folder / "multisession/advanced/publisher_exclusion_disabled.json"));
  const auto& steps = file.at("sequence");
  const auto message = [&](int step) { return steps.at(step).at("message"); };
  const auto json = [](const Value& list) { return list.dump(); };
  auto& client = join("client");
  client.says(json({32, 1, message(0).at("options"), message(0).at("topic")}));
  EXPECT_TRUE(client.hears(R"([33,1,"$subscription"])"));
  client.says(
      json({16, 2, message(2).at("options"), message(2).at("topic"), message(2).at("args")}));
  EXPECT_TRUE(client.hears(
      json({36, "$subscription", "$_", message(3).at("details"), message(3).at("args")})));
}

}  // namespace
}  // namespace deskgate::router
