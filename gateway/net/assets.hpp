// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The files of web/, as they were when Deskgate was built: nothing is read from a disk.
#pragma once

#include <span>
#include <string_view>

namespace deskgate::gateway::net {

struct Asset {
  std::string_view path;  // "/pair/pair.js"; of an index.html, that of its folder: "/pair"
  std::string_view content_type;
  std::string_view body;
};

// Defined in what cmake/assets.cmake writes.
std::span<const Asset> assets();

// nullptr: there is no such file. A path is compared as it is.
inline const Asset* find_asset(std::string_view path) {
  for (const auto& asset : assets()) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

}  // namespace deskgate::gateway::net
