// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// bench_bus_echo: a service on the session bus that answers each text with itself.

#include <systemd/sd-bus.h>

#include <cstdlib>
#include <iostream>

#include "bench/bus_names.hpp"

namespace deskgate::bench {
namespace {

int answer(sd_bus_message* call, void*, sd_bus_error*) {
  const char* text = nullptr;
  if (const int failed = sd_bus_message_read(call, "s", &text); failed < 0) return failed;
  return sd_bus_reply_method_return(call, "s", text);
}

constexpr sd_bus_vtable members[] = {
    SD_BUS_VTABLE_START(0),
    SD_BUS_METHOD_WITH_ARGS(echo_method, SD_BUS_ARGS("s", text), SD_BUS_RESULT("s", text), answer,
                            SD_BUS_VTABLE_UNPRIVILEGED),
    SD_BUS_VTABLE_END};

int run() {
  sd_bus* bus = nullptr;
  if (sd_bus_open_user(&bus) < 0 ||
      sd_bus_add_object_vtable(bus, nullptr, echo_path, echo_interface, members, nullptr) < 0 ||
      sd_bus_request_name(bus, echo_name, 0) < 0) {
    std::cerr << "bench_bus_echo: no session bus, or the name is taken\n";
    return EXIT_FAILURE;
  }
  std::cout << "ready" << std::endl;
  for (;;) {
    const int done = sd_bus_process(bus, nullptr);
    if (done < 0) return EXIT_SUCCESS;  // the bus has ended
    if (done == 0 && sd_bus_wait(bus, UINT64_MAX) < 0) return EXIT_FAILURE;
  }
}

}  // namespace
}  // namespace deskgate::bench

int main() {
  return deskgate::bench::run();
}
