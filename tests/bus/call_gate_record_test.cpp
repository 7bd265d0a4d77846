// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <gmock/gmock.h>

#include "gateway/bus/call_gate.hpp"
#include "router/uri.hpp"
#include "tests/gateway/audit_log.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

mapping::Policy lamp() {
  constexpr auto text = R"(
summary = "A lamp"
[service]
name = "org.example.Lamp"
path = "/lamp"
uri  = "org.example.lamp"
[grant.use."org.example.Lamp".call]
Blink = {}
Burn  = { ask = true }
)";
  mapping::Diagnostics diagnostics;
  auto file = mapping::parse_policy_file(text, "lamp.toml", diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  return mapping::Policy({file.value_or(mapping::PolicyFile())});
}

const router::Principal phone{{}, "phone", "guest", "cryptosign", "static"};

// A gate in front of a lamp, which may blink, and burn if the desktop agrees.
class RecordedGateTest : public testing::Test {
 protected:
  RecordedGateTest() { gate.set_recorder(&log); }

  router::Result<Passage> pass(const std::string& procedure) {
    return gate.pass({procedure, {}, phone}, json::array(), {});
  }

  router::Result<Passage> pass_once_agreed(const std::string& procedure) {
    return gate.pass_again({phone, procedure}, json::array(), true);
  }

  mapping::Policy policy = lamp();
  Roles roles{{{"guest", {"lamp.use"}}}};
  CallGate gate{policy, roles};
  gateway::test::AuditLog log;
};

TEST_F(RecordedGateTest, RecordsACallThatItLetsThroughOnce) {
  ASSERT_TRUE(pass("org.example.lamp.Lamp.Blink"));
  Waiting call{phone, "org.example.lamp.Lamp.Blink"};
  ASSERT_TRUE(gate.pass_again(call, json::array(), false));
  EXPECT_THAT(log.lines, ElementsAre("call allowed"));
  EXPECT_THAT(log.callers, ElementsAre("phone"));
}

TEST_F(RecordedGateTest, RecordsWhatMustBeAskedForWhenTheDesktopHasAgreed) {
  ASSERT_TRUE(pass("org.example.lamp.Lamp.Burn"));
  EXPECT_THAT(log.lines, IsEmpty());
  ASSERT_TRUE(pass_once_agreed("org.example.lamp.Lamp.Burn"));
  EXPECT_THAT(log.lines, ElementsAre("write allowed"));
}

TEST_F(RecordedGateTest, RefusesWhatTheDesktopHasAgreedToWhereThatCannotBeRecorded) {
  log.is_full = true;
  const auto passage = pass_once_agreed("org.example.lamp.Lamp.Burn");
  ASSERT_FALSE(passage);
  EXPECT_EQ(passage.error().uri, router::error::unavailable);
  EXPECT_EQ(passage.error().message,
            "the audit log cannot be written, and without it nothing is changed");
}

}  // namespace
}  // namespace deskgate::gateway::bus
