// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/message_writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace deskgate::bench {
namespace {

void append_number(std::uint64_t value, std::string& out) {
  std::array<char, 20> digits{};
  const auto written = std::to_chars(digits.begin(), digits.end(), value);
  out.append(digits.begin(), written.ptr);
}

// One integer of a JSON list, and what follows its comma.
std::uint64_t take_json(std::string_view& octets) {
  const auto start = octets.find_first_not_of(" [,");
  if (start == std::string_view::npos) return 0;
  octets.remove_prefix(start);
  std::uint64_t value = 0;
  const auto read = std::from_chars(octets.begin(), octets.end(), value);
  octets.remove_prefix(static_cast<std::size_t>(read.ptr - octets.begin()));
  return value;
}

// One MessagePack integer. 0, and nothing taken, for anything else.
std::uint64_t take_msgpack(std::string_view& octets) {
  if (octets.empty()) return 0;
  const auto type = static_cast<unsigned char>(octets[0]);
  if (type < 0x80) {
    octets.remove_prefix(1);
    return type;
  }
  const bool is_integer = (type >= 0xCC && type <= 0xCF) || (type >= 0xD0 && type <= 0xD3);
  if (!is_integer) return 0;
  const auto size = std::size_t{1} << (type & 3u);
  std::uint64_t value = 0;
  for (const unsigned char each : octets.substr(1, size)) value = value << 8 | each;
  octets.remove_prefix(std::min(octets.size(), 1 + size));
  return value;
}

}  // namespace

void MessageWriter::separate() {
  const char last = out_.empty() ? '[' : out_.back();
  if (last != '[' && last != '{' && last != ':') out_ += ',';
}

void MessageWriter::big_endian(std::uint64_t value, std::size_t octets) {
  for (auto left = octets; left > 0; --left) out_ += static_cast<char>(value >> 8 * (left - 1));
}

MessageWriter& MessageWriter::list(std::size_t size) {
  if (codec_ == Codec::msgpack) {
    out_ += static_cast<char>(0x90 | size);
  } else {
    separate();
    out_ += '[';
  }
  return *this;
}

MessageWriter& MessageWriter::dict(std::size_t size) {
  if (codec_ == Codec::msgpack) {
    out_ += static_cast<char>(0x80 | size);
  } else {
    separate();
    out_ += '{';
  }
  return *this;
}

MessageWriter& MessageWriter::end_list() {
  if (codec_ == Codec::json) out_ += ']';
  return *this;
}

MessageWriter& MessageWriter::end_dict() {
  if (codec_ == Codec::json) out_ += '}';
  return *this;
}

MessageWriter& MessageWriter::key(std::string_view name) {
  text(name);
  if (codec_ == Codec::json) out_ += ':';
  return *this;
}

MessageWriter& MessageWriter::number(std::uint64_t value) {
  if (codec_ == Codec::json) {
    separate();
    append_number(value, out_);
  } else if (value < 0x80) {
    out_ += static_cast<char>(value);
  } else if (value <= 0xFFFFFFFF) {
    out_ += '\xCE';
    big_endian(value, 4);
  } else {
    out_ += '\xCF';
    big_endian(value, 8);
  }
  return *this;
}

MessageWriter& MessageWriter::text(std::string_view value) {
  if (codec_ == Codec::json) {
    separate();
    out_ += '"';
    out_.append(value);
    out_ += '"';
    return *this;
  }
  if (value.size() < 32) {
    out_ += static_cast<char>(0xA0 | value.size());
  } else {
    out_ += '\xDB';
    big_endian(value.size(), 4);
  }
  out_.append(value);
  return *this;
}

MessageWriter& MessageWriter::flag(bool value) {
  if (codec_ == Codec::json) {
    separate();
    out_.append(value ? "true" : "false");
  } else {
    out_ += value ? '\xC3' : '\xC2';
  }
  return *this;
}

MessageHead read_message_head(Codec codec, std::string_view message) {
  if (codec == Codec::msgpack && !message.empty()) message.remove_prefix(1);
  const auto take = codec == Codec::json ? take_json : take_msgpack;
  MessageHead head;
  head.code = static_cast<unsigned>(take(message));
  head.first = take(message);
  head.second = take(message);
  return head;
}

}  // namespace deskgate::bench
