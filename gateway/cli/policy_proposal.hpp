// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The text of a policy file for a service as it was found: what may only be read is open,
// everything else stands there as a comment, with its types.
#pragma once

#include <map>
#include <string>

#include "mapping/introspection.hpp"

namespace deskgate::gateway::cli {

// What was found. `name` may have a capture, which `capture` then names.
struct FoundService {
  std::string bus;
  std::string name;
  std::string capture;  // "": none
  std::string path;
  std::map<std::string, mapping::InterfaceInfo, std::less<>> interfaces;
};

// A whole policy file. Interfaces that are never granted are only mentioned, with the reason.
std::string proposal(const FoundService& service);

}  // namespace deskgate::gateway::cli
