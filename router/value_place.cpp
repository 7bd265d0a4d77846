// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/value_place.hpp"

#include <nlohmann/json.hpp>

namespace deskgate::router {
namespace {

using Json = nlohmann::json;

constexpr std::size_t longest_key = 60;

std::string quoted(std::string key) {
  if (key.size() > longest_key) key = key.substr(0, longest_key) + "…";
  return Json(key).dump(-1, ' ', true, Json::error_handler_t::replace);
}

// The octet after the string that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (++at; text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at + 1;
}

}  // namespace

std::string in_words(const ValuePlace& place, std::string_view element) {
  std::string words;
  for (const auto& step : place) {
    words += words.empty() ? " in " : ", ";
    if (const auto* position = std::get_if<std::size_t>(&step)) {
      words += std::string(&step == place.data() ? element : "element") + " " +
               std::to_string(*position + 1);
    } else {
      words += "key " + quoted(std::get<std::string>(step));
    }
  }
  return words;
}

ValuePlace place_in_json(std::string_view text, std::size_t offset) {
  ValuePlace place;
  std::size_t at = 0;
  while (at < offset) {
    const char c = text[at];
    if (c == '[') place.emplace_back(std::size_t{0});
    if (c == '{') place.emplace_back(std::string());
    if (c == ']' || c == '}') place.pop_back();
    if (c == ',' && std::holds_alternative<std::size_t>(place.back())) {
      ++std::get<std::size_t>(place.back());
    }
    if (c != '"') {
      ++at;
      continue;
    }
    const auto end = end_of_string(text, at);
    const auto next = text.find_first_not_of(" \t\r\n", end);
    const bool is_key = next != text.npos && text[next] == ':';
    if (is_key) place.back() = Json::parse(text.substr(at, end - at)).get<std::string>();
    at = end;
  }
  return place;
}

}  // namespace deskgate::router
