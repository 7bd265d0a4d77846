// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/bus/exported_object.hpp"

#include "gateway/bus/names.hpp"
#include "mapping/nearest.hpp"
#include "mapping/text.hpp"
#include "mapping/value.hpp"

namespace deskgate::gateway::bus {
namespace {

using nlohmann::json;

constexpr auto introspectable = "org.freedesktop.DBus.Introspectable";
constexpr auto no_value = "org.deskgate.Error.NoValue";

std::string standard(std::string_view error) {
  return "org.freedesktop.DBus.Error." + std::string(error);
}

// Whether the arguments are of these types; tells the caller if not.
bool takes(const IncomingCall& call, const std::string& signature) {
  if (call.signature() == signature) return true;
  call.fail(standard("InvalidArgs"), call.member() + " takes " + mapping::in_quotes(signature) +
                                         ", got " + mapping::in_quotes(call.signature()));
  return false;
}

template <class Table>
std::vector<std::string> names_of(const Table& table) {
  std::vector<std::string> names;
  for (const auto& [name, member] : table) names.push_back(name);
  return names;
}

}  // namespace

ExportedObject::ExportedObject(Bus& bus, OwnedNames& names, std::unique_ptr<router::LocalPeer> peer,
                               mapping::PolicyFile file,
                               std::function<std::vector<std::string>()> neighbours)
    : file_(std::move(file)),
      neighbours_(std::move(neighbours)),
      peer_(std::move(peer)),
      object_(bus, file_.exported->path, [this](IncomingCall call) { on_call(std::move(call)); }),
      topics_(file_, *peer_, object_),
      calls_(bus, *peer_),
      name_(names.take(bus, file_.exported->name)) {}

void ExportedObject::on_call(IncomingCall call) {
  const auto& interfaces = file_.exported->interfaces;
  const auto wanted = call.interface();
  if (wanted == introspectable || wanted == properties_interface) return on_standard_call(call);
  for (const auto& [name, interface] : interfaces) {
    if (!wanted.empty() && wanted != name) continue;
    const auto method = interface.methods.find(call.member());
    if (method != interface.methods.end()) return call_method(call, method->second);
    if (wanted.empty()) continue;
    return call.fail(standard("UnknownMethod"),
                     name + " has no method " + mapping::in_quotes(call.member()) +
                         mapping::did_you_mean(call.member(), names_of(interface.methods)));
  }
  call.fail(standard(wanted.empty() ? "UnknownMethod" : "UnknownInterface"),
            file_.exported->path + " has no " +
                (wanted.empty() ? "method " + mapping::in_quotes(call.member())
                                : "interface " + mapping::in_quotes(wanted) +
                                      mapping::did_you_mean(wanted, names_of(interfaces))));
}

void ExportedObject::on_standard_call(IncomingCall& call) {
  const auto member = call.member();
  if (call.interface() == properties_interface) {
    if (member == "Get") return takes(call, "ss") ? get(call) : void();
    if (member == "GetAll") return takes(call, "s") ? get_all(call) : void();
    if (member == "Set") return takes(call, "ssv") ? set(call) : void();
  } else if (member == "Introspect") {
    return takes(call, "") ? introspect(call) : void();
  }
  call.fail(standard("UnknownMethod"),
            call.interface() + " has no method " + mapping::in_quotes(member));
}

void ExportedObject::introspect(IncomingCall& call) {
  const auto xml = mapping::introspection_xml(
      file_.exported->introspected(), mapping::children_of(file_.exported->path, neighbours_()));
  call.reply([&](sdbus::Message& message) { message << xml; });
}

void ExportedObject::call_method(IncomingCall& call, const mapping::ExportedMethod& method) {
  if (!takes(call, method.types.in_signature())) return;
  auto arguments = mapping::read_body(call.body());
  if (!arguments) return call.fail(standard("InvalidArgs"), arguments.error().message);
  const ExportedProcedure procedure{method.procedure, method.types.out,
                                    method.timeout.value_or(mapping::call_timeout)};
  calls_.start(call, procedure, *std::move(arguments));
}

const mapping::ExportedProperty* ExportedObject::find_property(const IncomingCall& call,
                                                               const std::string& interface,
                                                               const std::string& property) const {
  const auto& interfaces = file_.exported->interfaces;
  const auto found = interfaces.find(interface);
  if (found == interfaces.end()) {
    call.fail(standard("UnknownInterface"),
              file_.exported->path + " has no interface " + mapping::in_quotes(interface) +
                  mapping::did_you_mean(interface, names_of(interfaces)));
    return nullptr;
  }
  const auto& known = found->second.properties;
  const auto member = known.find(property);
  if (member != known.end()) return &member->second;
  call.fail(standard("UnknownProperty"), interface + " has no property " +
                                             mapping::in_quotes(property) +
                                             mapping::did_you_mean(property, names_of(known)));
  return nullptr;
}

void ExportedObject::get(IncomingCall& call) {
  std::string interface;
  std::string name;
  call.body() >> interface >> name;
  const auto* property = find_property(call, interface, name);
  if (!property) return;
  const auto* value = topics_.value(interface, name);
  if (!value) return call.fail(no_value, "nobody has published " + property->topic + " yet");
  call.reply([&](sdbus::Message& message) { write_variant(message, property->type, *value); });
}

// What has no value yet is left out.
void ExportedObject::get_all(IncomingCall& call) {
  std::string wanted;
  call.body() >> wanted;
  call.reply([&](sdbus::Message& message) {
    message.openContainer("{sv}");
    for (const auto& [interface, members] : file_.exported->interfaces) {
      if (!wanted.empty() && wanted != interface) continue;
      for (const auto& [name, property] : members.properties) {
        const auto* value = topics_.value(interface, name);
        if (!value) continue;
        message.openDictEntry("sv");
        message << name;
        write_variant(message, property.type, *value);
        message.closeDictEntry();
      }
    }
    message.closeContainer();
  });
}

void ExportedObject::set(IncomingCall& call) {
  std::string interface;
  std::string name;
  call.body() >> interface >> name;
  const auto* property = find_property(call, interface, name);
  if (!property) return;
  if (property->set.empty()) {
    return call.fail(standard("PropertyReadOnly"), name + " of " + interface + " is read-only");
  }
  std::string kind;
  std::string type;
  call.body().peekType(kind, type);
  if (type != property->type) {
    return call.fail(standard("InvalidArgs"), name + " is of type " +
                                                  mapping::in_quotes(property->type) + ", got " +
                                                  mapping::in_quotes(type));
  }
  auto value = mapping::read_value(call.body());
  if (!value) return call.fail(standard("InvalidArgs"), value.error().message);
  calls_.start(call, {property->set, {}, mapping::call_timeout}, json::array({*std::move(value)}));
}

}  // namespace deskgate::gateway::bus
