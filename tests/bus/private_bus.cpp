// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/bus/private_bus.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/executor_work_guard.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace deskgate::test {
namespace {

std::string make_folder() {
  std::string name = "/tmp/deskgate-bus-XXXXXX";
  if (!::mkdtemp(name.data())) throw std::runtime_error("mkdtemp failed");
  return name;
}

void write_config(const std::string& folder) {
  std::ofstream(folder + "/bus.conf")
      << "<busconfig><type>session</type><listen>unix:path=" << folder << "/bus.sock</listen>"
      << "<auth>EXTERNAL</auth><policy context='default'><allow user='*'/><allow own='*'/>"
      << "<allow send_destination='*' eavesdrop='true'/><allow "
         "eavesdrop='true'/></policy></busconfig>";
}

std::string read_line(int descriptor) {
  std::string line;
  for (char c = 0; ::read(descriptor, &c, 1) == 1 && c != '\n';) line += c;
  return line;
}

}  // namespace

PrivateBus::PrivateBus() : folder_(make_folder()) {
  write_config(folder_);
  int out[2];
  if (::pipe(out) != 0) throw std::runtime_error("pipe failed");
  const auto config = "--config-file=" + folder_ + "/bus.conf";
  const auto print = "--print-address=" + std::to_string(out[1]);
  const auto log = folder_ + "/bus.log";
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(::open(log.c_str(), O_CREAT | O_WRONLY, 0600), STDERR_FILENO);
    ::execlp("dbus-daemon", "dbus-daemon", config.c_str(), print.c_str(), "--nofork", "--nopidfile",
             nullptr);
    ::_exit(127);
  }
  ::close(out[1]);
  address_ = read_line(out[0]);
  ::close(out[0]);
  if (address_.empty()) throw std::runtime_error("dbus-daemon did not start");
  ::setenv("DBUS_SESSION_BUS_ADDRESS", address_.c_str(), 1);
}

PrivateBus::~PrivateBus() {
  kill();
  std::filesystem::remove_all(folder_);
}

void PrivateBus::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

Service::Service(const PrivateBus& bus, const std::string& name)
    : connection_(sdbus::createSessionBusConnectionWithAddress(bus.address())) {
  if (!name.empty()) connection_->requestName(name);
  connection_->enterEventLoopAsync();
}

Service::~Service() {
  connection_->leaveEventLoop();
}

void Service::flush() {
  constexpr auto name = "org.example.Flush";
  connection_->requestName(name);
  connection_->releaseName(name);
}

void wait_for_round_trip(gateway::bus::Bus& bus) {
  constexpr auto name = "org.freedesktop.DBus";
  sd_bus_error error = SD_BUS_ERROR_NULL;
  sd_bus_message* reply = nullptr;
  const auto result =
      sd_bus_call_method(bus.any_message().connection(), name, "/org/freedesktop/DBus", name,
                         "GetId", &error, &reply, "");
  sd_bus_message_unref(reply);
  sd_bus_error_free(&error);
  if (result < 0) throw std::runtime_error("the bus does not answer");
  bus.schedule_drain();
}

bool BusTest::run_until(const std::function<bool()>& is_done) {
  const auto guard = boost::asio::make_work_guard(io);
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  io.restart();
  while (!is_done() && std::chrono::steady_clock::now() < end) io.run_one_until(end);
  return is_done();
}

}  // namespace deskgate::test
