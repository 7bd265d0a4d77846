// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/authorizer.hpp"

namespace deskgate::router {

std::string_view to_string(Action action) {
  switch (action) {
    case Action::call:
      return "call";
    case Action::register_:
      return "register";
    case Action::subscribe:
      return "subscribe";
    case Action::publish:
      return "publish";
    case Action::receive:
      return "receive";
  }
  return "";
}

}  // namespace deskgate::router
