// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A certificate that nobody but its holder has signed, and its key (ECDSA, P-256).
//
// Nobody is meant to believe the certificate: clients are told the key when they are paired. So the
// key stays, and the certificate is made anew long before its time is up.
#pragma once

#include <chrono>
#include <string>

namespace deskgate::gateway::trust {

// Two PEM files.
struct CertificateFiles {
  std::string certificate;
  std::string key;
  friend bool operator==(const CertificateFiles&, const CertificateFiles&) = default;
};

inline constexpr std::chrono::days certificate_lifetime{90};
inline constexpr std::chrono::days renewed_before{30};

// "tls-certificate.pem" and "tls-key.pem" in `folder`. Makes the key where there is none, and the
// certificate where there is none for this key that is good now and for `renewed_before` longer.
// Throws std::runtime_error with one sentence that names the file; a key that cannot be read is
// not replaced.
CertificateFiles provide_certificate(const std::string& folder,
                                     std::chrono::system_clock::time_point now);

}  // namespace deskgate::gateway::trust
