// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What TLS shows who we are with, at any time: the user's own certificate, or a self-issued one.
//
// Files that change are read again, be it that a link leads elsewhere, and a self-issued
// certificate is renewed in time: connections that come afterwards see the new one. Where it cannot
// be used the one before stays, and the log says why.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "gateway/file_watch.hpp"
#include "gateway/net/tls_context.hpp"
#include "gateway/trust/self_issued.hpp"

namespace deskgate::gateway::trust {

// Lives on the loop's thread.
class TlsIdentity {
 public:
  // `own`: the user's files; nullopt: self-issued, in `state_folder`. Throws std::runtime_error
  // with one sentence where there is no certificate to begin with.
  TlsIdentity(boost::asio::io_context& io, std::optional<CertificateFiles> own,
              std::string state_folder);

  // Never nullptr.
  std::shared_ptr<const net::TlsContext> current() const { return current_; }

  // See TlsContext.
  void ask_clients(bool is_asking);

 private:
  CertificateFiles provide() const;
  void watch(const CertificateFiles& files);
  std::string explain(const std::runtime_error& error) const;
  void follow();
  void renew_in_time();
  std::shared_ptr<net::TlsContext> read() const;

  std::optional<CertificateFiles> own_;
  std::string state_folder_;
  bool is_asking_ = false;
  std::shared_ptr<net::TlsContext> current_;
  FileWatch files_;
  boost::asio::steady_timer renewal_;
};

}  // namespace deskgate::gateway::trust
