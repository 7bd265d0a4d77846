// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <exception>
#include <fstream>
#include <iostream>
#include <optional>

#include "gateway/audit/audit_file.hpp"
#include "gateway/audit/times.hpp"
#include "gateway/audit/verify.hpp"
#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/duration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/own_uris.hpp"
#include "gateway/printable.hpp"
#include "gateway/trust/device_file.hpp"
#include "gateway/trust/devices.hpp"

namespace deskgate::gateway::cli {
namespace {

using nlohmann::json;

std::string text_or_nothing(const json& line, const char* key) {
  return line.contains(key) && line[key].is_string() ? printable(line[key].get<std::string>()) : "";
}

// `id`: of the device that has the name which is asked for; "": none has.
bool is_wanted(const json& line, const AuditOptions& options, const std::string& since,
               const std::string& id) {
  if (text_or_nothing(line, "t") < since) return false;
  if (options.is_refused && text_or_nothing(line, "verdict") != "refused") return false;
  if (options.who.empty()) return true;
  return text_or_nothing(line, "who").starts_with(options.who) ||
         text_or_nothing(line, "name").starts_with(options.who) ||
         (!id.empty() && text_or_nothing(line, "who") == id);
}

std::string who_of(const json& line) {
  auto who = text_or_nothing(line, "name");
  if (who.empty()) who = text_or_nothing(line, "who").substr(0, 16);
  const auto role = text_or_nothing(line, "role");
  const auto address = text_or_nothing(line, "address");
  if (!role.empty()) who += " (" + role + ")";
  return address.empty() ? who : who + " from " + address;
}

void print_line(const json& line) {
  std::cout << text_or_nothing(line, "t") << "  " << text_or_nothing(line, "event");
  for (const auto& part :
       {text_or_nothing(line, "verdict"), who_of(line), text_or_nothing(line, "uri"),
        text_or_nothing(line, "rule"), text_or_nothing(line, "note")}) {
    if (!part.empty()) std::cout << "  " << part;
  }
  std::cout << '\n';
}

// The number of the last line, as the Deskgate that runs knows it; nullopt: none runs.
std::optional<std::uint64_t> written_by_now(const Config& config) {
  try {
    const auto status = Client(config).call(std::string(status_uri), {});
    if (!status) return std::nullopt;
    return status->args.at(0).at("audit_lines").get<std::uint64_t>();
  } catch (const std::exception&) {  // none runs, or an older one that does not say
    return std::nullopt;
  }
}

// People know a device by its name, and its lines have its id.
std::string id_of_device(const std::string& who, const Config& config) {
  if (who.empty()) return "";
  const trust::Devices devices(trust::device_file_in(config.state_folder));
  const auto device = devices.find_meant(who);
  return device ? device->id : "";
}

}  // namespace

int audit(const AuditOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  std::string since;
  if (!options.since.empty()) {
    since = audit::to_text(std::chrono::system_clock::now() - duration_from(options.since));
  }
  const auto id = id_of_device(options.who, *config);
  for (const auto& path : audit::audit_files(config->state_folder)) {
    std::ifstream file(path);
    for (std::string text; std::getline(file, text);) {
      const auto line = json::parse(text, nullptr, false);
      if (!line.is_object() || !is_wanted(line, options, since, id)) continue;
      options.is_json ? static_cast<void>(std::cout << text << '\n') : print_line(line);
    }
  }
  return 0;
}

int audit_verify(const CommonOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto written = written_by_now(*config);
  const auto found = audit::verify(config->state_folder);
  for (const auto& fault : found.faults) std::cerr << fault << '\n';
  if (written && *written > found.last) {
    return failed("the log ends at line " + std::to_string(found.last) +
                  ", and the Deskgate that runs has written " + std::to_string(*written) +
                  ": the last lines are missing");
  }
  if (!found.faults.empty()) return 1;
  std::cout << counted(found.lines, "line") << " in " << counted(found.files, "file")
            << ": nothing was changed, and up to line " << found.last << " nothing is missing\n";
  return 0;
}

}  // namespace deskgate::gateway::cli
