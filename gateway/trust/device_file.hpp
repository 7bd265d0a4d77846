// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The file that devices are kept in: JSON, with a version.
//
//   {"version": 1, "devices": [{"key": "64 hexadecimal digits", "name": "Pixel 8",
//     "grants": ["mpris.control"], "paired": "2026-11-23T10:00:00Z", "expires": null,
//     "last_seen": null}]}
//
// It is strict: what is not understood might have taken a right away.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/device.hpp"

namespace deskgate::gateway::trust {

// Where it is, in the folder of the configuration's `state`; "" if that is "".
std::string device_file_in(const std::string& state_folder);

std::string write_devices(const std::vector<Device>& devices);

// Throws std::runtime_error, one sentence that names the place, for what write_devices() does not
// write, and for two devices of one key or name.
std::vector<Device> read_devices(std::string_view text);

}  // namespace deskgate::gateway::trust
