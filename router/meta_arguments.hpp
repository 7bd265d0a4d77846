// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What a meta procedure takes, and the arguments of one call of it, read strictly: one too few, one
// too many, one that nobody knows or one of the wrong type is wamp.error.invalid_argument, and the
// error names it. The specification gives every argument a name and a type, but no error for them.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "router/id.hpp"
#include "router/payload.hpp"

namespace deskgate::router {

// The names of its arguments, as the specification gives them; "" where there are no more. The
// first `required` of the positional ones must be there.
struct Signature {
  std::size_t required = 0;
  std::array<std::string_view, 3> positional{};
  std::array<std::string_view, 11> keyword{};
};

// Each function but `has` fails with wamp.error.invalid_argument on a wrong type. Those without an
// optional result are for required arguments.
class MetaArguments {
 public:
  // Fails unless the payload has what the signature asks for. Types are looked at later.
  static Result<MetaArguments> from(const Signature& signature, const Payload& payload);

  bool has(std::string_view name) const { return find(name) != nullptr; }

  // An id. Floats with an integral value are taken: some clients have no other numbers.
  template <class T>
  Result<T> id(std::string_view name) const {
    const auto number = integer(name);
    if (!number) return number.error();
    return T{*number};
  }

  // The view lives as long as these arguments.
  Result<std::string_view> text(std::string_view name) const;

  Result<std::optional<std::vector<std::string>>> texts(std::string_view name) const;
  Result<Value> list(std::string_view name) const;

  // Empty where it is absent.
  Result<Dict> dict(std::string_view name) const;

  // All keyword arguments, as they came.
  const Dict& keywords() const { return values_.kwargs; }

 private:
  MetaArguments(const Signature& signature, Arguments values)
      : signature_(signature), values_(std::move(values)) {}

  const Value* find(std::string_view name) const;
  Result<std::uint64_t> integer(std::string_view name) const;

  Signature signature_;
  Arguments values_;
};

// wamp.error.invalid_argument for the argument of that name.
Error wrong_argument(std::string_view name, std::string_view what);

}  // namespace deskgate::router
