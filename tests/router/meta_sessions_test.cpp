// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_sessions.hpp"

#include "tests/router/meta_test.hpp"

namespace deskgate::router {
namespace {

class MetaSessionsTest : public MetaTest {};

TEST_F(MetaSessionsTest, TellsWhoJoins) {
  auto& watcher = this->watcher("wamp.session.on_join");
  arrive("joe", "phone");
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {}, [{"session": "$joe", "authid": "joe",
      "authrole": "phone", "authmethod": "anonymous", "authprovider": "static"}]])"));
}

TEST_F(MetaSessionsTest, TellsWhoLeaves) {
  auto& watcher = this->watcher("wamp.session.on_leave");
  arrive("joe", "phone").says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {}, ["$joe", "joe", "phone"]])"));
}

TEST_F(MetaSessionsTest, TellsWhoIsLost) {
  auto& watcher = this->watcher("wamp.session.on_leave");
  arrive("joe", "phone").vanishes();
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {}, ["$joe", "joe", "phone"]])"));
}

TEST_F(MetaSessionsTest, TellsNobodyOfItsOwnLeaving) {
  auto& watcher = this->watcher("wamp.session.on_leave");
  watcher.says(R"([6, {}, "wamp.close.close_realm"])");
  EXPECT_TRUE(watcher.hears(R"([6, {}, "wamp.close.goodbye_and_out"])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSessionsTest, TellsPatternSubscribersTheTopic) {
  auto& watcher = join();
  watcher.says(R"([32, 1, {"match": "prefix"}, "wamp.session."])");
  watcher.skip();
  arrive("joe").vanishes();
  EXPECT_TRUE(watcher.hears(R"([36, 1, "$_", {"topic": "wamp.session.on_join"}, ["$_"]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, 1, "$_", {"topic": "wamp.session.on_leave"}, ["$joe", "joe", "client"]])"));
}

TEST_F(MetaSessionsTest, TellsABroadPatternOnlyWhatItsHolderMayReceive) {
  auto& watcher = join("watcher");
  watcher.says(R"([32, 1, {"match": "prefix"}, ""])");
  watcher.skip();
  reserve(Action::receive, "wamp.session.on_join", "nobody");
  join("joe");
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSessionsTest, LetsNobodySubscribeWhoMayNot) {
  reserve(Action::subscribe, "wamp.session.on_join", "admin");
  auto& watcher = join("joe");
  watcher.says(R"([32, 1, {}, "wamp.session.on_join"])");
  EXPECT_TRUE(watcher.hears(R"([8, 32, 1, {}, "wamp.error.not_authorized", ["$_"]])"));
}

TEST_F(MetaSessionsTest, LetsNobodyCallWhoMayNot) {
  reserve(Action::call, "wamp.session.list", "admin");
  auto& caller = join("joe");
  caller.says(R"([48, 1, {}, "wamp.session.list"])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.not_authorized", ["$_"]])"));
}

TEST_F(MetaSessionsTest, IsSilentAboutSessionsOfThisProcess) {
  auto& watcher = join();
  watcher.says(R"([32, 1, {"match": "prefix"}, "wamp.session."])");
  watcher.skip();
  bridge().vanishes();
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaSessionsTest, Counts) {
  bridge();
  auto& caller = arrive("ann");
  arrive("joe");
  caller.says(R"([48, 1, {}, "wamp.session.count"])");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [2]]"));
}

TEST_F(MetaSessionsTest, CountsByRole) {
  auto& caller = arrive("ann", "desk");
  arrive("joe", "phone");
  arrive("eve", "phone");
  caller.says(R"([48, 1, {}, "wamp.session.count", [["phone", "other"]]])");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [2]]"));
  caller.says(R"([48, 2, {}, "wamp.session.count", [[]]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [0]]"));
}

TEST_F(MetaSessionsTest, ListsInTheOrderOfJoining) {
  bridge();
  auto& caller = arrive("ann");
  arrive("joe");
  arrive("eve");
  caller.says(R"([48, 1, {}, "wamp.session.list"])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [["$ann", "$joe", "$eve"]]])"));
}

TEST_F(MetaSessionsTest, ListsByRole) {
  auto& caller = arrive("ann", "desk");
  arrive("joe", "phone");
  caller.says(R"([48, 1, {}, "wamp.session.list", [["phone"]]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [["$joe"]]])"));
  caller.says(R"([48, 2, {}, "wamp.session.list", [["nobody"]]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [[]]]"));
}

