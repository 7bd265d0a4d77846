// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/self_issued.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "gateway/durable_file.hpp"

namespace deskgate::gateway::trust {
namespace {

using std::chrono::system_clock;

template <auto free>
struct Free {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Free<X509_EXTENSION_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

// A clock that is behind finds it good all the same.
constexpr std::chrono::days valid_before{1};

void require(bool is_well, const char* what) {
  if (is_well) return;
  ERR_clear_error();
  throw std::runtime_error(std::string("a certificate cannot be made: ") + what);
}

Bio bio_of(std::string_view text) {
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

Key provide_key(const std::string& path) {
  if (const auto text = read_private_file(path)) {
    Key key(PEM_read_bio_PrivateKey(bio_of(*text).get(), nullptr, nullptr, nullptr));
    if (key) return key;
    ERR_clear_error();
    throw std::runtime_error(path +
                             ": is no private key in PEM form; devices know this machine by "
                             "it: bring it back, or remove it and pair them anew");
  }
  Key key(EVP_EC_gen("P-256"));
  const Bio bio(BIO_new(BIO_s_mem()));
  require(key && bio &&
              PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr),
          "no key");
  write_private_file(path, text_of(bio.get()));
  return key;
}

// Whether the certificate is of this key, and good from `begin` to `end`.
bool is_good(const X509& certificate, const EVP_PKEY& key, std::time_t begin, std::time_t end) {
  return EVP_PKEY_eq(X509_get0_pubkey(&certificate), &key) == 1 &&
         X509_cmp_time(X509_get0_notBefore(&certificate), &begin) < 0 &&
         X509_cmp_time(X509_get0_notAfter(&certificate), &end) > 0;
}

void add_extension(X509* certificate, int kind, const char* value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, kind, value));
  require(extension && X509_add_ext(certificate, extension.get(), -1) == 1, value);
}

void set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  require(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1, "no serial");
  require(ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1) == 1, "serial");
}

// It says nothing of the user or the machine: whoever is near can read it.
Certificate make_certificate(EVP_PKEY* key, system_clock::time_point now) {
  Certificate made(X509_new());
  require(made && X509_set_version(made.get(), X509_VERSION_3) == 1, "no certificate");
  set_serial(made.get());
  const auto begin = system_clock::to_time_t(now - valid_before);
  const auto end = system_clock::to_time_t(now + certificate_lifetime);
  require(ASN1_TIME_set(X509_getm_notBefore(made.get()), begin) != nullptr, "time");
  require(ASN1_TIME_set(X509_getm_notAfter(made.get()), end) != nullptr, "time");
  auto* name = X509_get_subject_name(made.get());
  require(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                                     reinterpret_cast<const unsigned char*>("Deskgate"), -1, -1,
                                     0) == 1,
          "name");
  require(X509_set_issuer_name(made.get(), name) == 1, "issuer");
  require(X509_set_pubkey(made.get(), key) == 1, "key");
  add_extension(made.get(), NID_basic_constraints, "critical,CA:FALSE");
  add_extension(made.get(), NID_key_usage, "critical,digitalSignature");
  add_extension(made.get(), NID_ext_key_usage, "serverAuth");
  add_extension(made.get(), NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1");
  require(X509_sign(made.get(), key, EVP_sha256()) != 0, "signature");
  return made;
}

std::optional<std::string> text_if_there(const std::string& path) {
  try {
    return read_private_file(path);
  } catch (const std::runtime_error&) {
    return std::nullopt;  // it is made anew
  }
}

}  // namespace

CertificateFiles provide_certificate(const std::string& folder, system_clock::time_point now) {
  CertificateFiles files{folder + "/tls-certificate.pem", folder + "/tls-key.pem"};
  const auto key = provide_key(files.key);
  if (const auto text = text_if_there(files.certificate)) {
    const Certificate found(PEM_read_bio_X509(bio_of(*text).get(), nullptr, nullptr, nullptr));
    ERR_clear_error();
    if (found && is_good(*found, *key, system_clock::to_time_t(now),
                         system_clock::to_time_t(now + renewed_before))) {
      return files;
    }
  }
  const auto made = make_certificate(key.get(), now);
  const Bio bio(BIO_new(BIO_s_mem()));
  require(bio && PEM_write_bio_X509(bio.get(), made.get()) == 1, "no certificate");
  write_private_file(files.certificate, text_of(bio.get()));
  return files;
}

}  // namespace deskgate::gateway::trust
