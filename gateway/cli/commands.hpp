// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The subcommands, one file each. Each returns the exit status: 0, or 1 if the thing failed; what
// was told on standard error says why. They may throw UsageError, and std::runtime_error with one
// clear sentence where they fail as a whole.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace deskgate::gateway::cli {

// The command line is wrong; the sentence says where, and the way out.
class UsageError : public std::runtime_error {
  using runtime_error::runtime_error;
};

// deskgate run
struct RunOptions {
  std::string config;   // "": the default file, if there is one
  bool no_bus = false;  // the router alone
};
int run(const RunOptions& options);

// What every other subcommand may be told.
struct CommonOptions {
  std::string config;    // as for `run`
  bool is_json = false;  // for a program to read
};

// deskgate status
int status(const CommonOptions& options);

// deskgate pair
struct PairOptions : CommonOptions {
  std::vector<std::string> grants;  // none: the usual ones
  std::string open_for;             // "": the usual time
  std::string lifetime;             // "": for ever
  std::string png;                  // the file to write; "": none
  bool is_text = false;             // the link alone
};
int pair(const PairOptions& options);

// deskgate identity, deskgate identity renew
int identity_show(const CommonOptions& options);
int identity_renew(const CommonOptions& options);

// deskgate devices list
int devices_list(const CommonOptions& options);

// deskgate devices revoke DEVICE
struct DeviceOptions : CommonOptions {
  std::string device;  // its name or id, or the beginning of either
};
int devices_revoke(const DeviceOptions& options);

// deskgate devices grant DEVICE [GRANT…]
struct DevicesGrantOptions : DeviceOptions {
  std::vector<std::string> grants;
  std::vector<std::string> removed;
};
int devices_grant(const DevicesGrantOptions& options);

// deskgate devices rename DEVICE NAME
struct DevicesRenameOptions : DeviceOptions {
  std::string name;
};
int devices_rename(const DevicesRenameOptions& options);

// deskgate devices expire DEVICE [WHEN]
struct DevicesExpireOptions : DeviceOptions {
  std::string when;
  bool is_never = false;
};
int devices_expire(const DevicesExpireOptions& options);

// deskgate password
struct PasswordOptions {
  std::string method = "wamp-scram";  // or "wampcra"
  std::string kdf;                    // "argon2id13" or "pbkdf2"; "": the method's usual one
};
int password(const PasswordOptions& options);

// deskgate audit
struct AuditOptions : CommonOptions {
  std::string since;        // "1h"; "": from the beginning
  std::string who;          // a name, or the beginning of an id; "": everybody
  bool is_refused = false;  // refusals alone
};
int audit(const AuditOptions& options);

// deskgate audit verify
int audit_verify(const CommonOptions& options);

// deskgate call URI [ARG…]
struct CallOptions : CommonOptions {
  std::string procedure;
  std::vector<std::string> arguments;  // JSON, each
  std::string keywords;                // a JSON object, or ""
};
int call(const CallOptions& options);

// deskgate publish URI [ARG…]
struct PublishOptions : CommonOptions {
  std::string topic;
  std::vector<std::string> arguments;
  std::string keywords;
  bool retain = false;
};
int publish(const PublishOptions& options);

// deskgate subscribe URI
struct SubscribeOptions : CommonOptions {
  std::string topic;
  std::string match = "exact";  // or "prefix" or "wildcard"
  std::size_t count = 0;        // ends after so many events; 0: when it is interrupted
};
int subscribe(const SubscribeOptions& options);

// Whose view is wanted: that of one of them, or of nobody in particular.
struct ViewOptions : CommonOptions {
  std::string role;
  std::string device;  // its name or id, or the beginning of either
  bool names_somebody() const { return !role.empty() || !device.empty(); }
};

// deskgate bus list; nobody: the owner
int bus_list(const ViewOptions& options);

// deskgate bus describe URI; nobody: the owner
struct BusDescribeOptions : ViewOptions {
  std::string uri;
};
int bus_describe(const BusDescribeOptions& options);

// deskgate policy list
int policy_list(const CommonOptions& options);

// deskgate policy check [FILE…]
struct PolicyCheckOptions : CommonOptions {
  std::vector<std::string> files;  // none: those of the configured folders
};
int policy_check(const PolicyCheckOptions& options);

// deskgate policy explain URI; nobody: every role
struct PolicyExplainOptions : ViewOptions {
  std::string uri;
  bool is_subscribe = false;  // instead of a call
};
int policy_explain(const PolicyExplainOptions& options);

// deskgate policy new NAME
struct PolicyNewOptions : CommonOptions {
  std::string name;  // on the bus
  std::string bus = "session";
  std::string path;        // of an object, or a template of many; "": what the service is about
  std::string output;      // the file to write; "": standard output
  bool may_start = false;  // the service
};
int policy_new(const PolicyNewOptions& options);

// deskgate policy enable ID, deskgate policy disable ID
struct PolicySwitchOptions : CommonOptions {
  std::string id;  // of the file
};
int policy_enable(const PolicySwitchOptions& options);
int policy_disable(const PolicySwitchOptions& options);

}  // namespace deskgate::gateway::cli
