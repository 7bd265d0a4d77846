// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/self_issued.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "gateway/net/tls_context.hpp"
#include "gateway/trust/identity.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::days;
using std::chrono::system_clock;

class SelfIssued : public ::testing::Test {
 protected:
  SelfIssued() {
    std::string name = "/tmp/deskgate-certificate-XXXXXX";
    folder = ::mkdtemp(name.data());
  }
  ~SelfIssued() override { fs::remove_all(folder); }

  static std::string text_of(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  std::string folder;
  system_clock::time_point now = system_clock::now();
};

TEST_F(SelfIssued, IsMadeOnceAndStays) {
  const auto files = provide_certificate(folder, now);
  const auto certificate = text_of(files.certificate);
  const auto key = text_of(files.key);
  EXPECT_EQ(provide_certificate(folder, now + days(59)), files);
  EXPECT_EQ(text_of(files.certificate), certificate);
  EXPECT_EQ(text_of(files.key), key);
}

TEST_F(SelfIssued, IsRenewedInTimeAndKeepsItsKey) {
  const auto files = provide_certificate(folder, now);
  const auto before = net::TlsContext(files.certificate, files.key);
  provide_certificate(folder, now + days(61));
  const auto after = net::TlsContext(files.certificate, files.key);
  EXPECT_NE(before.certificate(), after.certificate());
  EXPECT_EQ(before.key_hash(), after.key_hash());
}

TEST_F(SelfIssued, IsMadeAnewElevenYearsLaterAndWhenTheClockWentBack) {
  const auto files = provide_certificate(folder, now);
  const auto before = net::TlsContext(files.certificate, files.key).certificate();
  provide_certificate(folder, now + days(11 * 365));
  const auto later = net::TlsContext(files.certificate, files.key).certificate();
  EXPECT_NE(later, before);
  provide_certificate(folder, now);
  EXPECT_NE(net::TlsContext(files.certificate, files.key).certificate(), later);
}

TEST_F(SelfIssued, ThatIsDamagedIsMadeAnew) {
  const auto files = provide_certificate(folder, now);
  std::ofstream(files.certificate) << "nonsense";
  provide_certificate(folder, now);
  EXPECT_NO_THROW(net::TlsContext(files.certificate, files.key));
}

TEST_F(SelfIssued, AKeyThatIsDamagedIsNotReplaced) {
  const auto files = provide_certificate(folder, now);
  std::ofstream(files.key) << "nonsense";
  try {
    provide_certificate(folder, now);
    ADD_FAILURE();
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), ::testing::StartsWith(files.key + ": is no private key"));
  }
  EXPECT_EQ(text_of(files.key), "nonsense");
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing
