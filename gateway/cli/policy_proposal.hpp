// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The text of a policy file for a service as it was found: what may only be read is open,
// everything else stands there as a comment, with its types.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "mapping/introspection.hpp"
#include "mapping/names.hpp"

namespace deskgate::gateway::cli {

// What was found. `captures` are those of `name` and `path`, in the order of the URI.
struct FoundService {
  std::string bus;
  std::string name;
  std::string path;
  std::vector<std::string> captures;
  std::map<std::string, mapping::InterfaceInfo, std::less<>> interfaces;
  std::vector<std::string> other_paths;       // of what the file is not about
  std::vector<mapping::Template> taken = {};  // URIs of other files
};

// A whole policy file. Interfaces that are never granted are only mentioned, with the reason.
std::string proposal(const FoundService& service);

}  // namespace deskgate::gateway::cli
