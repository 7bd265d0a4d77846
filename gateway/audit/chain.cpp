// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/audit/chain.hpp"

#include <nlohmann/json.hpp>

#include "gateway/audit/times.hpp"
#include "router/authentication/hex.hpp"
#include "router/authentication/secret.hpp"

namespace deskgate::gateway::audit {
namespace {

using nlohmann::json;

constexpr std::size_t longest_text = 300;

// UTF-8 is not cut in the middle of a character: what is not well-formed is replaced in dump().
std::string cut(const std::string& text) {
  return text.size() <= longest_text ? text : text.substr(0, longest_text) + "…";
}

void add(json& line, const char* key, const std::string& text) {
  if (!text.empty()) line[key] = cut(text);
}

std::string hash_of(std::string_view line) {
  const auto hash = router::authentication::sha256(line);
  return router::authentication::to_hex(
      {reinterpret_cast<const std::uint8_t*>(hash.data()), hash.size()});
}

}  // namespace

std::string append_to_chain(Link& link, const Entry& entry, const Moment& moment) {
  // The order in which people read it.
  nlohmann::ordered_json line;
  line["n"] = ++link.number;
  line["t"] = to_text(moment.time);
  line["up"] = moment.since_boot.count();
  line["event"] = entry.event;
  json rest = json::object();
  add(rest, "verdict", std::string(entry.verdict));
  add(rest, "who", entry.who);
  add(rest, "role", entry.role);
  add(rest, "name", entry.name);
  add(rest, "address", entry.address);
  if (entry.session != 0) rest["session"] = entry.session;
  add(rest, "uri", entry.uri);
  add(rest, "rule", entry.rule);
  add(rest, "note", entry.note);
  for (const auto& [key, value] : rest.items()) line[key] = value;
  line["prev"] = link.hash;
  auto text = line.dump(-1, ' ', true, json::error_handler_t::replace);
  link.hash = hash_of(text);
  return text;
}

std::optional<Link> link_of(std::string_view line) {
  const auto read = json::parse(line, nullptr, false);
  if (!read.is_object() || !read.contains("n") || !read["n"].is_number_unsigned() ||
      !read.contains("prev") || !read["prev"].is_string()) {
    return std::nullopt;
  }
  return Link{read["n"].get<std::uint64_t>(), hash_of(line)};
}

std::optional<std::string> fault_of_line(Link& link, std::string_view line) {
  const auto here = link_of(line);
  if (!here) return "is no line of this log";
  const auto read = json::parse(line, nullptr, false);
  const auto before = std::exchange(link, *here);
  const auto event = read.find("event");
  if (event != read.end() && *event == "audit.damaged") {
    return "says that the line before it was cut, by a crash or by somebody";
  }
  if (before.number == 0 && here->number != 1) return std::nullopt;  // older files are gone
  if (here->number != before.number + 1) {
    return "has the number " + std::to_string(here->number) + " after " +
           std::to_string(before.number) + ": lines are missing or were moved";
  }
  if (read["prev"] != before.hash)
    return "does not fit the line before: one of the two was changed";
  return std::nullopt;
}

}  // namespace deskgate::gateway::audit
