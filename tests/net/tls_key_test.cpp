// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whom the file of a private key may be open to.

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

#include "gateway/net/tls_context.hpp"
#include "tests/net/certificate.hpp"
#include "tests/net/listener_fixture.hpp"

namespace deskgate::gateway::net::testing {
namespace {

class TlsKeyTest : public ::testing::Test {
 protected:
  TlsKeyTest() {
    const auto made = make_certificate();
    std::ofstream(certificate) << made.certificate;
    std::ofstream(key) << made.key;
  }

  void has_mode(mode_t mode) const { ASSERT_EQ(::chmod(key.c_str(), mode), 0); }

  // "": it is taken.
  std::string refusal() const {
    try {
      const TlsContext context(certificate, key);
      return "";
    } catch (const std::runtime_error& error) {
      return error.what();
    }
  }

  std::string open_to_others() const {
    return key + ": may be read or written by others; \"chmod g-w,o= " + key +
           "\" if nobody has read it";
  }

  TemporaryFolder folder;
  std::string certificate = folder / "certificate.pem";
  std::string key = folder / "key.pem";
};

TEST_F(TlsKeyTest, OfThisUserAloneIsTaken) {
  has_mode(0600);
  EXPECT_EQ(refusal(), "");
  has_mode(0400);
  EXPECT_EQ(refusal(), "");
}

TEST_F(TlsKeyTest, ThatAGroupMayReadIsTaken) {
  has_mode(0640);
  EXPECT_EQ(refusal(), "");
}

TEST_F(TlsKeyTest, ThatEverybodyMayReadIsRefused) {
  has_mode(0644);
  EXPECT_EQ(refusal(), open_to_others());
  has_mode(0604);
  EXPECT_EQ(refusal(), open_to_others());
}

TEST_F(TlsKeyTest, ThatOthersMayWriteIsRefused) {
  has_mode(0660);
  EXPECT_EQ(refusal(), open_to_others());
  has_mode(0602);
  EXPECT_EQ(refusal(), open_to_others());
}

TEST_F(TlsKeyTest, OfAStrangerIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  has_mode(0600);
  ASSERT_EQ(::chown(key.c_str(), 12345, 0), 0);
  EXPECT_EQ(refusal(), key + ": belongs to the user 12345, not to this one");
}

}  // namespace
}  // namespace deskgate::gateway::net::testing
