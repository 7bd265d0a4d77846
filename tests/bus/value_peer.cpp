// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/bus/value_peer.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

namespace deskgate::test {
namespace {

constexpr std::uint8_t method_call = 1;
constexpr std::uint8_t method_return = 2;

enum Field : std::uint8_t {
  path = 1,
  interface = 2,
  member = 3,
  reply_serial = 5,
  destination = 6,
  sender = 7,
  signature = 8,
};

std::size_t padded(std::size_t size, std::size_t boundary) {
  return (size + boundary - 1) / boundary * boundary;
}

std::string uint32(std::uint32_t number) {
  std::string octets;
  for (unsigned shift = 0; shift < 32; shift += 8) octets += static_cast<char>(number >> shift);
  return octets;
}

std::uint32_t uint32_at(std::string_view octets, std::size_t at) {
  std::uint32_t number = 0;
  for (unsigned i = 0; i < 4; ++i) {
    number |= std::uint32_t{static_cast<unsigned char>(octets.at(at + i))} << (8 * i);
  }
  return number;
}

// A header field, which is a struct of its code and a variant.
void put_field(std::string& fields, Field code, char type, const std::string& value) {
  fields.resize(padded(fields.size(), 8));
  fields += static_cast<char>(code);
  fields += std::string{'\1', type, '\0'};
  fields += value;
}

void put_text(std::string& fields, Field code, char type, const std::string& text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  const auto length = type == 'g' ? std::string(1, static_cast<char>(size)) : uint32(size);
  put_field(fields, code, type, length + text + '\0');
}

// Takes what is of interest from header fields that the bus daemon has checked.
void read_fields(std::string_view fields, RawCall& message) {
  for (std::size_t at = 0; at < fields.size(); at = padded(at, 8)) {
    const auto code = fields[at];
    const auto type = fields[at + 2];
    at += 4;
    const std::size_t size = type == 'g' ? fields[at] : uint32_at(fields, at);
    at += type == 'g' ? 1 : 4;
    if (type == 'u') continue;
    const std::string text(fields.substr(at, size));
    at += size + 1;
    if (code == Field::sender) message.sender = text;
    if (code == Field::signature) message.body.signature = text;
  }
}

int connect_to(const std::string& address) {
  const std::string start = "unix:path=";
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  const auto file = address.substr(start.size(), address.find(',') - start.size());
  std::strncpy(name.sun_path, file.c_str(), sizeof(name.sun_path) - 1);
  const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&name), sizeof(name)) != 0) {
    throw std::runtime_error("no bus at " + address);
  }
  return descriptor;
}

void write_all(int descriptor, std::string_view octets) {
  while (!octets.empty()) {
    const auto written = ::send(descriptor, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (written <= 0) throw std::runtime_error("the bus has ended the connection");
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

ValuePeer::ValuePeer(const PrivateBus& bus) : socket_(connect_to(bus.address())) {
  authenticate();
  std::string fields;
  put_text(fields, Field::path, 'o', "/org/freedesktop/DBus");
  put_text(fields, Field::interface, 's', "org.freedesktop.DBus");
  put_text(fields, Field::member, 's', "Hello");
  put_text(fields, Field::destination, 's', "org.freedesktop.DBus");
  send(method_call, fields, "");
  const auto name = next_message(method_return).body.octets;
  unique_name_ = name.substr(4, uint32_at(name, 0));
}

ValuePeer::~ValuePeer() {
  ::close(socket_);
}

void ValuePeer::authenticate() {
  std::string uid;
  for (const char digit : std::to_string(::getuid())) uid += std::string{'3', digit};
  write_all(socket_, std::string(1, '\0') + "AUTH EXTERNAL " + uid + "\r\n");
  while (read(1) != "\n") continue;
  write_all(socket_, "BEGIN\r\n");
}

RawCall ValuePeer::next_call() {
  return next_message(method_call);
}

void ValuePeer::answer(const RawCall& call, const RawBody& body) {
  std::string fields;
  put_field(fields, Field::reply_serial, 'u', uint32(call.serial));
  put_text(fields, Field::destination, 's', call.sender);
  if (!body.signature.empty()) put_text(fields, Field::signature, 'g', body.signature);
  send(method_return, fields, body.octets);
}

void ValuePeer::send(std::uint8_t type, const std::string& fields, const std::string& body) {
  auto message = std::string{'l', static_cast<char>(type), '\0', '\1'};
  message += uint32(static_cast<std::uint32_t>(body.size()));
  message += uint32(++serial_);
  message += uint32(static_cast<std::uint32_t>(fields.size())) + fields;
  message.resize(padded(message.size(), 8));
  write_all(socket_, message + body);
}

RawCall ValuePeer::next_message(std::uint8_t type) {
  while (true) {
    const auto start = read(16);
    RawCall message;
    message.serial = uint32_at(start, 8);
    const auto fields = uint32_at(start, 12);
    read_fields(std::string_view(read(padded(fields, 8))).substr(0, fields), message);
    message.body.octets = read(uint32_at(start, 4));
    if (start[1] == type) return message;
  }
}

std::string ValuePeer::read(std::size_t octets) {
  std::string all(octets, '\0');
  std::size_t got = 0;
  while (got < octets) {
    const auto count = ::recv(socket_, all.data() + got, octets - got, 0);
    if (count <= 0) throw std::runtime_error("the bus has ended the connection");
    got += static_cast<std::size_t>(count);
  }
  return all;
}

}  // namespace deskgate::test
