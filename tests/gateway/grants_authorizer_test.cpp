// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/grants_authorizer.hpp"

#include <gtest/gtest.h>

namespace deskgate::gateway {
namespace {

using router::Action;
using router::Match;

class GrantsAuthorizerTest : public testing::Test {
 protected:
  static mapping::Policy shipped() {
    mapping::Diagnostics diagnostics;
    auto policy = mapping::load_policy({DESKGATE_SOURCE_DIR "/policies"}, diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    return policy;
  }

  bool may(std::string_view role, Action action, std::string_view uri,
           Match match = Match::exact) const {
    router::Principal who;
    who.authrole = std::string(role);
    return authorizer.decide(who, {action, uri, match}).is_allowed;
  }

  std::string refusal(std::string_view role, Action action, std::string_view uri) const {
    router::Principal who;
    who.authrole = std::string(role);
    return authorizer.decide(who, {action, uri, Match::exact}).reason;
  }

  bool leaves_open(std::string_view role, const router::Request& what) const {
    router::Principal who;
    who.authrole = std::string(role);
    return authorizer.leaves_open(who, what);
  }

  // As examples/config/open-router.toml, but for the trust level.
  static Permissions everything() {
    Actions all;
    all.add(Action::call).add(Action::register_).add(Action::subscribe).add(Action::publish);
    return Permissions(
        {{"", Match::prefix, all, router::Disclosure::never, 2}, {"wamp.", Match::prefix, all}});
  }

  mapping::Policy policy = shipped();
  Roles roles{{{"anonymous", {"mpris.view"}}, {"owner", {"*"}}}, {{"open", everything()}}};
  GrantsAuthorizer authorizer{policy, roles};
};

TEST_F(GrantsAuthorizerTest, AGrantOpensWhatItNames) {
  EXPECT_TRUE(may("anonymous", Action::call, "org.deskgate.mpris.vlc.Player.Position.get"));
  EXPECT_TRUE(may("anonymous", Action::subscribe, "org.deskgate.mpris.vlc.Player.Metadata"));
}

TEST_F(GrantsAuthorizerTest, TheGatewayItselfIsForThisUsersProgramsAlone) {
  EXPECT_TRUE(may("owner", Action::call, "org.deskgate.admin.status"));
  EXPECT_FALSE(may("anonymous", Action::call, "org.deskgate.admin.status"));
  EXPECT_FALSE(may("open", Action::call, "org.deskgate.admin.status"));
}

TEST_F(GrantsAuthorizerTest, AGrantOpensNothingElse) {
  EXPECT_FALSE(may("anonymous", Action::call, "org.deskgate.mpris.vlc.Player.PlayPause"));
  EXPECT_FALSE(may("anonymous", Action::call, "org.deskgate.notifications.Notifications.Notify"));
}

TEST_F(GrantsAuthorizerTest, ARefusalNamesTheGrantThatIsNeeded) {
  EXPECT_EQ(refusal("anonymous", Action::call, "org.deskgate.mpris.vlc.Player.PlayPause"),
            "needs the grant mpris.control");
}

TEST_F(GrantsAuthorizerTest, ARoleWithoutGrantsMayNotEvenAskWhatThereIs) {
  EXPECT_FALSE(may("nobody", Action::call, "org.deskgate.bus.list"));
  EXPECT_FALSE(may("nobody", Action::subscribe, "org.deskgate.bus.added"));
  EXPECT_FALSE(may("nobody", Action::subscribe, "", Match::prefix));
}

TEST_F(GrantsAuthorizerTest, ARoleWithAnyGrantMayAskWhatThereIs) {
  EXPECT_TRUE(may("anonymous", Action::call, "org.deskgate.bus.list"));
  EXPECT_TRUE(may("anonymous", Action::subscribe, "org.deskgate.bus.removed"));
}

TEST_F(GrantsAuthorizerTest, ABroadPatternYieldsOnlyWhatTheGrantsOpen) {
  EXPECT_TRUE(may("anonymous", Action::subscribe, "org.", Match::prefix));
  EXPECT_TRUE(may("anonymous", Action::receive, "org.deskgate.mpris.vlc.Player.Seeked"));
  EXPECT_FALSE(may("anonymous", Action::receive, "org.example.secret"));
}

TEST_F(GrantsAuthorizerTest, NobodyButTheBridgeSpeaksUnderDeskgatesOwnNames) {
  EXPECT_FALSE(may("anonymous", Action::register_, "org.deskgate.mpris.vlc.Player.PlayPause"));
  EXPECT_FALSE(may("owner", Action::register_, "org.deskgate.mpris.vlc.Player.PlayPause"));
  EXPECT_FALSE(may("owner", Action::publish, "org.deskgate.bus.added"));
  EXPECT_TRUE(may(bridge_role, Action::register_, "org.deskgate.mpris.vlc.Player.PlayPause"));
}

TEST_F(GrantsAuthorizerTest, TheOwnersProgramsMayTalkToEachOther) {
  EXPECT_TRUE(may("owner", Action::register_, "com.example.lamp.switch"));
  EXPECT_TRUE(may("owner", Action::call, "com.example.lamp.switch"));
  EXPECT_TRUE(may("owner", Action::publish, "com.example.lamp.is_on"));
  EXPECT_TRUE(may("owner", Action::subscribe, "com.example.lamp.is_on"));
}

TEST_F(GrantsAuthorizerTest, NobodyOffersAPatternThatMightMeanDeskgatesOwnNames) {
  EXPECT_FALSE(may("owner", Action::register_, "org.desk", Match::prefix));
  EXPECT_FALSE(may("owner", Action::register_, "org..mpris.vlc", Match::wildcard));
  EXPECT_FALSE(may("owner", Action::register_, "org..", Match::wildcard));
  EXPECT_TRUE(may("owner", Action::register_, "org.example", Match::prefix));
  EXPECT_TRUE(may("owner", Action::register_, "org.", Match::wildcard));
  EXPECT_TRUE(may("owner", Action::register_, "com..mpris.vlc", Match::wildcard));
}

TEST_F(GrantsAuthorizerTest, APermissionOpensUris) {
  EXPECT_TRUE(may("open", Action::register_, "com.example.lamp.switch"));
  EXPECT_TRUE(may("open", Action::publish, "com.example.lamp.is_on"));
  EXPECT_TRUE(may("open", Action::call, "wamp.session.count"));
  EXPECT_TRUE(may("open", Action::subscribe, "", Match::prefix));
  EXPECT_TRUE(may("open", Action::receive, "wamp.session.on_join"));
}

TEST_F(GrantsAuthorizerTest, APermissionOpensNothingThatGrantsDecide) {
  EXPECT_FALSE(may("open", Action::call, "org.deskgate.mpris.vlc.Player.PlayPause"));
  EXPECT_FALSE(may("open", Action::call, "org.deskgate.bus.list"));
  EXPECT_FALSE(may("open", Action::receive, "org.deskgate.mpris.vlc.Player.Metadata"));
  EXPECT_FALSE(may("open", Action::publish, "org.deskgate.bus.added"));
  EXPECT_FALSE(may("open", Action::register_, "", Match::prefix));
}

TEST_F(GrantsAuthorizerTest, ThePermissionSaysWhoIsDisclosedAndTrusted) {
  router::Principal who;
  who.authrole = "open";
  const auto verdict = authorizer.decide(who, {Action::call, "com.example.lamp.switch"});
  EXPECT_EQ(verdict.disclosure, router::Disclosure::never);
  EXPECT_EQ(verdict.trustlevel, 2U);
  EXPECT_EQ(authorizer.decide(who, {Action::call, "wamp.session.count"}).trustlevel, std::nullopt);
}

TEST_F(GrantsAuthorizerTest, WhatIsAllowedHasNoReason) {
  EXPECT_EQ(refusal("owner", Action::call, "com.example.lamp.switch"), "");
  EXPECT_EQ(refusal("owner", Action::publish, "com.example.lamp.is_on"), "");
  EXPECT_EQ(refusal("anonymous", Action::call, "org.deskgate.bus.list"), "");
}

TEST_F(GrantsAuthorizerTest, WhatNoRuleSpeaksOfIsLeftOpen) {
  EXPECT_TRUE(leaves_open("anonymous", {Action::call, "com.example.lamp.switch"}));
  EXPECT_TRUE(leaves_open("anonymous", {Action::register_, "com.example.", Match::prefix}));
  EXPECT_TRUE(leaves_open("anonymous", {Action::subscribe, "com.example.", Match::prefix}));
  EXPECT_TRUE(leaves_open("anonymous", {Action::receive, "com.example.lamp.is_on"}));
}

TEST_F(GrantsAuthorizerTest, WhatARuleSpeaksOfIsNotLeftOpen) {
  EXPECT_FALSE(leaves_open("anonymous", {Action::call, "org.deskgate.mpris.vlc.Player.Play"}));
  EXPECT_FALSE(leaves_open("anonymous", {Action::call, "org.deskgate.unknown"}));
  EXPECT_FALSE(leaves_open("anonymous", {Action::receive, "org.deskgate.bus.added"}));
  EXPECT_FALSE(leaves_open("anonymous", {Action::call, "wamp.session.list"}));
  EXPECT_FALSE(leaves_open("anonymous", {Action::register_, "org.", Match::prefix}));
  EXPECT_FALSE(leaves_open("anonymous", {Action::register_, "..mpris", Match::wildcard}));
  EXPECT_FALSE(leaves_open("open", {Action::call, "com.example.lamp.switch"}));
}

TEST_F(GrantsAuthorizerTest, OfTheOwnerTheBridgeAndWhoIsPairedNothingIsLeftOpen) {
  EXPECT_FALSE(leaves_open("owner", {Action::call, "com.example.lamp.switch"}));
  EXPECT_FALSE(leaves_open("deskgate", {Action::call, "com.example.lamp.switch"}));
  EXPECT_FALSE(leaves_open("pairing", {Action::call, "com.example.lamp.switch"}));
}

TEST_F(GrantsAuthorizerTest, StrangersDoNotHearTheOwnersPrograms) {
  EXPECT_FALSE(may("anonymous", Action::call, "com.example.lamp.switch"));
  EXPECT_FALSE(may("anonymous", Action::subscribe, "com.example.lamp.is_on"));
  EXPECT_FALSE(may("anonymous", Action::publish, "com.example.lamp.is_on"));
}

}  // namespace
}  // namespace deskgate::gateway
