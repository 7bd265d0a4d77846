// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/cli/qr_code.hpp"

#include <fcntl.h>
#include <png.h>
#include <qrencode.h>
#include <sys/stat.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

#include "gateway/failure.hpp"

namespace deskgate::gateway::cli {
namespace {

constexpr std::size_t quiet = 4;   // modules of white around it (ISO/IEC 18004)
constexpr std::size_t pixels = 8;  // of a module, in a picture
constexpr auto black_on_white = "\x1b[38;5;16;48;5;231m";
constexpr auto plain = "\x1b[0m";

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

// The picture is as good as the token in it: nobody else may look at it.
File private_file(const std::string& path) {
  const int descriptor =
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  File file(descriptor < 0 ? nullptr : ::fdopen(descriptor, "wb"), std::fclose);
  if (!file || ::fchmod(descriptor, 0600) != 0) fail_with_errno(path, "cannot be written");
  return file;
}

}  // namespace

QrCode::QrCode(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_L, QR_MODE_8, 1), QRcode_free);
  if (!code) throw std::runtime_error("the link is too long for a QR code");
  width_ = static_cast<std::size_t>(code->width);
  for (std::size_t i = 0; i < width_ * width_; ++i) modules_.push_back((code->data[i] & 1) != 0);
}

std::size_t QrCode::columns() const {
  return width_ + 2 * quiet;
}

bool QrCode::is_black(std::size_t x, std::size_t y) const {
  if (x < quiet || y < quiet || x >= width_ + quiet || y >= width_ + quiet) return false;
  return modules_[(y - quiet) * width_ + (x - quiet)];
}

std::string QrCode::to_terminal() const {
  std::string text;
  for (std::size_t y = 0; y < columns(); y += 2) {
    text += black_on_white;
    for (std::size_t x = 0; x < columns(); ++x) {
      const bool above = is_black(x, y);
      const bool below = is_black(x, y + 1);
      text += above ? (below ? "█" : "▀") : (below ? "▄" : " ");
    }
    text += plain;
    text += '\n';
  }
  return text;
}

void QrCode::write_png(const std::string& path) const {
  const auto side = columns() * pixels;
  std::vector<png_byte> picture(side * side, 255);
  for (std::size_t y = 0; y < side; ++y) {
    for (std::size_t x = 0; x < side; ++x) {
      if (is_black(x / pixels, y / pixels)) picture[y * side + x] = 0;
    }
  }
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = image.height = static_cast<png_uint_32>(side);
  image.format = PNG_FORMAT_GRAY;
  auto file = private_file(path);
  if (png_image_write_to_stdio(&image, file.get(), 0, picture.data(), 0, nullptr) == 0) {
    throw std::runtime_error(path + ": cannot be written: " + std::string(image.message));
  }
  if (std::fclose(file.release()) != 0) fail_with_errno(path, "cannot be written");
}

}  // namespace deskgate::gateway::cli
