// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A QR code, for the terminal and as a picture.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace deskgate::gateway::cli {

class QrCode {
 public:
  // Throws std::runtime_error where the text is too long for one.
  explicit QrCode(const std::string& text);

  // Columns that it takes in a terminal, with the white around it that cameras need.
  std::size_t columns() const;

  // Two rows of it in each line, black on white whatever the terminal's colours are.
  std::string to_terminal() const;

  // Throws std::runtime_error with one sentence where the file cannot be written.
  void write_png(const std::string& path) const;

 private:
  bool is_black(std::size_t x, std::size_t y) const;  // with the white around

  std::size_t width_;
  std::vector<bool> modules_;
};

}  // namespace deskgate::gateway::cli
