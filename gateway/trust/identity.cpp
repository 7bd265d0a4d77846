// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/identity.hpp"

#include <sodium.h>

#include <optional>
#include <stdexcept>
#include <utility>

#include "gateway/durable_file.hpp"
#include "router/authentication/hex.hpp"

namespace deskgate::gateway::trust {
namespace {

using router::authentication::SigningKey;

// 32 random octets, wiped when they go.
struct Seed {
  SigningKey::Seed octets{};
  Seed() { randombytes_buf(octets.data(), octets.size()); }
  ~Seed() { sodium_memzero(octets.data(), octets.size()); }
  Seed(const Seed&) = delete;
  Seed& operator=(const Seed&) = delete;
};

void write_seed(const std::string& path, const Seed& seed) {
  write_private_file(path, router::authentication::to_hex(seed.octets) + "\n");
}

// Of the file, or a new one that is written there. `loss`: what it is needed for.
void provide_seed(const std::string& path, const char* loss, Seed& seed) {
  auto text = read_private_file(path);
  if (!text) return write_seed(path, seed);
  if (text->ends_with('\n')) text->pop_back();
  const bool is_seed = router::authentication::read_hex(*text, seed.octets);
  sodium_memzero(text->data(), text->size());
  if (!is_seed) throw std::runtime_error(path + ": is no key of 64 hexadecimal digits; " + loss);
}

std::unique_ptr<SigningKey> key_in(const std::string& folder) {
  Seed seed;
  if (!folder.empty()) {
    provide_seed(folder + "/identity.key",
                 "devices know this machine by it: bring it back, or remove it and pair them anew",
                 seed);
  }
  return std::make_unique<SigningKey>(seed.octets);
}

std::string links_in(const std::string& folder) {
  return folder + "/identity-links.json";
}

Succession read_links(const std::string& folder) {
  const auto text = folder.empty() ? std::nullopt : read_private_file(links_in(folder));
  if (!text) return {};
  try {
    return read_succession(*text);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(links_in(folder) + ": " + error.what() +
                             "; bring it back, or remove it and pair those devices anew that know "
                             "an older identity key");
  }
}

// Whatever has failed: without its key the new link leads nowhere.
void write_links(const std::string& folder, const Succession& links) {
  try {
    write_private_file(links_in(folder), write_succession(links));
  } catch (const NotOnDisk& error) {
    throw std::runtime_error(error.what());
  }
}

}  // namespace

Identity::Identity(std::string folder)
    : folder_(std::move(folder)),
      key_(key_in(folder_)),
      public_key_(key_->public_key()),
      links_(leading_to(public_key_, read_links(folder_))) {}

// The link first, beside all that lead to the old key: it leads nowhere before its key is there.
void Identity::renew() {
  const Seed seed;
  auto next = std::make_unique<SigningKey>(seed.octets);
  auto links = links_;
  links.push_back(SuccessionLink::make(*key_, *next));
  std::optional<NotOnDisk> doubt;
  if (!folder_.empty()) {
    write_links(folder_, links);
    try {
      write_seed(folder_ + "/identity.key", seed);
    } catch (const NotOnDisk& error) {
      doubt = error;
    }
  }
  key_ = std::move(next);
  public_key_ = key_->public_key();
  links_ = leading_to(public_key_, std::move(links));
  if (doubt) throw NotOnDisk(*doubt);
}

std::string provide_secret(const std::string& folder) {
  Seed seed;
  if (!folder.empty()) {
    provide_seed(
        folder + "/decoys.key",
        "it makes those who do not exist look as those who do: bring it back, or remove it", seed);
  }
  return {seed.octets.begin(), seed.octets.end()};
}

}  // namespace deskgate::gateway::trust
