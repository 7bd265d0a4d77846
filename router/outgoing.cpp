// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <utility>

#include "router/per_serializer.hpp"
#include "router/serializer.hpp"
#include "router/transport.hpp"

namespace deskgate::router {

struct Outgoing::Content {
  explicit Content(Message what) : message(std::move(what)) {}

  Message message;
  PerSerializer<std::string> encoded;
};

Outgoing::Outgoing(Message message) : content_(std::make_shared<Content>(std::move(message))) {}

const Message& Outgoing::message() const {
  return content_->message;
}

std::string_view Outgoing::octets(const Serializer& serializer) const {
  return content_->encoded.get(serializer, [&] {
    std::string out;
    serializer.encode(content_->message, out);
    return out;
  });
}

}  // namespace deskgate::router
