// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/descriptors.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

namespace deskgate::gateway {
namespace {

class DescriptorsTest : public testing::Test {
 protected:
  DescriptorsTest() { getrlimit(RLIMIT_NOFILE, &before_); }
  ~DescriptorsTest() override { setrlimit(RLIMIT_NOFILE, &before_); }

  void may_open(rlim_t count) const {
    auto limit = before_;
    limit.rlim_cur = count;
    setrlimit(RLIMIT_NOFILE, &limit);
  }

  static rlim_t now() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
  }

  rlim_t most() const { return before_.rlim_max; }

 private:
  rlimit before_{};
};

TEST_F(DescriptorsTest, AreLeftAloneWhereThereAreEnough) {
  may_open(200);
  EXPECT_EQ(provide_descriptors(100), std::nullopt);
  EXPECT_EQ(now(), 200U);
}

TEST_F(DescriptorsTest, AreRaisedToWhatIsNeeded) {
  may_open(100);
  EXPECT_EQ(provide_descriptors(200), std::nullopt);
  EXPECT_EQ(now(), 264U);
}

TEST_F(DescriptorsTest, AreRaisedAsFarAsTheSystemLetsAndTheRestIsTold) {
  if (most() == RLIM_INFINITY) GTEST_SKIP() << "nothing bounds descriptors here";
  may_open(100);
  const auto told = provide_descriptors(most());
  ASSERT_TRUE(told.has_value());
  EXPECT_THAT(*told, testing::HasSubstr("may have " + std::to_string(most()) + "; raise"));
  EXPECT_EQ(now(), most());
}

}  // namespace
}  // namespace deskgate::gateway
