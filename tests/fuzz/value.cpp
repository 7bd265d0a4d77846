// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Any WAMP value under any signature: it is refused with a message, or it is written, and what is
// read back is taken again and reads the same. (What was read of a variant is a guess away from
// what it was, so that it may be refused.)
//
// Input: the signature, a line feed, and a list of arguments in JSON.
#include "mapping/value.hpp"

#include "mapping/signature.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace sdbus {
// Exported by the library, in no header of 1.2.
PlainMessage createPlainMessage();
}  // namespace sdbus

namespace deskgate::fuzz {
namespace {

using nlohmann::json;

mapping::Converted<json> there_and_back(std::string_view signature, const json& arguments) {
  auto message = sdbus::createPlainMessage();
  const auto written = mapping::write_body(message, signature, arguments, {});
  require(written.has_value(), "what is taken can be written");
  message.seal();
  message.rewind(true);
  return mapping::read_body(message);
}

void check(std::string_view signature, const json& arguments) {
  const auto taken = mapping::check_body(signature, arguments, {});
  if (!taken) return require(!taken.error().message.empty(), "a refusal says why");
  const auto first = there_and_back(signature, arguments);
  require(first.has_value(), "what was written can be read");
  if (signature.find('v') != signature.npos) return;
  require(mapping::check_body(signature, *first, {}).has_value(), "what was read is taken");
  const auto second = there_and_back(signature, *first);
  require(second.has_value() && *second == *first, "it reads the same again");
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace deskgate;
  const auto input = fuzz::view(data, size);
  const auto line = input.find('\n');
  if (line == input.npos || !mapping::is_signature(input.substr(0, line))) return 0;
  const auto arguments = nlohmann::json::parse(input.substr(line + 1), nullptr, false);
  if (arguments.is_array()) fuzz::check(input.substr(0, line), arguments);
  return 0;
}
