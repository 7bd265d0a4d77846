// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/signature.hpp"

#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::size_t longest_signature = 255;
constexpr int deepest_arrays = 32;
constexpr int deepest_structs = 32;  // dictionary entries count as structs, as in sd-bus

constexpr std::string_view basic_types = "ybnqiuxtdsogh";

bool is_basic(char type) {
  return basic_types.find(type) != basic_types.npos;
}

// Walks a signature; every function returns false where it is not one.
class Walk {
 public:
  explicit Walk(std::string_view text) : rest_(text) {}

  bool is_at_end() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }

  bool type(int arrays, int structs) {
    if (rest_.empty()) return false;
    if (is_basic(rest_.front()) || rest_.front() == 'v') return take();
    if (rest_.front() == 'a') return take() && array(arrays + 1, structs);
    return rest_.front() == '(' && take() && structure(arrays, structs + 1);
  }

 private:
  bool take() {
    rest_.remove_prefix(1);
    return true;
  }

  bool take(char expected) { return !rest_.empty() && rest_.front() == expected && take(); }

  bool array(int arrays, int structs) {
    if (arrays > deepest_arrays) return false;
    return take('{') ? entry(arrays, structs + 1) : type(arrays, structs);
  }

  bool entry(int arrays, int structs) {
    if (structs > deepest_structs || rest_.empty() || !is_basic(rest_.front())) return false;
    return take() && type(arrays, structs) && take('}');
  }

  bool structure(int arrays, int structs) {
    if (structs > deepest_structs || !type(arrays, structs)) return false;
    while (!take(')')) {
      if (!type(arrays, structs)) return false;
    }
    return true;
  }

  std::string_view rest_;
};

// How messages call a type, alone and in "a list of ...".
struct Words {
  char type;
  std::string_view one;
  std::string_view many;
};

constexpr Words words_of_types[] = {
    {'y', "0..255", "bytes"},
    {'b', "true or false", "booleans"},
    {'n', "-32768..32767", "16-bit integers"},
    {'q', "0..65535", "16-bit integers from 0"},
    {'i', "-2147483648..2147483647", "32-bit integers"},
    {'u', "0..4294967295", "32-bit integers from 0"},
    {'x', "-9223372036854775808..9223372036854775807", "64-bit integers"},
    {'t', "0..18446744073709551615", "64-bit integers from 0"},
    {'d', "a number", "numbers"},
    {'s', "text", "texts"},
    {'o', "an object path", "object paths"},
    {'g', "a signature", "signatures"},
    {'v', "any value", "any values"},
    {'h', "a file descriptor", "file descriptors"},
};

std::string describe(std::string_view type, bool is_one) {
  for (const auto& word : words_of_types) {
    if (word.type == type.front()) return std::string(is_one ? word.one : word.many);
  }
  if (type == "ay") return is_one ? "binary" : "binaries";
  const auto inner = type.substr(1);
  if (type.front() == '(') {
    const auto count = complete_types(inner.substr(0, inner.size() - 1)).size();
    return (is_one ? "a list of exactly " : "lists of exactly ") + std::to_string(count) +
           (count == 1 ? " element" : " elements");
  }
  if (inner.front() != '{') return (is_one ? "a list of " : "lists of ") + describe(inner, false);
  return (is_one ? "a dictionary from " : "dictionaries from ") +
         describe(inner.substr(1, 1), false) + " to " +
         describe(inner.substr(2, inner.size() - 3), false);
}

}  // namespace

bool is_signature(std::string_view text) {
  if (text.size() > longest_signature) return false;
  Walk walk(text);
  while (!walk.is_at_end()) {
    if (!walk.type(0, 0)) return false;
  }
  return true;
}

bool is_single_type(std::string_view text) {
  Walk walk(text);
  return text.size() <= longest_signature && walk.type(0, 0) && walk.is_at_end();
}

std::vector<std::string> complete_types(std::string_view signature) {
  std::vector<std::string> types;
  while (!signature.empty()) {
    const auto length = first_type_length(signature);
    types.emplace_back(signature.substr(0, length));
    signature.remove_prefix(length);
  }
  return types;
}

std::size_t first_type_length(std::string_view signature) {
  Walk walk(signature);
  walk.type(0, 0);
  return signature.size() - walk.rest().size();
}

std::string describe_type(std::string_view type) {
  return describe(type, true);
}

}  // namespace deskgate::mapping
