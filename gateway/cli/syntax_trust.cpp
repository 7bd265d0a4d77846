// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <memory>
#include <string>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/common_syntax.hpp"
#include "gateway/cli/syntax.hpp"

namespace deskgate::gateway::cli {
namespace {

void add_pair(CommandLine& line) {
  auto options = std::make_shared<PairOptions>();
  auto& command = line.add(line.root(), "pair", "Pair a phone or another device, by a QR code",
                           action(pair, options));
  command
      .add_option("--grant", options->grants,
                  "What it may do, as \"policy list\" tells it; more than once for more")
      ->type_name("GRANT")
      ->expected(1);
  command
      .add_option("--for", options->lifetime,
                  "How long it may be used: 12h, 30d; for ever if not given")
      ->type_name("TIME");
  command.add_option("--open", options->open_for, "How long to wait for it: 120s, at most 5min")
      ->type_name("TIME");
  command.add_option("--png", options->png, "Write the QR code as a picture, too")
      ->type_name("FILE");
  command.add_flag("--text", options->is_text, "Print the link alone, without a QR code");
  add_common(command, *options);
}

template <class Options>
std::pair<CLI::App&, std::shared_ptr<Options>> add_device_command(CommandLine& line,
                                                                  CLI::App& family,
                                                                  const std::string& name,
                                                                  const std::string& summary,
                                                                  int (*command)(const Options&)) {
  auto options = std::make_shared<Options>();
  auto& added = line.add(family, name, summary, action(command, options));
  added.add_option("DEVICE", options->device, "Its name or id, or the beginning of either")
      ->required();
  add_common(added, *options);
  return {added, options};
}

void add_password(CommandLine& line) {
  auto options = std::make_shared<PasswordOptions>();
  auto& command =
      line.add(line.root(), "password", "Make what the configuration keeps of a password",
               action(password, options));
  command.add_option("--method", options->method, "wamp-scram (default) or wampcra")
      ->type_name("METHOD")
      ->check(CLI::IsMember({"wamp-scram", "wampcra"}));
  command
      .add_option("--kdf", options->kdf,
                  "How it is derived for wamp-scram: argon2id13 (default) or pbkdf2")
      ->type_name("KDF")
      ->check(CLI::IsMember({"argon2id13", "pbkdf2"}));
  command.footer(
      "It asks for the password twice, or reads one line where standard input is no terminal, and\n"
      "prints what stands under [principal.NAME].");
}

void add_audit(CommandLine& line) {
  auto options = std::make_shared<AuditOptions>();
  auto& show =
      line.add(line.root(), "audit", "Print what was decided: logins, refusals, calls, answers",
               action(audit, options));
  show.add_option("--since", options->since, "Only of the last 30min, 12h, 7d")->type_name("TIME");
  show.add_option("--who", options->who, "Only of this device, or of an id that begins so")
      ->type_name("NAME");
  show.add_flag("--refused", options->is_refused, "Only what was refused");
  add_common(show, *options);
  auto verify = std::make_shared<CommonOptions>();
  add_common(line.add(show, "verify", "Say whether lines are missing or were changed",
                      action(audit_verify, verify)),
             *verify);
}

void add_identity(CommandLine& line) {
  auto show = std::make_shared<CommonOptions>();
  auto& command = line.add(line.root(), "identity", "Print the key that devices know this by",
                           action(identity_show, show));
  add_common(command, *show);
  auto renew = std::make_shared<CommonOptions>();
  add_common(line.add(command, "renew", "Replace it; devices are led from the old one to the new",
                      action(identity_renew, renew)),
             *renew);
}

}  // namespace

void add_trust_commands(CommandLine& line) {
  add_pair(line);
  add_password(line);
  add_audit(line);
  add_identity(line);
  auto& family =
      line.add_family("devices", "See the devices that are paired, and say what they may do");
  auto list = std::make_shared<CommonOptions>();
  add_common(line.add(family, "list", "List the devices, what they may do and when they were here",
                      action(devices_list, list)),
             *list);

  const auto [grant, granted] = add_device_command<DevicesGrantOptions>(
      line, family, "grant", "Let a device do more, or with --remove less", devices_grant);
  grant.add_option("GRANT", granted->grants, "Grants to add, as \"policy list\" tells them");
  grant.add_option("--remove", granted->removed, "A grant to take away; more than once for more")
      ->type_name("GRANT")
      ->expected(1);

  add_device_command<DeviceOptions>(line, family, "revoke",
                                    "Unpair a device: it has to go at once and cannot come back",
                                    devices_revoke);
  const auto [rename, renamed] = add_device_command<DevicesRenameOptions>(
      line, family, "rename", "Call a device something else", devices_rename);
  rename.add_option("NAME", renamed->name, "The new name")->required();

  const auto [expire, expired] = add_device_command<DevicesExpireOptions>(
      line, family, "expire", "Say until when a device may be used", devices_expire);
  expire.add_option("WHEN", expired->when, "A time from now (12h, 30d), or 2026-12-31T00:00:00Z");
  expire.add_flag("--never", expired->is_never, "It does not expire");
}

}  // namespace deskgate::gateway::cli
