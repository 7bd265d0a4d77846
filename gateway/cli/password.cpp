// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Makes what the configuration keeps of a password. The password itself goes nowhere else.

#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "gateway/cli/commands.hpp"
#include "gateway/cli/interruption.hpp"
#include "gateway/config.hpp"
#include "gateway/printable.hpp"
#include "gateway/random_bits.hpp"
#include "router/authentication/hex.hpp"
#include "router/authentication/random.hpp"
#include "router/authentication/scram_credential.hpp"
#include "router/authentication/wampcra.hpp"

namespace deskgate::gateway::cli {
namespace {

using router::authentication::ScramDerivation;

constexpr auto cra_method = "wampcra";
constexpr std::size_t salt_octets = 16;
// What OWASP recommends of PBKDF2 with HMAC-SHA256 (Password Storage Cheat Sheet).
constexpr ScramDerivation by_pbkdf2{ScramDerivation::Kdf::pbkdf2, 600'000, 0};

// As long as it lives the terminal shows nothing that is typed but the end of a line. Nor can it be
// stopped or aborted by a key, which would leave the shell behind a terminal that shows nothing.
class Unseen {
 public:
  Unseen() {
    ::tcgetattr(STDIN_FILENO, &before_);
    auto unseen = before_;
    unseen.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    unseen.c_lflag |= ECHONL;
    unseen.c_cc[VSUSP] = _POSIX_VDISABLE;
    unseen.c_cc[VQUIT] = _POSIX_VDISABLE;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &unseen);
  }
  ~Unseen() { ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_); }
  Unseen(const Unseen&) = delete;
  Unseen& operator=(const Unseen&) = delete;

 private:
  termios before_{};
};

// "" at the end of the input.
std::string next_line() {
  std::string line;
  std::getline(std::cin, line);
  return line;
}

// The prompt is no part of what is printed, which may go to a file.
std::string typed_after(const std::string& prompt, const Interruption& interruption) {
  std::cerr << prompt << std::flush;
  std::array<pollfd, 2> awaited{
      {{STDIN_FILENO, POLLIN, 0}, {interruption.descriptor(), POLLIN, 0}}};
  while (::poll(awaited.data(), awaited.size(), -1) < 0 && errno == EINTR) continue;
  if (awaited[1].revents == 0) return next_line();
  std::cerr << '\n';
  throw std::runtime_error("interrupted, so that nothing was made");
}

const std::string& checked(const std::string& password, const PasswordOptions& options) {
  if (password.empty()) {
    throw std::runtime_error(
        "the password is empty; type one, or write it to standard input, on one line");
  }
  if (options.method != cra_method && !router::authentication::is_scram_text(password)) {
    throw std::runtime_error(
        "the password has a character that wamp-scram does not take, which is not printable "
        "ASCII; choose another, or for clients on this machine --method wampcra");
  }
  return password;
}

std::string ask_for_password(const PasswordOptions& options) {
  if (::isatty(STDIN_FILENO) == 0) return checked(next_line(), options);
  const Interruption interruption;
  const Unseen unseen;
  auto password = checked(typed_after("Password: ", interruption), options);
  if (typed_after("The same again: ", interruption) != password) {
    throw std::runtime_error("these were two different passwords; try again");
  }
  return password;
}

std::string scram_line(const std::string& password, const ScramDerivation& derivation) {
  const auto salt = router::authentication::random_octets<salt_octets>(RandomBits());
  const auto credential = router::authentication::make_scram_credential(password, derivation,
                                                                        {salt.begin(), salt.end()});
  return "scram = \"" + to_text(credential) + "\"";
}

std::string cra_line(const std::string& password) {
  const auto salt = router::authentication::random_octets<salt_octets>(RandomBits());
  const auto salting = router::authentication::usual_salting(router::authentication::to_hex(salt));
  const auto secret = router::authentication::salted_secret(password, salting);
  return "wampcra = { key = \"" + secret.key + "\", salt = \"" + salting.salt +
         "\", iterations = " + std::to_string(salting.iterations) +
         ", keylen = " + std::to_string(salting.keylen) + " }";
}

}  // namespace

int password(const PasswordOptions& options) {
  const bool is_cra = options.method == cra_method;
  if (is_cra && options.kdf == "argon2id13") {
    throw UsageError("WAMP-CRA knows no argon2id13; leave --kdf away, or take wamp-scram");
  }
  const auto secret = ask_for_password(options);
  const auto derivation = options.kdf == "pbkdf2" ? by_pbkdf2 : ScramDerivation{};
  std::cout << "# Under [principal.NAME] in " << printable(default_config_path()) << ":\n"
            << (is_cra ? cra_line(secret) : scram_line(secret, derivation)) << '\n';
  return 0;
}

}  // namespace deskgate::gateway::cli
