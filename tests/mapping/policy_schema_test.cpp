// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_schema.hpp"

#include <gmock/gmock.h>

#include <cstdlib>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

// DESKGATE_UPDATE=1 writes the file anew.
TEST(PolicySchemaTest, IsTheFileInTheDocumentation) {
  const auto path = (test::source_folder() / "docs/policy.schema.json").string();
  if (std::getenv("DESKGATE_UPDATE")) std::ofstream(path) << policy_schema();
  EXPECT_EQ(test::contents(path), policy_schema());
}

TEST(PolicySchemaTest, NamesEveryTableOnce) {
  const auto schema = nlohmann::json::parse(policy_schema());
  EXPECT_EQ(schema["required"], nlohmann::json({"summary"}));
  EXPECT_EQ(schema["oneOf"],
            nlohmann::json({{{"required", {"service"}}}, {{"required", {"export"}}}}));
  EXPECT_EQ(schema["properties"]["export"]["$ref"], "#/$defs/export");
  EXPECT_EQ(schema["properties"]["service"]["$ref"], "#/$defs/service");
  EXPECT_EQ(schema["$defs"]["service"]["required"], nlohmann::json({"name", "path", "uri"}));
  EXPECT_EQ(schema["$defs"]["service"]["additionalProperties"], false);
  EXPECT_EQ(schema["$defs"]["grant"]["additionalProperties"]["$ref"], "#/$defs/interface");
}

// What the schema has and the reader does not ask for would be an unknown key here.
TEST(PolicySchemaTest, HasNoKeyThatTheReaderDoesNotTake) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(R"(
summary = "Everything that can be said"
[service]
bus = "session"
name = "org.example.Thing.{id}"
except = ["org.example.Thing.no"]
path = "/thing"
uri = "org.example.{id}"
[grant.a."org.example.Thing"]
as = "T"
call.Do = { rate = "1/s", timeout = "1s", ask = true, 0 = { force = 1 }, 1 = { min = 1, max = 2 } }
get.P = { rate = "1/s", timeout = "1s", ask = true }
deny = ["X"]
rate = "1/s"
timeout = "1s"
ask = true
set.P = { one_of = [1], prefix = "a", max_length = 1, keys = ["a"], rate = "1/s", timeout = "1s", ask = true }
[grant.b]
include = ["a"]
[grant.b."org.example.Thing"]
signal = ["S"]
watch.P = {}
[[expect]]
uri = "org.example.one.T.Do"
operation = "call"
grants = ["a"]
arguments = [1, 1]
verdict = "ask"
)",
                                      "everything.toml", diagnostics);
  EXPECT_EQ(test::all_text(diagnostics), "");
  EXPECT_TRUE(file.has_value());
}

TEST(PolicySchemaTest, HasNoKeyOfAnExportThatTheReaderDoesNotTake) {
  Diagnostics diagnostics;
  const auto file = parse_policy_file(R"(
summary = "Everything that can be exported"
[export]
bus = "session"
name = "org.example.Thing"
path = "/thing"
[export.interface."org.example.Thing"]
method.Do = { call = "org.example.do", in = "s", out = "u", names = ["what", "times"], timeout = "1s" }
signal.Done = { topic = "org.example.done", args = "u", names = ["times"] }
property.Times = { topic = "org.example.times", type = "u", set = "org.example.times.set" }
)",
                                      "everything.toml", diagnostics);
  EXPECT_EQ(test::all_text(diagnostics), "");
  EXPECT_TRUE(file.has_value());
}

}  // namespace
}  // namespace deskgate::mapping
