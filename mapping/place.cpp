// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/place.hpp"

#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

// A dictionary counts twice: it is an array of entries.
int depth_of(Place::Kind kind) {
  if (kind == Place::Kind::argument) return 0;
  return kind == Place::Kind::key ? 2 : 1;
}

}  // namespace

Place::Place(const Place& outer, Kind kind, std::size_t index, std::string_view name)
    : outer_(&outer),
      kind_(kind),
      index_(index),
      name_(name),
      depth_(outer.depth_ + depth_of(kind)) {}

std::string Place::text() const {
  const auto outer = outer_ ? outer_->text() : std::string();
  const auto own = own_text();
  return outer + (outer.empty() || own.empty() ? "" : ", ") + own;
}

std::string Place::own_text() const {
  const auto number = std::to_string(index_ + 1);
  switch (kind_) {
    case Kind::whole:
      return "";
    case Kind::argument:
      return "argument " + number + (name_.empty() ? "" : " (" + std::string(name_) + ")");
    case Kind::element:
      return "element " + number;
    case Kind::field:
      return "field " + number;
    case Kind::key:
      return "key " + in_quotes(name_);
    case Kind::variant:
      return "";
  }
  return "";
}

std::string complaint(const Place& place, const std::string& what) {
  const auto where = place.text();
  return where.empty() ? what : where + ": " + what;
}

}  // namespace deskgate::mapping
