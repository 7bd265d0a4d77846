// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The writing end of a D-Bus message, or nothing where values are only checked.
#pragma once

#include <sdbus-c++/sdbus-c++.h>
#include <string>
#include <string_view>

namespace deskgate::mapping {

// The containers of D-Bus; an entry is one of a dictionary.
enum class Container { array, entry, structure, variant };

// Passes everything on to a message. Without one it does nothing.
class Appender {
 public:
  explicit Appender(sdbus::Message* message) : message_(message) {}

  template <class T>
  void put(const T& value) {
    if (message_) *message_ << value;
  }

  // `contents`: the signature of what the container holds.
  void open(Container container, std::string_view contents);
  void close(Container container);

 private:
  sdbus::Message* message_;
};

}  // namespace deskgate::mapping
