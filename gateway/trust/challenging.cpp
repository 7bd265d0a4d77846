// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/challenging.hpp"

#include <algorithm>
#include <utility>

#include "mapping/text.hpp"
#include "router/uri.hpp"

namespace deskgate::gateway::trust {
namespace {

const std::string anonymous_method = "anonymous";

}  // namespace

Challenging::Challenging(const LoginMethods& methods, AskedPrincipals& asked, Among among,
                         std::optional<router::Admission> anonymous)
    : methods_(methods), asked_(asked), among_(among), anonymous_(std::move(anonymous)) {}

std::vector<std::string> Challenging::offered() const {
  auto offered = asked_.are_asked() ? methods_.possible() : methods_.offered();
  if (among_ == Among::strong) {
    std::erase_if(offered,
                  [](const auto& method) { return method == "ticket" || method == "wampcra"; });
  }
  if (anonymous_) offered.push_back(anonymous_method);
  return offered;
}

std::optional<std::string> Challenging::choose(const router::Login& login) const {
  const auto offered = this->offered();
  const auto wanted = login.hello.details.find("authmethods");
  if (wanted == login.hello.details.end() || wanted->empty()) {
    return anonymous_ ? std::optional(anonymous_method) : std::nullopt;
  }
  for (const auto& method : *wanted) {
    if (std::find(offered.begin(), offered.end(), method) != offered.end()) {
      return method.get<std::string>();
    }
  }
  return std::nullopt;
}

void Challenging::begin(const router::Login& login, Tell tell) {
  claimed_role_ = login.hello.details.value("authrole", router::Value());
  const auto method = choose(login);
  if (!method) {
    const auto offered = this->offered();
    return tell(
        router::Error{std::string(router::error::no_matching_auth_method),
                      "HELLO.Details.authmethods must name one of " + mapping::joined(offered)});
  }
  if (*method == anonymous_method) {
    if (!is_claimed(*anonymous_)) return tell(login_denied());
    return tell(*anonymous_);
  }
  const auto name = asked_.are_asked() ? methods_.unknown_name(login) : std::nullopt;
  if (!name) return begin_by(*method, login, nullptr, tell);
  told_by_ = asked_.procedure();
  // HELLO is gone by the time of the answer.
  question_ =
      asked_.ask({*name, *method, login.session},
                 [this, method = *method, hello = login.hello, session = login.session,
                  &transport = login.transport, tell](const auto& told) {
                   begin_by(method, {hello, session, transport}, told ? &*told : nullptr, tell);
                 });
}

// A client that takes itself for somebody with another role is refused before it acts on that.
bool Challenging::is_claimed(const router::Admission& admission) const {
  const auto* role = claimed_role_.get_ptr<const std::string*>();
  return role ? role->empty() || *role == admission.authrole : claimed_role_.is_null();
}

// The configuration may have changed since the login was begun.
bool Challenging::may_join(const OpenLogin& login) const {
  const bool is_true = !login.is_dynamic || asked_.procedure() == told_by_;
  return is_true && is_claimed(login.admission) && methods_.admit(login);
}

void Challenging::begin_by(const std::string& method, const router::Login& login,
                           const Principal* told, const Tell& tell) {
  auto begun = methods_.begin(method, login, told);
  if (!begun) return tell(begun.error());
  if (!begun->method) {
    if (!may_join(*begun)) return tell(login_denied());
    return tell(std::move(begun->admission));
  }
  open_ = *std::move(begun);
  tell(router::Challenge{method, open_->method->challenge()});
}

void Challenging::proceed(const router::Authenticate& answer, Tell tell) {
  auto login = std::exchange(open_, std::nullopt);
  auto proven = login ? login->method->verify(answer) : std::nullopt;
  if (!proven || !may_join(*login)) {
    return tell(login_denied());
  }
  login->admission.authextra = *std::move(proven);
  tell(std::move(login->admission));
}

}  // namespace deskgate::gateway::trust
