// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Which procedures there are, and who provides them (specification, "Registration Meta API").
//
// The procedures of the meta API itself are not registered by anybody and so never appear. What
// sessions of this process provide does, but they are not listed or counted as its callees, nor can
// they be removed. `remove_callee` is Crossbar's: the way to make use of registration revocation.
#pragma once

#include <span>
#include <string_view>

#include "router/meta_procedure.hpp"
#include "router/uri.hpp"

namespace deskgate::router {

class Realm;
struct Registration;

// Belongs to `realm`. Not thread-safe.
class MetaRegistrations {
 public:
  explicit MetaRegistrations(Realm& realm) : realm_(realm) {}

  // wamp.registration.on_create, and the events on_register, on_unregister and on_delete under the
  // last component of their names.
  void on_create(SessionId by, const Registration& registration);
  void tell(std::string_view event, SessionId callee, RegistrationId registration,
            const Pattern& procedure);

  static std::span<const MetaProcedure<MetaRegistrations>> procedures();

 private:
  using Answer = Result<Payload>;

  Answer list(const Principal& caller, const MetaArguments& arguments);
  Answer lookup(const Principal& caller, const MetaArguments& arguments);
  Answer match(const Principal& caller, const MetaArguments& arguments);
  Answer get(const Principal& caller, const MetaArguments& arguments);
  Answer list_callees(const Principal& caller, const MetaArguments& arguments);
  Answer count_callees(const Principal& caller, const MetaArguments& arguments);
  Answer remove_callee(const Principal& caller, const MetaArguments& arguments);

  bool is_visible(const Principal& caller, const Registration& registration) const;
  Value id_or_null(const Principal& caller, const Registration* registration) const;
  Result<const Registration*> find(const Principal& caller, const MetaArguments& arguments) const;
  Result<Value> callees(const Principal& caller, const MetaArguments& arguments) const;

  Realm& realm_;
};

}  // namespace deskgate::router
