// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Random values to a service that echoes them and back: what comes back is what was said. The bus
// daemon looks at each message, too, and would end our connection for one that breaks D-Bus' rules.
//
// A failure prints its seed; DESKGATE_SEED=n runs that one too.
#include <cstdlib>

#include "gateway/bus/bus.hpp"
#include "mapping/value.hpp"
#include "tests/bus/private_bus.hpp"
#include "tests/bus/value_random.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using test::BusTest;

constexpr int values_of_a_seed = 1000;
constexpr int deepest = 5;
constexpr auto interface = "org.example.Echo";

// Gives back the variant that it is given.
class EchoService {
 public:
  explicit EchoService(const test::PrivateBus& bus) : service_(bus) {
    object_->registerMethod(interface, "Echo", "v", "v", [](sdbus::MethodCall call) {
      auto reply = call.createReply();
      call.copyTo(reply, true);
      reply.send();
    });
    object_->finishRegistration();
  }

  std::string unique_name() const { return service_.unique_name(); }

 private:
  test::Service service_;
  std::unique_ptr<sdbus::IObject> object_ =
      sdbus::createObject(service_.connection(), "/org/example/Echo");
};

json body_of(sdbus::MethodReply& reply) {
  auto body = mapping::read_body(reply);
  return body ? *body : json(body.error().message);
}

class EchoTest : public BusTest {
 protected:
  // What comes back for the value, or why nothing does.
  json echo(const json& value) {
    std::optional<json> answer;
    object.call(
        interface, "Echo",
        [&](sdbus::Message& message) {
          mapping::write_body(message, "v", json::array({value}), {}).value();
        },
        no_timeout,
        [&](sdbus::MethodReply* reply, const CallFailure* failure) {
          answer = reply ? body_of(*reply) : json(failure->message);
        });
    run_until([&] { return answer.has_value(); });
    return answer.value_or("no answer");
  }

  Bus bus{io, "session", [] {}};
  EchoService service{daemon};
  RemoteObject object{bus, service.unique_name(), "/org/example/Echo"};
};

std::vector<std::uint64_t> seeds() {
  std::vector<std::uint64_t> all{1, 2, 3, 4, 5};
  if (const char* more = std::getenv("DESKGATE_SEED")) all.push_back(std::stoull(more));
  return all;
}

class RandomEchoTest : public EchoTest, public testing::WithParamInterface<std::uint64_t> {};

TEST_P(RandomEchoTest, WhatComesBackIsWhatWasSaid) {
  SCOPED_TRACE("DESKGATE_SEED=" + std::to_string(GetParam()));
  test::RandomValues random(GetParam());
  for (int i = 0; i < values_of_a_seed; ++i) {
    const auto type = random.type(deepest);
    const auto value = random.value(type);
    ASSERT_EQ(echo({{"t", type}, {"v", value.said}}), json::array({value.heard}))
        << "value " << i << " of type " << type << ", said as " << value.said;
  }
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomEchoTest, testing::ValuesIn(seeds()));

// `depth` variants, the argument's own included.
json nested(int depth) {
  json value{{"t", "i"}, {"v", 1}};
  for (int i = 1; i < depth; ++i) value = {{"t", "v"}, {"v", std::move(value)}};
  return value;
}

TEST_F(EchoTest, TheBusTakesTheDeepestValueThatIsWritten) {
  EXPECT_EQ(echo(nested(64)), json::array({1}));
}

std::string repeated(const std::string& text, int count) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

TEST_F(EchoTest, TheBusTakesTheDeepestTypesThatAreWritten) {
  const auto arrays = repeated("a", 32) + "i";
  EXPECT_EQ(echo({{"t", arrays}, {"v", json::array()}}), json::array({json::array()}));
  const auto dictionaries = repeated("a{y", 32) + "i" + repeated("}", 32);
  EXPECT_EQ(echo({{"t", dictionaries}, {"v", json::object()}}), json::array({json::object()}));
  const auto both = repeated("a(", 32) + "i" + repeated(")", 32);
  EXPECT_EQ(echo({{"t", both}, {"v", json::array()}}), json::array({json::array()}));
}

TEST_F(EchoTest, TheBusTakesAListThatCouldHoldFileDescriptors) {
  EXPECT_EQ(echo({{"t", "ah"}, {"v", json::array()}}), json::array({json::array()}));
}

TEST_F(EchoTest, TheBusTakesTheLongestObjectPathThatIsWritten) {
  const json path = "/" + std::string(65535, 'a');
  EXPECT_EQ(echo({{"t", "o"}, {"v", path}}), json::array({path}));
}

TEST_F(EchoTest, TheBusTakesTheLongestBodyThatIsWritten) {
  const json octets = json::binary(std::vector<std::uint8_t>(mapping::largest_body - 8, 7));
  EXPECT_TRUE(echo(octets) == json::array({octets}));  // nobody wants to read them
}

}  // namespace
}  // namespace deskgate::gateway::bus
