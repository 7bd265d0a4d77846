// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/net/unix_socket.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace deskgate::gateway::net {
namespace asio = boost::asio;
using asio::local::stream_protocol;
namespace {

constexpr auto way_out = "; choose another path with listen.unix";

[[noreturn]] void cannot_listen(const std::string& path, const std::string& what) {
  throw std::runtime_error(path + what + way_out);
}

std::string system_text(int error) {
  return std::generic_category().message(error);
}

// Sets the mask of file modes as long as it lives.
class FileMask {
 public:
  explicit FileMask(mode_t mask) : previous_(umask(mask)) {}
  ~FileMask() { umask(previous_); }
  FileMask(const FileMask&) = delete;
  FileMask& operator=(const FileMask&) = delete;

 private:
  mode_t previous_;
};

stream_protocol::endpoint endpoint_for(const std::string& path) {
  try {
    return stream_protocol::endpoint(path);
  } catch (const boost::system::system_error&) {
    cannot_listen(path, ": the path of a Unix socket may not be longer than 107 octets");
  }
}

void make_folder(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path();
  if (folder.empty() || mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return;
  cannot_listen(path, ": cannot make its folder: " + system_text(errno));
}

bool is_served(asio::io_context& io, const stream_protocol::endpoint& endpoint) {
  stream_protocol::socket probe(io, stream_protocol());
  probe.non_blocking(true);  // a full backlog is served, too
  boost::system::error_code error;
  probe.connect(endpoint, error);
  return error != asio::error::connection_refused;
}

// Removes the socket of a program that has died.
void make_way(asio::io_context& io, const stream_protocol::endpoint& endpoint) {
  const auto path = endpoint.path();
  struct stat status {};
  if (lstat(path.c_str(), &status) != 0) return;
  if (!S_ISSOCK(status.st_mode)) cannot_listen(path, " is in the way and is not a socket");
  if (is_served(io, endpoint)) cannot_listen(path, " is in use by another program");
  if (unlink(path.c_str()) != 0) cannot_listen(path, ": cannot be replaced: " + system_text(errno));
}

stream_protocol::acceptor listen_on(asio::io_context& io, const std::string& path) {
  const auto endpoint = endpoint_for(path);
  make_folder(path);
  make_way(io, endpoint);
  try {
    const FileMask owner_only(0177);
    stream_protocol::acceptor acceptor(io, endpoint.protocol());
    acceptor.bind(endpoint);
    acceptor.listen();
    return acceptor;
  } catch (const boost::system::system_error& failure) {
    cannot_listen(path, ": " + system_text(failure.code().value()));
  }
}

}  // namespace

UnixSocket::UnixSocket(asio::io_context& io, std::string path)
    : path_(std::move(path)), acceptor_(listen_on(io, path_)) {
  struct stat status {};
  if (lstat(path_.c_str(), &status) != 0) cannot_listen(path_, " has vanished");
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

UnixSocket::~UnixSocket() {
  struct stat status {};
  const bool is_ours =
      lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_;
  if (is_ours) unlink(path_.c_str());
}

}  // namespace deskgate::gateway::net
