// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The writing end of a D-Bus message, or nothing where values are only checked; counts octets
// either way.
#pragma once

#include <sdbus-c++/sdbus-c++.h>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/body_extent.hpp"

namespace deskgate::mapping {

// Passes everything on to a message, if there is one.
class Appender {
 public:
  explicit Appender(sdbus::Message* message) : message_(message) {}

  template <class T>
  void put(const T& value) {
    count(value);
    if (message_) *message_ << value;
  }

  // Of an array of bytes that is open.
  void put_octets(const std::vector<std::uint8_t>& octets);

  // `contents`: the signature of what the container holds.
  void open(Container container, std::string_view contents);
  void close(Container container);

  // How many octets everything takes in a message.
  std::size_t size() const { return extent_.size(); }

 private:
  template <class T>
  void count(const T&) {
    extent_.number(sizeof(T));
  }
  void count(bool) { extent_.number(sizeof(std::uint32_t)); }
  void count(const std::string& text) { extent_.text(text.size()); }
  void count(const sdbus::Signature& signature) { extent_.signature(signature.size()); }

  sdbus::Message* message_;
  BodyExtent extent_;
};

}  // namespace deskgate::mapping
