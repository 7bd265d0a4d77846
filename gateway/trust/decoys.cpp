// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/decoys.hpp"

#include <algorithm>
#include <utility>

#include "router/authentication/secret.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::authentication::CraSecret;
using router::authentication::ScramCredential;

}  // namespace

Decoys::Decoys(const Principals& principals, std::string secret)
    : principals_(principals), secret_(std::move(secret)) {}

ScramCredential Decoys::scram(const std::string& authid) const {
  return router::authentication::decoy_scram_credential(secret_, authid,
                                                        chosen(scram_models(), authid));
}

CraSecret Decoys::wampcra(const std::string& authid) const {
  return router::authentication::decoy_cra_secret(secret_, authid, chosen(cra_models(), authid));
}

void Decoys::note(const Principal& told) {
  if (told.scram) told_scram_ = told.scram->derivation;
  if (told.wampcra) told_cra_.emplace(told.wampcra->salting);
}

void Decoys::forget_told() {
  told_scram_.reset();
  told_cra_.reset();
}

// Where nobody is there: as `deskgate password` makes them.
std::vector<Decoys::ScramModel> Decoys::scram_models() const {
  if (told_scram_) return {*told_scram_};
  std::vector<ScramModel> models;
  for (const auto& [name, who] : principals_.table()) {
    if (who.scram) models.push_back(who.scram->derivation);
  }
  if (models.empty()) models.emplace_back();
  return models;
}

std::vector<Decoys::CraModel> Decoys::cra_models() const {
  if (told_cra_) return {*told_cra_};
  std::vector<CraModel> models;
  for (const auto& [name, who] : principals_.table()) {
    if (who.wampcra) models.push_back(who.wampcra->salting);
  }
  if (models.empty()) {
    models.emplace_back(router::authentication::usual_salting("0123456789abcdef0123456789abcdef"));
  }
  return models;
}

// In their order, so that one more changes the make of few names.
template <class Model>
Model Decoys::chosen(std::vector<Model> models, const std::string& authid) const {
  std::sort(models.begin(), models.end());
  const auto bits = router::authentication::hmac_sha256(secret_, "model of " + authid);
  const auto high = static_cast<unsigned char>(bits[0]);
  const auto low = static_cast<unsigned char>(bits[1]);
  return models[(std::size_t{high} << 8 | low) * models.size() >> 16];
}

}  // namespace deskgate::gateway::trust
