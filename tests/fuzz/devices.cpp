// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Any octets as the file of devices: it is read whole, and writing what was read gives a file that
// means the same; or it is refused with a sentence. No two devices have one key, name or id.
#include <set>
#include <stdexcept>

#include "gateway/trust/device_file.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace deskgate::fuzz {
namespace {

using gateway::trust::Device;

void check_apart(const std::vector<Device>& devices) {
  std::set<std::string> names;
  std::set<std::string> ids;
  for (const auto& device : devices) {
    require(names.insert(device.name).second, "each device has a name of its own");
    require(ids.insert(device.id).second, "each device has an id of its own");
    require(!device.name.empty(), "each device has a name");
  }
}

void check(std::string_view text) {
  try {
    const auto devices = gateway::trust::read_devices(text);
    check_apart(devices);
    require(gateway::trust::read_devices(gateway::trust::write_devices(devices)) == devices,
            "what is written is what was read");
  } catch (const std::runtime_error& error) {
    require(*error.what() != '\0', "a refusal says something");
  }
}

}  // namespace
}  // namespace deskgate::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  deskgate::fuzz::check(deskgate::fuzz::view(data, size));
  return 0;
}
