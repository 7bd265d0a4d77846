// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/message.hpp"

#include <type_traits>
#include <utility>

#include "router/message_layout.hpp"

namespace deskgate::router {
namespace {

template <std::size_t... Index>
std::string_view find_name(Code code, std::index_sequence<Index...>) {
  std::string_view name;
  const auto try_one = [&]<class M>(std::type_identity<M>) {
    if (Layout<M>::code == code) name = Layout<M>::name;
  };
  (try_one(std::type_identity<std::variant_alternative_t<Index, Message>>{}), ...);
  return name;
}

}  // namespace

Code code_of(const Message& message) {
  return std::visit([]<class M>(const M&) { return Layout<M>::code; }, message);
}

const Payload* payload_of(const Message& message) {
  return std::visit(
      []<class M>(const M& one) -> const Payload* {
        if constexpr (requires { one.payload; }) return &one.payload;
        return nullptr;
      },
      message);
}

std::string_view name_of(Code code) {
  return find_name(code, std::make_index_sequence<std::variant_size_v<Message>>{});
}

}  // namespace deskgate::router
