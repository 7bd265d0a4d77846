// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Walks WAMP values along a D-Bus signature, and writes or only checks them.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/appender.hpp"
#include "mapping/place.hpp"
#include "mapping/value.hpp"

namespace deskgate::mapping {

// Stops at the first value that does not fit. Every function returns whether all fitted.
class ValueWriter {
 public:
  explicit ValueWriter(Appender appender) : out_(appender) {}

  bool body(std::string_view signature, const nlohmann::json& arguments,
            const std::vector<std::string>& names, Into into);

  const Mismatch& mismatch() const { return mismatch_; }

 private:
  bool value(std::string_view type, const nlohmann::json& value, const Place& place);
  bool write(std::string_view type, const nlohmann::json& value, const Place& place);
  template <class T>
  bool integer(std::string_view type, const nlohmann::json& value, const Place& place);
  bool boolean(const nlohmann::json& value, const Place& place);
  bool number(const nlohmann::json& value, const Place& place);
  bool text(std::string_view type, const nlohmann::json& value, const Place& place);
  bool put_text(char type, const std::string& text);
  bool container(std::string_view type, const nlohmann::json& value, const Place& place);
  bool binary(const nlohmann::json& value, const Place& place);
  bool list(std::string_view type, const nlohmann::json& value, const Place& place);
  bool elements(std::string_view element_type, const nlohmann::json& list, const Place& place);
  bool dictionary(std::string_view type, const nlohmann::json& value, const Place& place);
  bool members(std::string_view entry_types, const nlohmann::json& object, const Place& place);
  bool pairs(std::string_view entry_types, const nlohmann::json& list, const Place& place);
  bool entry(std::string_view entry_types, const nlohmann::json& key, const nlohmann::json& value,
             const Place& place);
  bool key(char type, const nlohmann::json& key, const Place& place);
  bool structure(std::string_view type, const nlohmann::json& value, const Place& place);
  bool variant(const nlohmann::json& value, const Place& place);
  bool variant_of(std::string_view type, const nlohmann::json& value, const Place& place);
  bool misfit(std::string_view type, const nlohmann::json& value, const Place& place);
  bool refuse(const Place& place, const std::string& what);

  Appender out_;
  Mismatch mismatch_;
};

}  // namespace deskgate::mapping
