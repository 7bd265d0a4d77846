// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/body_extent.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::size_t length_field = 4;  // before strings and arrays
constexpr std::size_t struct_boundary = 8;

std::size_t boundary_of(char type) {
  switch (type) {
    case 'y':
    case 'g':
    case 'v':
      return 1;
    case 'n':
    case 'q':
      return 2;
    case 'x':
    case 't':
    case 'd':
    case '(':
    case '{':
      return 8;
    default:
      return 4;
  }
}

}  // namespace

void BodyExtent::number(std::size_t octets) {
  align(octets);
  size_ += octets;
}

void BodyExtent::text(std::size_t octets) {
  number(length_field);
  size_ += octets + 1;
}

void BodyExtent::signature(std::size_t octets) {
  size_ += 1 + octets + 1;
}

void BodyExtent::open(Container container, std::string_view contents) {
  if (container == Container::variant) return signature(contents.size());
  if (container != Container::array) return align(struct_boundary);
  number(length_field);
  align(boundary_of(contents.front()));  // also where no element follows
}

void BodyExtent::align(std::size_t boundary) {
  size_ = (size_ + boundary - 1) / boundary * boundary;
}

}  // namespace deskgate::mapping
