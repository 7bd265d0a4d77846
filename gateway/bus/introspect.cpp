// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/introspect.hpp"

#include <string>
#include <utility>

namespace deskgate::gateway::bus {
namespace {

constexpr auto introspectable_interface = "org.freedesktop.DBus.Introspectable";

mapping::ObjectInfo read_info(sdbus::MethodReply& reply) try {
  std::string xml;
  reply >> xml;
  return mapping::parse_introspection(xml).value_or(mapping::ObjectInfo());
} catch (const sdbus::Error&) {
  return {};  // it answers something, but no text
}

}  // namespace

void introspect(Questions& questions, const std::shared_ptr<RemoteObject>& object,
                OnIntrospected on_introspected) {
  questions.ask(
      object, introspectable_interface, "Introspect", [](auto&) {},
      [on_introspected = std::move(on_introspected)](sdbus::MethodReply* reply,
                                                     const CallFailure* failure) {
        on_introspected(reply ? read_info(*reply) : mapping::ObjectInfo(), failure);
      });
}

}  // namespace deskgate::gateway::bus
