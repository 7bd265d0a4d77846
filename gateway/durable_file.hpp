// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Small files that must not be lost, and that only this user may read.
//
// A file is replaced whole: written beside under another name, on disk, then renamed over the old
// one, and the folder on disk. Whenever the machine stops, the old text is there, or the new one.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace deskgate::gateway {

// nullopt: there is no such file. Throws std::runtime_error, one sentence that names it, where it
// cannot be read, is no regular file, is somebody else's, or others have rights to it.
std::optional<std::string> read_private_file(const std::string& path);

// The file holds the new text, but its folder could not be brought to the disk: after a power cut
// it may hold the old one again. Whoever must not go on with the new text writes the old one back.
class NotOnDisk : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// When it returns, `text` is what the file holds, and on disk. Throws NotOnDisk with one sentence
// where the last step alone has failed, and std::runtime_error with one where the file is what it
// was. What a crash has left beside the file is removed.
void write_private_file(const std::string& path, std::string_view text);

}  // namespace deskgate::gateway
