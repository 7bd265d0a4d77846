// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Any octets as introspection data: what is read of them is valid D-Bus.
#include "mapping/introspection.hpp"

#include "mapping/names.hpp"
#include "mapping/signature.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace deskgate::fuzz {
namespace {

void check_arguments(const std::vector<mapping::ArgumentInfo>& arguments) {
  for (const auto& argument : arguments) {
    require(mapping::is_single_type(argument.type), "an argument has one complete type");
  }
}

void check_interface(const std::string& name, const mapping::InterfaceInfo& interface) {
  require(mapping::is_interface_name(name), "an interface has a valid name");
  for (const auto& [member, method] : interface.methods) {
    require(mapping::is_member_name(member), "a method has a valid name");
    check_arguments(method.in);
    check_arguments(method.out);
  }
  for (const auto& [member, signal] : interface.signals) {
    require(mapping::is_member_name(member), "a signal has a valid name");
    check_arguments(signal.arguments);
  }
  for (const auto& [member, property] : interface.properties) {
    require(mapping::is_member_name(member), "a property has a valid name");
    require(mapping::is_single_type(property.type), "a property has one complete type");
  }
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto object = deskgate::mapping::parse_introspection(deskgate::fuzz::view(data, size));
  if (!object) return 0;
  for (const auto& [name, interface] : object->interfaces) {
    deskgate::fuzz::check_interface(name, interface);
  }
  return 0;
}
