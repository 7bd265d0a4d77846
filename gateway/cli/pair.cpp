// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "gateway/cli/client.hpp"
#include "gateway/cli/commands.hpp"
#include "gateway/cli/configuration.hpp"
#include "gateway/cli/duration.hpp"
#include "gateway/cli/either.hpp"
#include "gateway/cli/interruption.hpp"
#include "gateway/cli/output.hpp"
#include "gateway/cli/qr_code.hpp"
#include "gateway/trust/pairing.hpp"

namespace deskgate::gateway::cli {
namespace {

using nlohmann::json;
namespace pairing_uris = trust::pairing_uris;

std::size_t terminal_width() {
  winsize size{};
  const bool is_terminal = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0;
  return is_terminal ? size.ws_col : 0;
}

// "y" or "yes", in any case and with blanks around it; anything else is no.
bool says_yes(std::string_view line) {
  constexpr auto blanks = " \t\r";
  const auto first = line.find_first_not_of(blanks);
  if (first == std::string_view::npos) return false;
  std::string word(line.substr(first, line.find_last_not_of(blanks) + 1 - first));
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return word == "y" || word == "yes";
}

// Of one window. Whether the desktop is asked as well, an answer may come from there.
class Conversation {
 public:
  Conversation(Client& client, const Interruption& interruption, const json& opened, bool is_json)
      : client_(client),
        interruption_(interruption),
        window_(opened.at("window").get<std::uint64_t>()),
        is_json_(is_json) {}

  // The exit status.
  int hold() {
    while (true) {
      const auto event = client_.next_event(stop().descriptor());
      if (event) {
        if (const auto status = on_event(*event)) return *status;
      } else if (is_interrupted()) {
        return 1;
      } else {
        answer();
      }
    }
  }

 private:
  // What ends the wait for an event: a signal, or while somebody is asked here a line of text.
  const Either& stop() const { return asked_ ? signal_or_line_ : signal_; }

  bool is_interrupted() const {
    pollfd signal{interruption_.descriptor(), POLLIN, 0};
    return ::poll(&signal, 1, 0) > 0;
  }

  std::optional<int> on_event(const router::Event& event) {
    const auto values = event.payload.values();
    if (!values || values->args.empty()) return std::nullopt;
    const auto& told = values->args[0];
    if (told.at("window") != window_) return std::nullopt;  // one that this one has closed
    if (told.contains("why")) return on_closed(told);
    is_json_ ? static_cast<void>(std::cout << json_text({{"asked", told}}) << std::endl)
             : ask(told);
    asked_ = told.at("number").get<std::uint64_t>();
    return std::nullopt;
  }

  void ask(const json& told) {
    if (::isatty(STDIN_FILENO) != 0) ::tcflush(STDIN_FILENO, TCIFLUSH);
    std::cout << text_at(told, "name") << " (" << text_at(told, "address")
              << ") wants: " << text_at(told, "wants")
              << ".\nCheck words: " << text_at(told, "words") << ". Allow? [y/N] " << std::flush;
  }

  // Whoever cannot be asked here does not say no: the desktop may say yes.
  void answer() {
    std::string line;
    if (!std::getline(std::cin, line)) {
      signal_or_line_.forget(STDIN_FILENO);
      return;
    }
    const auto number = *std::exchange(asked_, std::nullopt);
    const auto done = client_.call(std::string(pairing_uris::answer),
                                   router::Payload(json::array({number, says_yes(line)})));
    if (!done) failed(done.error());
  }

  int on_closed(const json& told) const {
    const auto& device = told.at("device");
    if (is_json_) {
      std::cout << json_text({{"closed", told}}) << '\n';
    } else if (device.is_object()) {
      std::cout << (asked_ ? "\n" : "") << text_at(device, "name")
                << " is paired. \"deskgate devices list\" shows it.\n";
    } else {
      std::cout << (asked_ ? "\n" : "") << std::flush;
      return failed("nothing was paired: " + text_at(told, "why"));
    }
    return device.is_object() ? 0 : 1;
  }

  Client& client_;
  const Interruption& interruption_;
  std::uint64_t window_;
  bool is_json_;
  std::optional<std::uint64_t> asked_;
  Either signal_{interruption_.descriptor()};
  Either signal_or_line_{interruption_.descriptor(), STDIN_FILENO};
};

json wishes(const PairOptions& options) {
  json wishes = json::object();
  if (!options.grants.empty()) wishes["grants"] = options.grants;
  if (!options.open_for.empty()) wishes["seconds"] = duration_from(options.open_for).count();
  if (!options.lifetime.empty()) wishes["lifetime"] = duration_from(options.lifetime).count();
  return wishes;
}

void show(const PairOptions& options, const json& opened) {
  const auto link = text_at(opened, "link");
  const QrCode code(link);
  if (!options.png.empty()) code.write_png(options.png);
  if (options.is_json)
    return static_cast<void>(std::cout << json_text({{"opened", opened}}) << std::endl);
  const bool fits = terminal_width() >= code.columns();
  if (fits && !options.is_text) {
    std::cout << "Scan this with the phone's camera:\n\n"
              << code.to_terminal() << "\nor open on it:\n";
  }
  std::cout << link << "\n\nIt is good once, for " << opened.at("seconds")
            << " seconds, and gives: " << text_at(opened, "wants") << ".\n";
  if (terminal_width() > 0 && !fits && !options.is_text) {
    std::cout << "This terminal is too narrow for the QR code; --png FILE makes a picture of it.\n";
  }
  std::cout << std::flush;
}

}  // namespace

int pair(const PairOptions& options) {
  const auto config = load_config(options.config);
  if (!config) return 1;
  const auto wanted = wishes(options);
  const Interruption interruption;
  Client client(*config);
  for (const auto topic : {pairing_uris::asked, pairing_uris::closed}) {
    const auto subscribed = client.subscribe(std::string(topic), router::Dict::object());
    if (!subscribed) return failed(subscribed.error());
  }
  const auto opened =
      client.call(std::string(pairing_uris::open), router::Payload(json::array({wanted})));
  if (!opened) return failed(opened.error());
  show(options, opened->args.at(0));
  return Conversation(client, interruption, opened->args.at(0), options.is_json).hold();
}

}  // namespace deskgate::gateway::cli
