// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/policy_keys.hpp"

#include <algorithm>
#include <array>

namespace deskgate::mapping::formats {

namespace {

using enum ValueType;
constexpr auto required = Key::Need::required;

template <std::size_t N, std::size_t M>
constexpr std::array<Key, N + M> together(const std::array<Key, N>& a,
                                          const std::array<Key, M>& b) {
  std::array<Key, N + M> all{};
  std::copy(a.begin(), a.end(), all.begin());
  std::copy(b.begin(), b.end(), all.begin() + N);
  return all;
}

constexpr std::string_view what_rate = "how often one caller may call each member: \"10/s\"";
constexpr std::string_view what_timeout = "how long the service may take to answer: \"5s\"";
constexpr std::string_view what_ask = "whether the person at the desktop is asked before each call";

constexpr std::array top_keys = {
    Key{"summary", text, "one sentence for the person who decides about grants", required},
    Key{"service", ValueType::service, "which objects, and their URIs"},
    Key{"export", ValueType::exported,
        "an object for programs on the desktop, in place of a service"},
    Key{"grant", grants, "who may do what"},
    Key{"types", types, "what the service does not say of itself, or says wrongly"},
    Key{"expect", expectations, "what the file is meant to say"}};

constexpr std::array service_keys = {
    Key{"bus", text, "\"session\", \"system\", or a bus of the configuration"},
    Key{"name", text, "a well-known bus name; {word} captures part of it", required},
    Key{"except", texts, "names that \"name\" matches and that are not meant"},
    Key{"path", text, "the object's path; {word} captures an element of it", required},
    Key{"uri", text, "the URI below which everything lies", required},
    Key{"activate", boolean, "whether a call may start the service"}};

constexpr std::array grant_keys = {
    Key{"include", texts, "other grants of this file; this one opens all that they open"}};

constexpr std::array interface_keys = {
    Key{"call", calls, "methods, as procedures"},
    Key{"signal", topics, "signals, as topics"},
    Key{"observe", topics,
        "methods that other programs call, and signals to one program, as topics"},
    Key{"get", gets, "properties, readable by .get"},
    Key{"watch", topics, "properties, as topics that are published when they change"},
    Key{"set", sets, "properties, writable by .set"},
    Key{"deny", members, "closes members again, for every grant of the file"},
    Key{"as", text, "the interface's component in URIs"},
    Key{"rate", rate, what_rate},
    Key{"timeout", timeout, what_timeout},
    Key{"ask", boolean, what_ask}};

constexpr std::array limit_keys = {Key{"rate", rate, what_rate},
                                   Key{"timeout", timeout, what_timeout},
                                   Key{"ask", boolean, what_ask}};

constexpr std::array call_keys = {Key{"rate", rate_or_named, what_rate},
                                  Key{"timeout", timeout_or_named, what_timeout},
                                  Key{"ask", ask_or_named, what_ask}};

constexpr std::array condition_keys = {
    Key{"min", number, "the least number"},
    Key{"max", number, "the greatest number"},
    Key{"one_of", scalars, "the values that are allowed"},
    Key{"prefix", text, "what text starts with"},
    Key{"max_length", length, "octets of text, elements of a list"},
    Key{"keys", ValueType::keys, "the keys that a dictionary may have"},
    Key{"force", anything, "takes the place of whatever the caller sends"}};

constexpr auto set_keys = together(condition_keys, limit_keys);

constexpr std::array expectation_keys = {
    Key{"uri", text, "a member of an object of this file", required},
    Key{"operation", operation, "what is done with it; \"call\" without this key"},
    Key{"grants", texts, "what somebody holds: names of grants of this file, or \"*\"", required},
    Key{"arguments", arguments, "what is sent; without it only the URI is asked about"},
    Key{"verdict", verdict, "what becomes of it", required}};

constexpr std::array types_keys = {
    Key{"method", method_types, "methods"},
    Key{"signal", signatures, "signals: the types of what they carry"},
    Key{"property", signatures, "properties: the type of each"}};

constexpr std::array method_types_keys = {Key{"in", signature, "the types of the arguments"},
                                          Key{"out", signature, "the types of the results"},
                                          Key{"names", texts, "the names of the arguments"}};

constexpr std::array exported_keys = {
    Key{"bus", text, "\"session\", \"system\", or a bus of the configuration"},
    Key{"name", text, "the well-known bus name that Deskgate takes", required},
    Key{"path", text, "the object's path", required},
    Key{"interface", exported_interfaces, "the object's interfaces", required}};

constexpr std::array exported_interface_keys = {
    Key{"method", exported_methods, "methods, which are procedures"},
    Key{"signal", exported_signals, "signals, which are topics"},
    Key{"property", exported_properties, "properties, which are retained topics"}};

constexpr std::array exported_method_keys = {
    Key{"call", text, "the URI of the procedure", required},
    Key{"in", signature, "the types of the arguments"},
    Key{"out", signature, "the types of the results"},
    Key{"names", texts, "the names of the arguments, and then of the results"},
    Key{"timeout", timeout, "how long the procedure may take to answer: \"5s\""}};

constexpr std::array exported_signal_keys = {Key{"topic", text, "the URI of the topic", required},
                                             Key{"args", signature, "the types of the arguments"},
                                             Key{"names", texts, "the names of the arguments"}};

constexpr std::array exported_property_keys = {
    Key{"topic", text, "the URI of the topic whose events carry the value", required},
    Key{"type", signature, "the type of the value", required},
    Key{"set", text, "the URI of the procedure that takes a new value"}};

constexpr auto interfaces = ValueType::interface;
constexpr auto arguments_conditions = ValueType::conditions;

}  // namespace

const TableFormat top{top_keys};
const TableFormat service{service_keys};
const TableFormat grant{grant_keys, &interfaces};
const TableFormat interface { interface_keys };
const TableFormat call_rule{call_keys, &arguments_conditions};
const TableFormat get_rule{limit_keys};
const TableFormat set_rule{set_keys};
const TableFormat conditions{condition_keys};
const TableFormat expectation{expectation_keys};
const TableFormat exported{exported_keys};
const TableFormat exported_interface{exported_interface_keys};
const TableFormat exported_method{exported_method_keys};
const TableFormat exported_signal{exported_signal_keys};
const TableFormat exported_property{exported_property_keys};
const TableFormat types{types_keys};
const TableFormat method_types{method_types_keys};

}  // namespace deskgate::mapping::formats
