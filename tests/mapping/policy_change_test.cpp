// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_change.hpp"

#include <gmock/gmock.h>

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Optional;

const std::string service = R"(
summary = "Test"
[service]
name = "org.example.Lamp"
path = "/org/example/Lamp"
uri  = "org.example.lamp"
)";
const std::string grants = R"(
[grant.use."org.example.Lamp"]
call = ["On", "Off"]
watch = ["Level"]
[grant.use."org.example.Clock"]
get = ["Time"]
)";

PolicyFile parse(const std::string& text) {
  Diagnostics diagnostics;
  auto file = parse_policy_file(text, "lamp.toml", diagnostics);
  if (!file) throw std::runtime_error("the test's own file is wrong");
  return *std::move(file);
}

std::string with(std::string text, const std::string& what, const std::string& instead) {
  text.replace(text.find(what), what.size(), instead);
  return text;
}

auto change_to(const std::string& text) {
  return changed_interfaces(parse(service + grants), parse(text));
}

TEST(PolicyChange, ThereIsNoneWhereAFileSaysTheSameInOtherPlaces) {
  EXPECT_THAT(change_to(service + "\n# new\n" + with(grants, R"("On", "Off")", R"("Off", "On")")),
              Optional(IsEmpty()));
}

TEST(PolicyChange, AConditionShowsNoOtherMembers) {
  EXPECT_THAT(change_to(service + with(grants, R"(call = ["On", "Off"])",
                                       "call.On = { rate = \"1/s\" }\ncall.Off = {}")),
              Optional(IsEmpty()));
}

TEST(PolicyChange, TellsTheInterfaceThatHasAMemberMore) {
  EXPECT_THAT(change_to(service + with(grants, R"("Off")", R"("Off", "Blink")")),
              Optional(ElementsAre("org.example.Lamp")));
}

TEST(PolicyChange, TellsTheInterfaceThatHasAMemberInAnotherWay) {
  EXPECT_THAT(change_to(service + with(grants, "get = ", "watch = ")),
              Optional(ElementsAre("org.example.Clock")));
}

TEST(PolicyChange, TellsTheInterfaceOfWhichSomethingIsDenied) {
  EXPECT_THAT(change_to(service + with(grants, "watch = ", "deny = [\"Off\"]\nwatch = ")),
              Optional(ElementsAre("org.example.Lamp")));
}

TEST(PolicyChange, OtherObjectsAreMirroredAnew) {
  for (const auto& [what, instead] :
       std::map<std::string, std::string>{{"org.example.Lamp\"\npath", "org.example.Other\"\npath"},
                                          {"/org/example/Lamp", "/org/example/Other"},
                                          {"org.example.lamp", "org.example.other"}}) {
    EXPECT_EQ(change_to(with(service, what, instead) + grants), std::nullopt) << what;
  }
}

TEST(PolicyChange, AnotherInterfaceOrTypeIsMirroredAnew) {
  EXPECT_EQ(change_to(service + with(grants, "org.example.Clock", "org.example.Watch")),
            std::nullopt);
  EXPECT_EQ(change_to(service + grants + "[types.\"org.example.Lamp\"]\nproperty.Level = \"d\"\n"),
            std::nullopt);
}

}  // namespace
}  // namespace deskgate::mapping
