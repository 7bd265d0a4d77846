// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <string>

namespace deskgate::gateway::net::testing {

// A new private key, and a certificate for it that it has signed itself; PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};

Certificate make_certificate();

}  // namespace deskgate::gateway::net::testing
