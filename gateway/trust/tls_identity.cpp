// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/tls_identity.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

#include "gateway/log.hpp"

namespace deskgate::gateway::trust {
namespace {

// How often it is looked whether a self-issued certificate must be renewed.
constexpr std::chrono::hours look_every{6};

std::shared_ptr<const net::TlsContext> context_of(const CertificateFiles& files) {
  return std::make_shared<const net::TlsContext>(files.certificate, files.key);
}

}  // namespace

TlsIdentity::TlsIdentity(boost::asio::io_context& io, std::optional<CertificateFiles> own,
                         std::string state_folder)
    : own_(std::move(own)),
      state_folder_(std::move(state_folder)),
      current_(context_of(provide())),
      files_(io, [this] { follow(); }),
      renewal_(io) {
  const auto files = provide();
  files_.set_paths({files.certificate, files.key});
  if (!own_) renew_in_time();
}

CertificateFiles TlsIdentity::provide() const {
  return own_ ? *own_ : provide_certificate(state_folder_, std::chrono::system_clock::now());
}

// Two files are written one after the other: in between they do not fit each other.
void TlsIdentity::follow() {
  try {
    auto read = context_of(provide());
    if (read->certificate() == current_->certificate()) return;
    current_ = std::move(read);
    log::info("certificate", "new connections see another one");
  } catch (const std::runtime_error& error) {
    log::warning("certificate", std::string(error.what()) + "; the one before stays");
  }
}

void TlsIdentity::renew_in_time() {
  renewal_.expires_after(look_every);
  renewal_.async_wait([this](auto error) {
    if (error) return;
    follow();
    renew_in_time();
  });
}

}  // namespace deskgate::gateway::trust
