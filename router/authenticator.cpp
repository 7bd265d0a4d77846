// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authenticator.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "router/uri.hpp"

namespace deskgate::router {
namespace {

bool is_offered(const Dict& details, const std::string& method) {
  const auto methods = details.find("authmethods");
  return methods == details.end() ||
         std::find(methods->begin(), methods->end(), method) != methods->end();
}

}  // namespace

void Vouched::begin(const Login& login, Tell tell) {
  const bool is_known = admission_.authmethod == "unix" || admission_.authmethod == "internal";
  if (is_known || is_offered(login.hello.details, admission_.authmethod)) return tell(admission_);
  tell(Error{std::string(error::no_matching_auth_method),
             "this transport admits by \"" + admission_.authmethod +
                 "\", which HELLO.Details.authmethods does not name"});
}

void Vouched::proceed(const Authenticate&, Tell) {
  assert(!"has challenged nobody");
}

}  // namespace deskgate::router
