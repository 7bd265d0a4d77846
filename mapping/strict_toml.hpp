// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A strict reader of TOML tables, for every file that a person writes: policy files and the
// configuration.
//
// Each key is asked for by name and type. What has not been asked for when a table is finished is
// an unknown key. All mistakes of a file are collected; none stops the reading, and none is guessed
// away.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "mapping/diagnostic.hpp"
#include "mapping/nearest.hpp"
#include "mapping/table_format.hpp"

namespace deskgate::mapping {

// The line where it begins; 0 if it is from no file.
int line_of(const toml::source_region& region);
int line_of(const toml::node& node);

// One table of a file. `where` is how messages call it: "[service]"; "" for the top of the file.
// With a `format`, a key that is not in it is unknown even if it is asked for. The table, the
// file's name, the diagnostics and the format must outlive it.
class StrictTable {
 public:
  StrictTable(const toml::table& table, std::string where, const std::string& file,
              Diagnostics& diagnostics, const TableFormat* format = nullptr);
  StrictTable(const StrictTable&) = delete;
  StrictTable& operator=(const StrictTable&) = delete;
  ~StrictTable();  // reports every key that was not asked for, with the nearest of `known` keys as
                   // a suggestion

  std::optional<std::string> text(std::string_view key);
  std::string required_text(std::string_view key);  // missing: reported, ""
  std::optional<bool> boolean(std::string_view key);
  std::optional<std::int64_t> integer(std::string_view key);
  std::optional<std::vector<std::string>> texts(std::string_view key);
  // A sub-table; nullptr if absent or (reported) not a table.
  const toml::table* table(std::string_view key);
  // Any value; nullptr if absent. The caller checks it.
  const toml::node* node(std::string_view key);

  // Keys that are planned: one that is present is reported as not supported by this version.
  void refuse_planned(std::initializer_list<std::string_view> keys);

  void complain(const toml::node& at, std::string message);

 private:
  bool is_known(std::string_view key) const;
  void report_unknown(const toml::key& key);
  void report_type(std::string_view key, const toml::node& found, std::string_view expected);
  std::string named(std::string_view key) const;  // `"bus" in [service]`

  const toml::table& table_;
  std::string where_;
  const std::string& file_;
  Diagnostics& diagnostics_;
  const TableFormat* format_;
  std::vector<std::string> known_;
  std::vector<std::string> planned_;
};

// What a value is, for messages: "an integer".
std::string_view describe_node(const toml::node& node);

// Parses text; `file` is for messages. Text that is no TOML yields nullopt and one diagnostic.
std::optional<toml::table> parse_toml(std::string_view text, const std::string& file,
                                      Diagnostics& diagnostics);

// The contents of a regular file of at most 1 MiB that nobody but this user and root can write or
// replace; nullopt and one diagnostic if there are none.
std::optional<std::string> read_text(const std::string& path, Diagnostics& diagnostics);

// Parses a file. A file that cannot be read or parsed yields nullopt and one diagnostic.
std::optional<toml::table> read_toml(const std::string& path, Diagnostics& diagnostics);

}  // namespace deskgate::mapping