TEST_F(MetaSessionsTest, DescribesASession) {
  auto& caller = arrive("ann");
  arrive("joe", "phone");
  caller.says(R"([48, 1, {}, "wamp.session.get", ["$joe"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"session": "$joe", "authid": "joe",
      "authrole": "phone", "authmethod": "anonymous", "authprovider": "static"}]])"));
}

TEST_F(MetaSessionsTest, DoesNotDescribeWhatHasLeftOrIsOfThisProcess) {
  bridge();
  auto& caller = arrive("ann");
  arrive("joe").vanishes();
  caller.says(R"([48, 1, {}, "wamp.session.get", ["$joe"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_session", ["$_"]])"));
  caller.says(R"([48, 2, {}, "wamp.session.get", ["$bridge"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.no_such_session", ["$_"]])"));
}

TEST_F(MetaSessionsTest, TakesAnIdThatIsAFloat) {
  auto& caller = arrive("ann");
  caller.says(R"([48, 1, {}, "wamp.session.get", [5.0]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_session", ["$_"]])"));
}

TEST_F(MetaSessionsTest, ReadsNoArgumentsInPassthruMode) {
  auto& caller = connect();
  caller.says(
      R"([1, "test", {"roles": {"caller": {"features": {"payload_passthru_mode": true}}}}])");
  caller.skip();
  caller.says(R"([48, 1, {"ppt_scheme": "x_mine"}, "wamp.session.count", ["\u0000AA=="]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.feature_not_supported", ["$_"]])"));
}

struct WrongCall {
  const char* call;
  const char* message;
};

class WrongMetaCall : public MetaSessionsTest, public testing::WithParamInterface<WrongCall> {};
TEST_P(WrongMetaCall, NamesTheArgument) {
  auto& caller = arrive("ann");
  caller.says(R"([48, 1, {}, "wamp.)" + std::string(GetParam().call) + "]");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.invalid_argument", [")" +
                           std::string(GetParam().message) + "\"]]"));
}
INSTANTIATE_TEST_SUITE_P(
    Arguments, WrongMetaCall,
    testing::Values(
        WrongCall{R"(session.get")", R"(argument \"session\" is missing)"},
        WrongCall{R"(session.get", [])", R"(argument \"session\" is missing)"},
        WrongCall{R"(session.get", [1, 2])", "takes at most 1 positional arguments, got 2"},
        WrongCall{R"(session.get", ["1"])", R"(argument \"session\" must be an id)"},
        WrongCall{R"(session.get", [0])", R"(argument \"session\" must be an id)"},
        WrongCall{R"(session.get", [-1])", R"(argument \"session\" must be an id)"},
        WrongCall{R"(session.get", [1.5])", R"(argument \"session\" must be an id)"},
        WrongCall{R"(session.get", [9007199254740993])", R"(argument \"session\" must be an id)"},
        WrongCall{R"(session.get", [null])", R"(argument \"session\" must be an id)"},
        WrongCall{R"(session.count", ["phone"])",
                  R"(argument \"filter_authroles\" must be a list of strings)"},
        WrongCall{R"(session.list", [["phone", 1]])",
                  R"(argument \"filter_authroles\" must be a list of strings)"},
        WrongCall{R"(session.kill_by_authid", [5])", R"(argument \"authid\" must be a string)"},
        WrongCall{R"(session.kill_by_authrole", [5])", R"(argument \"authrole\" must be a string)"},
        WrongCall{R"(session.kill", [5], {"message": 5})",
                  R"(argument \"message\" must be a string)"},
        WrongCall{R"(session.kill", [5], {"mesage": "why"})",
                  R"(argument \"mesage\" is no keyword argument of this procedure)"},
        WrongCall{R"(session.kill_all", [5])", "takes at most 0 positional arguments, got 1"},
        WrongCall{R"(registration.lookup", ["a.b", 5])",
                  R"(argument \"options\" must be a dictionary)"},
        WrongCall{R"(registration.lookup", ["a.b", {"match": "best"}])",
                  R"(argument \"options\" must have exact, prefix or wildcard for match)"},
        WrongCall{R"(registration.list", [1])", "takes at most 0 positional arguments, got 1"},
        WrongCall{R"(subscription.lookup", ["a.b", {"match": 5}])",
                  R"(argument \"options\" must have exact, prefix or wildcard for match)"},
        WrongCall{R"(subscription.get", [[]])", R"(argument \"subscription\" must be an id)"}));

}  // namespace
}  // namespace deskgate::router
