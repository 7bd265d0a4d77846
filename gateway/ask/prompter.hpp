// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A question to the person at the desktop.
#pragma once

#include <functional>
#include <memory>
#include <string>

namespace deskgate::gateway::ask {

// `unasked`: nobody could be asked.
enum class Reply { no, once, ten_minutes, unasked };

// What is asked.
struct Prompt {
  std::string title;
  std::string text;  // lines; all of it is shown as what it is, never as markup
  bool offers_ten_minutes = true;
  std::string allow = "Allow once";  // on the button of Reply::once
};

class Prompter {
 public:
  // `why` is for the one who asked, where it was not the person who said no.
  using Told = std::function<void(Reply reply, const std::string& why)>;
  // Destroyed, it takes the question back; nothing is told any more.
  using Shown = std::shared_ptr<void>;

  virtual ~Prompter() = default;

  // `told` is called later, from the loop: once, and once more where a screen is locked after
  // `unasked`. A screen that is or becomes locked, or does not say, is a no.
  virtual Shown show(const Prompt& prompt, Told told) = 0;
};

}  // namespace deskgate::gateway::ask
