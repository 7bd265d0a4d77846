// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/plain_words.hpp"

#include <map>
#include <utility>

namespace deskgate::gateway::trust {
namespace {

// "Media players: what plays" is "media players"; without a colon the file's own name is shorter.
std::string name_of(const mapping::PolicyFile* file, const std::string& id) {
  if (!file) return id;
  const auto colon = file->summary.find(':');
  if (colon == std::string::npos || colon == 0) return id;
  auto name = file->summary.substr(0, colon);
  const bool is_word = name.size() > 1 && name[1] >= 'a' && name[1] <= 'z';
  if (is_word && name[0] >= 'A' && name[0] <= 'Z') name[0] = static_cast<char>(name[0] - 'A' + 'a');
  return name;
}

}  // namespace

std::string in_plain_words(const mapping::Policy& policy, const mapping::Grants& grants) {
  if (grants.contains("*")) return "everything that is shown to the network";
  std::map<std::string, std::string> by_file;
  for (const auto& grant : grants) {
    const auto dot = grant.find('.');
    auto& names = by_file[grant.substr(0, dot)];
    names += (names.empty() ? "" : ", ") + (dot == std::string::npos ? "" : grant.substr(dot + 1));
  }
  std::string text;
  for (const auto& [id, names] : by_file) {
    text += (text.empty() ? "" : ", ") + name_of(policy.find(id), id) + " (" + names + ")";
  }
  return text.empty() ? "nothing yet" : text;
}

}  // namespace deskgate::gateway::trust
