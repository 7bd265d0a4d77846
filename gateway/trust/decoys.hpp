// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What somebody is challenged with who is not there, or has no password.
//
// A challenge shows how the password is derived. So each name that is not there has a model among
// those who are, and is derived alike: where all are made alike so are decoys, and where they are
// not there are as many decoys of each make, in proportion, as there are people.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/trust/principals.hpp"
#include "router/authentication/scram_credential.hpp"
#include "router/authentication/wampcra.hpp"

namespace deskgate::gateway::trust {

// Both are the same for one name each time, as long as the models are.
class Decoys {
 public:
  // `principals` outlive it. `secret` is this machine's own, the same after a restart.
  Decoys(const Principals& principals, std::string secret);

  router::authentication::ScramCredential scram(const std::string& authid) const;
  router::authentication::CraSecret wampcra(const std::string& authid) const;

  // A procedure has told of somebody, who is the one model from now on: a name that is asked about
  // must not show whether the procedure knows it.
  void note(const Principal& told);

  // The procedure is not asked any more.
  void forget_told();

 private:
  using ScramModel = router::authentication::ScramDerivation;
  using CraModel = std::optional<router::authentication::CraSalting>;

  std::vector<ScramModel> scram_models() const;
  std::vector<CraModel> cra_models() const;
  template <class Model>
  Model chosen(std::vector<Model> models, const std::string& authid) const;

  const Principals& principals_;
  std::string secret_;
  std::optional<ScramModel> told_scram_{};
  std::optional<CraModel> told_cra_{};
};

}  // namespace deskgate::gateway::trust
