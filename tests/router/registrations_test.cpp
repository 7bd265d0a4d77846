// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/registrations.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

constexpr SessionId alice{11};
constexpr SessionId bob{12};
constexpr SessionId carol{13};

class RegistrationsTest : public testing::Test {
 protected:
  ~RegistrationsTest() override { EXPECT_TRUE(registrations.invariant()); }
  Registrations registrations;
};

TEST_F(RegistrationsTest, AreFoundByProcedureAndMatch) {
  auto& exact = registrations.add({"a.b"}, InvocationPolicy::single, {alice}, {});
  auto& prefix = registrations.add({"a.b", Match::prefix}, InvocationPolicy::single, {bob}, {});
  EXPECT_NE(exact.id, prefix.id);
  EXPECT_EQ(registrations.find({"a.b"}), &exact);
  EXPECT_EQ(registrations.find({"a.b", Match::prefix}), &prefix);
  EXPECT_EQ(registrations.best_match("a.b"), &exact);
  EXPECT_EQ(registrations.best_match("a.bc"), &prefix);
  EXPECT_EQ(registrations.best_match("b"), nullptr);
}

TEST_F(RegistrationsTest, EndWithTheirLastCallee) {
  const auto id = registrations.add({"a.b"}, InvocationPolicy::roundrobin, {alice}, {}).id;
  EXPECT_EQ(registrations.add({"a.b"}, InvocationPolicy::roundrobin, {bob}, {}).id, id);
  EXPECT_FALSE(registrations.remove(alice, id));
  EXPECT_TRUE(registrations.is_callee(bob, id));
  EXPECT_TRUE(registrations.remove(bob, id));
  EXPECT_TRUE(registrations.is_empty());
}

TEST_F(RegistrationsTest, KeepWhoseTurnItIsWhenAnEarlierCalleeLeaves) {
  auto& registration = registrations.add({"a"}, InvocationPolicy::roundrobin, {alice}, {});
  registrations.add({"a"}, InvocationPolicy::roundrobin, {bob}, {});
  registrations.add({"a"}, InvocationPolicy::roundrobin, {carol}, {});
  registration.turn = 1;
  registrations.remove(alice, registration.id);
  EXPECT_EQ(registration.callees.at(registration.turn).session, bob);
}

TEST_F(RegistrationsTest, PassTheTurnOnWhenItsCalleeLeaves) {
  auto& registration = registrations.add({"a"}, InvocationPolicy::roundrobin, {alice}, {});
  registrations.add({"a"}, InvocationPolicy::roundrobin, {bob}, {});
  registration.turn = 1;
  registrations.remove(bob, registration.id);
  EXPECT_EQ(registration.callees.at(registration.turn).session, alice);
}

}  // namespace
}  // namespace deskgate::router
