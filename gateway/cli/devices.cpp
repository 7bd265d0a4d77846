// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <iostream>

#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/duration.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/trust/device_admin.hpp"

namespace deskgate::gateway::cli {
namespace {

using nlohmann::json;
namespace device_uris = trust::device_uris;

std::string day_and_time(const json& time, const std::string& otherwise) {
  if (!time.is_string()) return otherwise;
  auto text = time.get<std::string>();
  if (text.size() < 16) return text;
  text[10] = ' ';
  return text.substr(0, 16);
}

std::string joined(const json& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text.get<std::string>();
  return all.empty() ? "(nothing)" : all;
}

std::vector<std::string> row_of(const json& device) {
  return {text_at(device, "name"), text_at(device, "id").substr(0, trust::shown_id_size),
          day_and_time(device.at("last_seen"), "never"),
          day_and_time(device.at("expires"), "never"), joined(device.at("grants"))};
}

void print_devices(const json& devices) {
  std::vector<std::vector<std::string>> rows{
      {"NAME", "ID", "SEEN (UTC)", "EXPIRES (UTC)", "GRANTS"}};
  for (const auto& device : devices) rows.push_back(row_of(device));
  std::cout << columns(rows);
}

// Calls a procedure that answers with a device as it is then, and prints that.
int change(const CommonOptions& options, std::string_view procedure, json arguments,
           const std::string& what) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result =
      Client(*config).call(std::string(procedure), router::Payload(std::move(arguments)));
  if (!result) return failed(result.error());
  const auto& device = result->args.at(0);
  if (options.is_json) {
    std::cout << json_text(device) << '\n';
  } else {
    std::cout << text_at(device, "name") << ' ' << what << '\n';
  }
  return 0;
}

}  // namespace

int devices_list(const CommonOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto result = Client(*config).call(std::string(device_uris::list), {});
  if (!result) return failed(result.error());
  const auto& devices = result->args.at(0);
  if (options.is_json) {
    std::cout << json_text(devices) << '\n';
  } else if (devices.empty()) {
    std::cout << "No device is paired; \"deskgate pair\" pairs one.\n";
  } else {
    print_devices(devices);
  }
  return 0;
}

int devices_grant(const DevicesGrantOptions& options) {
  if (options.grants.empty() && options.removed.empty()) {
    throw UsageError("name a grant to add, or one to take away with --remove");
  }
  return change(options, device_uris::grant,
                json::array({options.device, options.grants, options.removed}),
                "holds other grants now; \"deskgate devices list\" tells them");
}

int devices_revoke(const DeviceOptions& options) {
  return change(options, device_uris::revoke, json::array({options.device}), "is no longer paired");
}

int devices_rename(const DevicesRenameOptions& options) {
  return change(options, device_uris::rename, json::array({options.device, options.name}),
                "is its name now");
}

int devices_expire(const DevicesExpireOptions& options) {
  if (options.is_never) {
    return change(options, device_uris::expire, json::array({options.device, nullptr}),
                  "does not expire");
  }
  if (options.when.empty()) throw UsageError("say when: 30d, 2026-12-31T00:00:00Z, or --never");
  json when = options.when;
  if (!trust::time_from(options.when)) when = duration_from(options.when).count();
  return change(options, device_uris::expire, json::array({options.device, std::move(when)}),
                "expires then; \"deskgate devices list\" tells when");
}

}  // namespace deskgate::gateway::cli
