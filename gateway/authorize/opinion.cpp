// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/authorize/opinion.hpp"

#include <string>
#include <utility>

namespace deskgate::gateway::authorize {
namespace {

using router::Dict;
using router::Disclosure;
using router::Value;

router::Error no_answer(std::string why) {
  return {std::string(router::error::not_authorized), std::move(why)};
}

bool is_flag(const Dict& answer, const char* key) {
  return answer.at(key).is_boolean();
}

router::Result<Opinion> read_dictionary(const Dict& answer) {
  if (!answer.contains("allow")) return no_answer("its answer has no \"allow\"");
  Opinion opinion;
  for (const auto* key : {"allow", "disclose", "cache"}) {
    if (!answer.contains(key)) continue;
    if (!is_flag(answer, key)) {
      return no_answer("\"" + std::string(key) + "\" in its answer is neither true nor false");
    }
  }
  opinion.is_allowed = answer.at("allow").get<bool>();
  opinion.lasts = answer.value("cache", false);
  if (answer.contains("disclose")) {
    opinion.disclosure = answer.at("disclose").get<bool>() ? Disclosure::always : Disclosure::never;
  }
  return opinion;
}

}  // namespace

router::Payload question(const router::Principal& who, const router::Request& what) {
  const Dict session = {{"session", who.session.value},
                        {"authid", who.authid},
                        {"authrole", who.authrole},
                        {"authmethod", who.authmethod},
                        {"authprovider", who.authprovider}};
  const Dict options = {{"match", to_string(what.match)}};
  return router::Payload(Value::array({session, what.uri, to_string(what.action), options}));
}

router::Result<Opinion> read_opinion(const router::LocalPeer::Outcome& outcome) {
  if (!outcome.error.empty()) return no_answer("it failed with " + outcome.error);
  const auto arguments = outcome.payload.values();
  if (!arguments || arguments->args.size() != 1 || !arguments->kwargs.empty()) {
    return no_answer("its answer is not one value");
  }
  const auto& answer = arguments->args.front();
  if (answer.is_boolean()) return Opinion{.is_allowed = answer.get<bool>()};
  if (answer.is_object()) return read_dictionary(answer);
  return no_answer("its answer is neither true, false nor a dictionary");
}

}  // namespace deskgate::gateway::authorize
