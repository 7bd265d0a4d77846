// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/output.hpp"

#include <algorithm>
#include <iostream>

#include "gateway/printable.hpp"
#include "router/serializer.hpp"

namespace deskgate::gateway::cli {
namespace {

std::vector<std::size_t> widths_of(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  return widths;
}

}  // namespace

std::string json_text(const router::Value& value) {
  std::string text;
  return router::json_serializer().encode_value(value, text) ? text : "null";
}

std::string text_at(const router::Value& dictionary, const char* key) {
  return printable(dictionary.at(key).get<std::string>());
}

std::string columns(const std::vector<std::vector<std::string>>& rows) {
  const auto widths = widths_of(rows);
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i] + std::string(widths[i] - row[i].size() + 2, ' ');
    }
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string counted(std::size_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

int failed(const std::string& why) {
  std::cerr << "deskgate: " << why << '\n';
  return 1;
}

int failed(const router::Error& error) {
  return failed(printable(error.uri + (error.message.empty() ? "" : ": " + error.message)));
}

}  // namespace deskgate::gateway::cli
