// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What all TLS connections of a listener have in common: who we are, and what is spoken.
//
// TLS 1.3 alone, no session tickets, no early data: nothing of a connection outlives it, and
// nothing arrives that could be a repetition.
#pragma once

#include <string>

#include "router/transport.hpp"

struct ssl_ctx_st;
struct x509_st;

namespace deskgate::gateway::net {

class TlsContext {
 public:
  // Reads a certificate (with its chain, if it has one) and its private key, both PEM. Throws
  // std::runtime_error with one sentence that names the file and what is wrong with it, be it that
  // somebody may read the key who is neither this user nor root nor of the file's group.
  TlsContext(const std::string& certificate, const std::string& key);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  // The SHA-256 of the certificate's public key (its SubjectPublicKeyInfo, RFC 7469 section 2.4):
  // what a client that has been told it beforehand knows us by.
  router::KeyHash key_hash() const;

  // The certificate alone, as DER: to tell one from another.
  std::string certificate() const;

  // Whether connections that begin from now on ask the client for a certificate, which it need not
  // have. Any will do, whoever has issued it and when: its key is what counts. Browsers may ask
  // their user for one, so that this is no default.
  void ask_clients(bool is_asking);

  // For tls_stream: OpenSSL's SSL_CTX.
  ssl_ctx_st* native() const { return context_; }

 private:
  ssl_ctx_st* context_;
};

// That of a certificate.
router::KeyHash key_hash_of(const x509_st& certificate);

}  // namespace deskgate::gateway::net
