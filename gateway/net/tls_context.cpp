// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <new>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace deskgate::gateway::net {
namespace {

// Octets of a client's certificate, with its chain.
constexpr long longest_certificate = 8192;

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
  ERR_clear_error();
  throw std::runtime_error(file + what);
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// OpenSSL does not tell a file that is missing from one that makes no sense.
File open_readable(const std::string& path) {
  File file(std::fopen(path.c_str(), "re"), std::fclose);
  if (!file || std::fgetc(file.get()) == EOF) {
    const auto error = file && std::ferror(file.get()) == 0 ? 0 : errno;
    refuse(path, error == 0 ? ": is empty" : ": " + std::generic_category().message(error));
  }
  return file;
}

// Whoever has the key is this machine to its clients. A group may read it, as Debian's ssl-cert
// does: who belongs to that has been chosen.
void check_secrecy(std::FILE* key, const std::string& path) {
  struct stat found {};
  if (::fstat(::fileno(key), &found) != 0) {
    refuse(path, ": " + std::generic_category().message(errno));
  }
  if (found.st_uid != ::geteuid() && found.st_uid != 0) {
    refuse(path, ": belongs to the user " + std::to_string(found.st_uid) + ", not to this one");
  }
  if ((found.st_mode & (S_IWGRP | S_IRWXO)) != 0) {
    refuse(path, ": may be read or written by others; \"chmod g-w,o= " + path +
                     "\" if nobody has read it");
  }
}

// A daemon has nobody to ask for a passphrase.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

// That the client has the key of its certificate is checked elsewhere.
int any_certificate(int, X509_STORE_CTX*) {
  return 1;
}

// A client that names protocols and not this one means some other server (RFC 7301, and ALPACA):
// what it says is not for us. One that names none is taken at its word, as programs are.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size, void*) {
  static constexpr std::string_view ours = "\x08http/1.1";
  const auto* const begin = reinterpret_cast<const unsigned char*>(ours.data());
  const int outcome = SSL_select_next_proto(const_cast<unsigned char**>(chosen), chosen_size, begin,
                                            ours.size(), offered, offered_size);
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void restrict(SSL_CTX* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_max_early_data(context, 0);
  SSL_CTX_set_max_cert_list(context, longest_certificate);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
}

// Sessions that are idle hold no record buffers, those that are not read many records at once.
void economise(SSL_CTX* context) {
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);
}

void load(SSL_CTX* context, const std::string& certificate, const std::string& key) {
  open_readable(certificate);
  check_secrecy(open_readable(key).get(), key);
  if (SSL_CTX_use_certificate_chain_file(context, certificate.c_str()) != 1) {
    refuse(certificate, ": is no certificate in PEM form");
  }
  SSL_CTX_set_default_passwd_cb(context, no_passphrase);
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1) {
    const bool is_of_another = ERR_GET_REASON(ERR_peek_last_error()) == X509_R_KEY_VALUES_MISMATCH;
    refuse(key, is_of_another ? ": is not the key of " + certificate
                              : ": is no private key in PEM form without a passphrase");
  }
  if (SSL_CTX_check_private_key(context) != 1) refuse(key, ": is not the key of " + certificate);
}

}  // namespace

TlsContext::TlsContext(const std::string& certificate, const std::string& key)
    : context_(SSL_CTX_new(TLS_server_method())) {
  if (!context_) throw std::bad_alloc();
  restrict(context_);
  economise(context_);
  try {
    load(context_, certificate, key);
  } catch (...) {
    SSL_CTX_free(context_);
    throw;
  }
}

router::KeyHash key_hash_of(const X509& certificate) {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(&certificate), &encoded);
  if (size <= 0) throw std::bad_alloc();
  router::KeyHash hash{};
  SHA256(encoded, static_cast<std::size_t>(size), hash.data());
  OPENSSL_free(encoded);
  return hash;
}

router::KeyHash TlsContext::key_hash() const {
  return key_hash_of(*SSL_CTX_get0_certificate(context_));
}

void TlsContext::ask_clients(bool is_asking) {
  SSL_CTX_set_verify(context_, is_asking ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, any_certificate);
}

std::string TlsContext::certificate() const {
  unsigned char* encoded = nullptr;
  const int size = i2d_X509(SSL_CTX_get0_certificate(context_), &encoded);
  if (size <= 0) throw std::bad_alloc();
  std::string der(encoded, encoded + size);
  OPENSSL_free(encoded);
  return der;
}

TlsContext::~TlsContext() {
  SSL_CTX_free(context_);
}

}  // namespace deskgate::gateway::net
