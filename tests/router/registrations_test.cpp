// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/registrations.hpp"

#include <gtest/gtest.h>

namespace deskgate::router {
namespace {

constexpr SessionId alice{11};
constexpr SessionId bob{12};

class RegistrationsTest : public testing::Test {
 protected:
  ~RegistrationsTest() override { EXPECT_TRUE(registrations.invariant()); }
  Registrations registrations;
};

TEST_F(RegistrationsTest, HaveOneCalleeEach) {
  const auto* registration = registrations.add(alice, "a.b");
  ASSERT_TRUE(registration);
  EXPECT_EQ(registrations.add(bob, "a.b"), nullptr);
  EXPECT_EQ(registrations.find("a.b"), registration);
  EXPECT_EQ(registration->callee, alice);
}

TEST_F(RegistrationsTest, AreRemovedByTheirCalleeOnly) {
  const auto id = registrations.add(alice, "a.b")->id;
  EXPECT_FALSE(registrations.remove(bob, id));
  EXPECT_TRUE(registrations.remove(alice, id));
  EXPECT_FALSE(registrations.remove(alice, id));
  EXPECT_TRUE(registrations.is_empty());
}

TEST_F(RegistrationsTest, EndWithTheirCallee) {
  registrations.add(alice, "a.b");
  registrations.add(alice, "a.c");
  registrations.add(bob, "a.d");
  registrations.forget(alice);
  EXPECT_EQ(registrations.find("a.b"), nullptr);
  EXPECT_EQ(registrations.count(alice), 0U);
  EXPECT_EQ(registrations.count(bob), 1U);
}

}  // namespace
}  // namespace deskgate::router
