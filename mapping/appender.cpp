// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/appender.hpp"

namespace deskgate::mapping {

void Appender::put_octets(const std::vector<std::uint8_t>& octets) {
  extent_.octets(octets.size());
  if (!message_) return;
  for (const auto octet : octets) *message_ << octet;
}

void Appender::open(Container container, std::string_view contents) {
  extent_.open(container, contents);
  if (!message_) return;
  const std::string signature(contents);
  switch (container) {
    case Container::array:
      message_->openContainer(signature);
      break;
    case Container::entry:
      message_->openDictEntry(signature);
      break;
    case Container::structure:
      message_->openStruct(signature);
      break;
    case Container::variant:
      message_->openVariant(signature);
      break;
  }
}

void Appender::close(Container container) {
  if (!message_) return;
  switch (container) {
    case Container::array:
      message_->closeContainer();
      break;
    case Container::entry:
      message_->closeDictEntry();
      break;
    case Container::structure:
      message_->closeStruct();
      break;
    case Container::variant:
      message_->closeVariant();
      break;
  }
}

}  // namespace deskgate::mapping
