// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/tls_identity.hpp"

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <utility>
#include <vector>

#include "gateway/hardening/sandbox.hpp"
#include "gateway/log.hpp"

namespace deskgate::gateway::trust {
namespace {

// How often it is looked whether a self-issued certificate must be renewed.
constexpr std::chrono::hours look_every{6};

}  // namespace

TlsIdentity::TlsIdentity(boost::asio::io_context& io, std::optional<CertificateFiles> own,
                         std::string state_folder)
    : own_(std::move(own)),
      state_folder_(std::move(state_folder)),
      current_(read()),
      files_(io, [this] { follow(); }),
      renewal_(io) {
  watch(provide());
  if (!own_) renew_in_time();
}

CertificateFiles TlsIdentity::provide() const {
  return own_ ? *own_ : provide_certificate(state_folder_, std::chrono::system_clock::now());
}

std::shared_ptr<net::TlsContext> TlsIdentity::read() const {
  const auto files = provide();
  auto context = std::make_shared<net::TlsContext>(files.certificate, files.key);
  context->ask_clients(is_asking_);
  return context;
}

void TlsIdentity::ask_clients(bool is_asking) {
  is_asking_ = is_asking;
  current_->ask_clients(is_asking);
}

// What a link leads to is replaced in a folder of its own.
void TlsIdentity::watch(const CertificateFiles& files) {
  std::vector paths{files.certificate, files.key};
  for (const auto& path : {files.certificate, files.key}) {
    std::error_code error;
    const auto target = std::filesystem::canonical(path, error);
    if (!error) paths.push_back(target.string());
  }
  files_.set_paths(paths);
}

std::string TlsIdentity::explain(const std::runtime_error& error) const {
  const auto files = own_.value_or(CertificateFiles{});
  for (const auto& path : {files.certificate, files.key}) {
    if (!hardening::is_out_of_reach(path)) continue;
    return path + ": cannot be read in the sandbox; it takes effect at the next start";
  }
  return std::string(error.what()) + "; the one before stays";
}

// Two files are written one after the other: in between they do not fit each other.
void TlsIdentity::follow() {
  if (own_) watch(*own_);  // a link may lead elsewhere by now
  try {
    auto next = read();
    if (next->certificate() == current_->certificate()) return;
    current_ = std::move(next);
    log::info("certificate", "new connections see another one");
  } catch (const std::runtime_error& error) {
    log::warning("certificate", explain(error));
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
