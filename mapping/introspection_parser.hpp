// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Introspection data as a stream of elements: nothing of the document is kept but what is meant.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/introspection.hpp"

namespace deskgate::mapping {

// Parses one document. Expat stays in the .cpp, whose handlers call the public functions below.
class IntrospectionParser {
 public:
  using Attributes = std::map<std::string, std::string, std::less<>>;

  std::optional<ObjectInfo> parse(std::string_view xml);

  // Each returns whether the parse goes on.
  bool start_element(std::string_view name, const Attributes& attributes);
  void end_element(std::string_view name);

 private:
  void start_child(const Attributes& attributes);
  void start_interface(const Attributes& attributes);
  void start_member(std::string_view name, const Attributes& attributes);
  void start_detail(std::string_view name, const Attributes& attributes);
  void start_property(const Attributes& attributes);
  void add_argument(const Attributes& attributes);
  void annotate(const Attributes& attributes);
  void finish_member();
  void finish_interface();

  // The member that is open. One whose name or types are invalid is read to its end and forgotten.
  struct Member {
    std::string kind;
    std::string name;
    bool is_valid = true;
    MethodInfo method;
    SignalInfo signal;
    PropertyInfo property;
    std::optional<EmitsChanged> emits_changed;
  };

  ObjectInfo object_;
  std::string interface_name_;
  InterfaceInfo interface_;
  std::optional<EmitsChanged> interface_emits_changed_;
  std::map<std::string, EmitsChanged, std::less<>> property_emits_changed_;
  Member member_;
  int depth_ = 0;
  int skipped_from_ = 0;  // the depth at which something foreign began; 0: nothing
};

}  // namespace deskgate::mapping
