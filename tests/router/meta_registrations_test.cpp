// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/meta_registrations.hpp"

#include "tests/router/meta_test.hpp"

namespace deskgate::router {
namespace {

class MetaRegistrationsTest : public MetaTest {
 protected:
  // A client that has registered "a.b" for several callees: "$ab".
  TestClient& callee(const std::string& authid) {
    auto& client = arrive(authid);
    client.says(R"([64, 1, {"invoke": "roundrobin"}, "a.b"])");
    EXPECT_TRUE(client.hears(R"([65, 1, "$ab"])"));
    return client;
  }

  // A client that listens to all events of the area.
  TestClient& listener() {
    auto& client = join("listener");
    client.says(R"([32, 1, {"match": "prefix"}, "wamp.registration."])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$watch"])"));
    return client;
  }

  // Joe provides "a.b", "a." by prefix and "a..c" by wildcard.
  void provide_three() {
    auto& joe = arrive("joe");
    joe.says(R"([64, 1, {}, "a.b"])");
    EXPECT_TRUE(joe.hears(R"([65, 1, "$exact"])"));
    joe.says(R"([64, 2, {"match": "prefix"}, "a."])");
    EXPECT_TRUE(joe.hears(R"([65, 2, "$prefix"])"));
    joe.says(R"([64, 3, {"match": "wildcard"}, "a..c"])");
    EXPECT_TRUE(joe.hears(R"([65, 3, "$wildcard"])"));
  }
};

TEST_F(MetaRegistrationsTest, TellsOfCreationBeforeRegistration) {
  auto& watcher = listener();
  callee("joe");
  EXPECT_TRUE(watcher.hears(R"([36, "$watch", "$_", {"topic": "wamp.registration.on_create"},
      ["$joe", {"id": "$ab", "created": "2026-01-01T00:00:00.000000Z", "uri": "a.b",
                "match": "exact", "invoke": "roundrobin"}]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_register"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaRegistrationsTest, TellsOfFurtherCallees) {
  callee("joe");
  auto& watcher = listener();
  auto& eve = callee("eve");
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_register"}, ["$eve", "$ab"]])"));
  eve.says(R"([66, 2, "$ab"])");
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_unregister"}, ["$eve", "$ab"]])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaRegistrationsTest, TellsOfUnregistrationBeforeDeletion) {
  auto& joe = callee("joe");
  auto& watcher = listener();
  joe.says(R"([66, 2, "$ab"])");
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_unregister"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_delete"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaRegistrationsTest, TellsWhatALostSessionProvided) {
  auto& joe = callee("joe");
  auto& watcher = listener();
  joe.vanishes();
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_unregister"}, ["$joe", "$ab"]])"));
  EXPECT_TRUE(watcher.hears(
      R"([36, "$watch", "$_", {"topic": "wamp.registration.on_delete"}, ["$joe", "$ab"]])"));
}

TEST_F(MetaRegistrationsTest, TellsNothingOfWhatTheListenerMayNotCall) {
  reserve(Action::call, "a.b", "admin");
  auto& watcher = listener();
  callee("joe").vanishes();
  EXPECT_TRUE(watcher.hears_nothing());
}

TEST_F(MetaRegistrationsTest, Lists) {
  provide_three();
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.list"])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"exact": ["$exact"], "prefix": ["$prefix"],
                                            "wildcard": ["$wildcard"]}]])"));
}

TEST_F(MetaRegistrationsTest, ListsNothing) {
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.list"])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"exact": [], "prefix": [], "wildcard": []}]])"));
}

TEST_F(MetaRegistrationsTest, LooksUpByUriAndMatch) {
  provide_three();
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.lookup", ["a.b"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, ["$exact"]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.lookup", ["a.", {"match": "prefix"}]])");
  EXPECT_TRUE(caller.hears(R"([50, 2, {}, ["$prefix"]])"));
  caller.says(R"([48, 3, {}, "wamp.registration.lookup", ["a.b", {"match": "prefix"}]])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [null]]"));
}

TEST_F(MetaRegistrationsTest, FindsTheBestMatch) {
  provide_three();
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.match", ["a.b"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, ["$exact"]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.match", ["a.x.c"]])");
  EXPECT_TRUE(caller.hears(R"([50, 2, {}, ["$prefix"]])"));
  caller.says(R"([48, 3, {}, "wamp.registration.match", ["x.y"]])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [null]]"));
}

TEST_F(MetaRegistrationsTest, RefusesWhatIsNoUri) {
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.lookup", ["a."]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.invalid_uri", ["$_"]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.match", ["a b"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.invalid_uri", ["$_"]])"));
}

