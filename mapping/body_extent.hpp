// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// How long a message body gets, by the marshalling rules of the D-Bus specification.
#pragma once

#include <cstddef>
#include <string_view>

namespace deskgate::mapping {

// The containers of D-Bus; an entry is one of a dictionary.
enum class Container { array, entry, structure, variant };

// Counts what would be written. The end of a container takes no octets.
class BodyExtent {
 public:
  // Of a fixed-size type, which is aligned to its size.
  void number(std::size_t octets);
  void octets(std::size_t count) { size_ += count; }
  // Of a string or an object path.
  void text(std::size_t octets);
  void signature(std::size_t octets);

  // `contents`: the signature of what the container holds.
  void open(Container container, std::string_view contents);

  std::size_t size() const { return size_; }

 private:
  void align(std::size_t boundary);

  std::size_t size_ = 0;
};

}  // namespace deskgate::mapping
