// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Any two dictionaries as HELLO.Details and AUTHENTICATE.Extra of a login by SCRAM or
// cryptosign: the first is understood or refused with an error that names something, and no
// answer that does not know the secret proves anything, nor does a second one.
//
// The input: HELLO.Details, a line feed, the signature, a line feed, AUTHENTICATE.Extra.
#include <algorithm>

#include "router/authentication/cryptosign.hpp"
#include "router/authentication/scram.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace deskgate::fuzz {
namespace {

using namespace router::authentication;
using router::Dict;

constexpr router::ChannelId channel{1, 2, 3};

std::uint64_t entropy() {
  static std::uint64_t last = 0;
  return ++last * 0x9e3779b97f4a7c15;
}

std::string_view take_line(std::string_view& text) {
  const auto line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(text.size(), line.size() + 1));
  return line;
}

Dict dictionary(std::string_view text) {
  auto dict = Dict::parse(text, nullptr, false);
  return dict.is_object() ? dict : Dict::object();
}

const ScramCredential& credential() {
  static const auto made = make_scram_credential(
      "correct horse", {ScramDerivation::Kdf::pbkdf2, 1000, 0}, "0123456789abcdef");
  return made;
}

template <class Made>
void check(Made made, const router::Authenticate& answer) {
  if (!made) return require(!made.error().message.empty(), "a refusal says something");
  auto& method = **made;
  require(method.challenge().is_object(), "a challenge is a dictionary");
  require(!method.verify(answer), "nobody proves what he does not know");
  require(!method.verify(answer), "nor at the second try");
}

void check(std::string_view input) {
  const auto details = dictionary(take_line(input));
  const std::string signature(take_line(input));
  const router::Authenticate answer{signature, dictionary(input)};
  check(Scram::make(details, credential(), false, channel, entropy), answer);
  const auto extra = details.value("authextra", Dict());
  check(Cryptosign::make(extra, {.channel = channel, .is_known = true}, entropy), answer);
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}