TEST_F(MetaRegistrationsTest, Describes) {
  callee("joe");
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.get", ["$ab"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"id": "$ab", "created": "2026-01-01T00:00:00.000000Z",
      "uri": "a.b", "match": "exact", "invoke": "roundrobin"}]])"));
}

TEST_F(MetaRegistrationsTest, ListsAndCountsCallees) {
  callee("joe");
  callee("eve");
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.list_callees", ["$ab"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [["$joe", "$eve"]]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.count_callees", ["$ab"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [2]]"));
}

TEST_F(MetaRegistrationsTest, KnowsWhatIsProvidedInThisProcessButNotByWhom) {
  auto& bridge = this->bridge();
  bridge.says(R"([64, 1, {}, "org.deskgate.x"])");
  EXPECT_TRUE(bridge.hears(R"([65, 1, "$x"])"));
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.match", ["org.deskgate.x"]])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, ["$x"]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.list_callees", ["$x"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [[]]]"));
  caller.says(R"([48, 3, {}, "wamp.registration.count_callees", ["$x"]])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [0]]"));
}

TEST_F(MetaRegistrationsTest, DoesNotKnowUnknownIds) {
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.get", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 1, {}, "wamp.error.no_such_registration", ["$_"]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.list_callees", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 2, {}, "wamp.error.no_such_registration", ["$_"]])"));
  caller.says(R"([48, 3, {}, "wamp.registration.count_callees", [5]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 3, {}, "wamp.error.no_such_registration", ["$_"]])"));
}

TEST_F(MetaRegistrationsTest, HidesWhatTheCallerMayNotCall) {
  callee("joe");
  reserve(Action::call, "a.b", "admin");
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.list"])");
  EXPECT_TRUE(caller.hears(R"([50, 1, {}, [{"exact": [], "prefix": [], "wildcard": []}]])"));
  caller.says(R"([48, 2, {}, "wamp.registration.lookup", ["a.b"]])");
  EXPECT_TRUE(caller.hears("[50, 2, {}, [null]]"));
  caller.says(R"([48, 3, {}, "wamp.registration.match", ["a.b"]])");
  EXPECT_TRUE(caller.hears("[50, 3, {}, [null]]"));
  caller.says(R"([48, 4, {}, "wamp.registration.get", ["$ab"]])");
  EXPECT_TRUE(caller.hears(R"([8, 48, 4, {}, "wamp.error.no_such_registration", ["$_"]])"));
}

TEST_F(MetaRegistrationsTest, DoesNotListTheMetaApiItself) {
  auto& caller = join("ann");
  caller.says(R"([48, 1, {}, "wamp.registration.match", ["wamp.session.count"]])");
  EXPECT_TRUE(caller.hears("[50, 1, {}, [null]]"));
}

TEST_F(MetaRegistrationsTest, TakesItBack) {
  auto& joe = join_as("callee", {"registration_revocation"});
  names.match("$joe", joe.session.principal().session.value);
  joe.says(R"([64, 1, {}, "a.b"])");
  EXPECT_TRUE(joe.hears(R"([65, 1, "$ab"])"));
  auto& admin = join("admin");
  admin.says(
      R"([48, 1, {}, "wamp.registration.remove_callee", ["$ab", "$joe"], {"reason": "moved"}])");
  EXPECT_TRUE(joe.hears(R"([67, 0, {"registration": "$ab", "reason": "moved"}])"));
  EXPECT_TRUE(admin.hears("[50, 1, {}]"));
  admin.says(R"([48, 2, {}, "wamp.registration.get", ["$ab"]])");
  EXPECT_TRUE(admin.hears(R"([8, 48, 2, {}, "wamp.error.no_such_registration", ["$_"]])"));
}

TEST_F(MetaRegistrationsTest, TakesNothingBackFromOthers) {
  auto& joe = join_as("callee", {"registration_revocation"});
  names.match("$joe", joe.session.principal().session.value);
  joe.says(R"([64, 1, {}, "a.b"])");
  EXPECT_TRUE(joe.hears(R"([65, 1, "$ab"])"));
  auto& admin = join("admin");
  admin.says(R"([48, 1, {}, "wamp.registration.remove_callee", ["$ab", 77]])");
  EXPECT_TRUE(admin.hears(R"([8, 48, 1, {}, "wamp.error.no_such_session", ["$_"]])"));
  EXPECT_TRUE(joe.hears_nothing());
}

}  // namespace
}  // namespace deskgate::router
