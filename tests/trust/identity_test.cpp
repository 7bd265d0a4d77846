// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/identity.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "gateway/durable_file.hpp"
#include "tests/trust/faulty_disk.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

using router::authentication::PublicKey;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class IdentityTest : public ::testing::Test {
 protected:
  IdentityTest() {
    std::string name = ::testing::TempDir() + "deskgate-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  ~IdentityTest() override { std::filesystem::remove_all(folder); }

  std::string text_of(const std::string& name) const {
    std::ifstream file(folder + name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder + name) << text;
    ::chmod((folder + name).c_str(), 0600);
  }

  std::string refusal() const {
    try {
      const Identity identity(folder);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  }

  std::string folder;
};

// Where the links lead somebody who knows `key`; each is looked at as a client would.
PublicKey led_from(PublicKey key, const Succession& links) {
  for (const auto& link : links) {
    if (link.from == key && link.is_signed()) key = link.to;
  }
  return key;
}

TEST_F(IdentityTest, StaysWhatItIs) {
  const auto key = Identity(folder).public_key();
  EXPECT_EQ(Identity(folder).public_key(), key);
  EXPECT_THAT(Identity(folder).succession(), SizeIs(0));
}

TEST_F(IdentityTest, IsNotReplacedWhereItCannotBeRead) {
  write("/identity.key", "nonsense");
  EXPECT_THAT(refusal(), HasSubstr("bring it back, or remove it"));
  EXPECT_EQ(text_of("/identity.key"), "nonsense");
}

TEST_F(IdentityTest, IsAnotherOnceItIsRenewedAndTheOldOneLeadsThere) {
  Identity identity(folder);
  const auto before = identity.public_key();
  identity.renew();
  EXPECT_NE(identity.public_key(), before);
  EXPECT_EQ(identity.key().public_key(), identity.public_key());
  EXPECT_EQ(led_from(before, identity.succession()), identity.public_key());
  const Identity again(folder);
  EXPECT_EQ(again.public_key(), identity.public_key());
  EXPECT_EQ(led_from(before, again.succession()), identity.public_key());
}

TEST_F(IdentityTest, IsFoundOverFourChangesAndNotOverFive) {
  Identity identity(folder);
  const auto first = identity.public_key();
  identity.renew();
  const auto second = identity.public_key();
  for (int i = 0; i < 3; ++i) identity.renew();
  EXPECT_EQ(led_from(first, Identity(folder).succession()), identity.public_key());
  identity.renew();
  EXPECT_THAT(identity.succession(), SizeIs(most_links));
  EXPECT_EQ(led_from(first, Identity(folder).succession()), first);
  EXPECT_EQ(led_from(second, Identity(folder).succession()), identity.public_key());
}

TEST_F(IdentityTest, OfThisProcessAloneCanBeRenewedToo) {
  Identity identity("");
  const auto before = identity.public_key();
  identity.renew();
  EXPECT_EQ(led_from(before, identity.succession()), identity.public_key());
}

TEST_F(IdentityTest, WithLinksThatSomebodyChangedIsToldWithThePlace) {
  Identity(folder).renew();
  auto text = text_of("/identity-links.json");
  const auto at = text.find("\"by_old\": \"") + 11;
  text[at] = text[at] == '0' ? '1' : '0';
  write("/identity-links.json", text);
  EXPECT_THAT(refusal(), HasSubstr("links[0]: has a signature that is wrong"));
}

TEST_F(IdentityTest, WithLinksThatAreCutIsTold) {
  Identity(folder).renew();
  write("/identity-links.json", text_of("/identity-links.json").substr(0, 100));
  EXPECT_THAT(refusal(), HasSubstr("identity-links.json: the file: is no list of links"));
}

// Each call to the disk of a renewal fails, one after the other.
class FailingRenewal : public IdentityTest, public ::testing::WithParamInterface<int> {};

TEST_P(FailingRenewal, LeavesAKeyThatTheOldOneLeadsTo) {
  Identity identity(folder);
  const auto first = identity.public_key();
  for (std::size_t i = 0; i < most_links; ++i) identity.renew();
  const auto before = identity.public_key();
  fail_disk_call(GetParam(), ENOSPC);
  bool is_in_doubt = false;
  try {
    identity.renew();
    ADD_FAILURE();
  } catch (const NotOnDisk&) {
    is_in_doubt = true;
  } catch (const std::runtime_error&) {
  }
  stop_counting();
  EXPECT_EQ(is_in_doubt, identity.public_key() != before);
  const Identity again(folder);
  EXPECT_EQ(identity.public_key(), again.public_key());
  EXPECT_EQ(identity.key().public_key(), again.public_key());
  EXPECT_EQ(led_from(before, again.succession()), again.public_key());
  EXPECT_TRUE(again.public_key() != before || led_from(first, again.succession()) == before);
}

INSTANTIATE_TEST_SUITE_P(EveryCall, FailingRenewal, ::testing::Range(0, 14));

TEST_F(IdentityTest, TheSecretOfDecoysStaysWhenTheKeyIsReplaced) {
  const auto secret = provide_secret(folder);
  EXPECT_THAT(secret, SizeIs(32));
  Identity(folder).renew();
  EXPECT_EQ(provide_secret(folder), secret);
  EXPECT_NE(provide_secret(""), secret);
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing
