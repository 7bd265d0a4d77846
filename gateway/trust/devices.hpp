// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The devices that are paired, and their file: what is told here has been brought to the disk.
//
// A file that cannot be understood is nobody's devices, and nothing is written over it: whoever
// looks after it finds it as it was.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/trust/device.hpp"
#include "router/error.hpp"

namespace deskgate::gateway::trust {

// What was wanted could not be kept, and so has not been done, or not for certain.
inline constexpr std::string_view error_not_saved = "org.deskgate.error.not_saved";

// Not thread-safe.
class Devices {
 public:
  using Time = std::chrono::system_clock::time_point;

  // Reads the file, if there is one. `path` "": there is nowhere to keep any, and nobody is paired.
  explicit Devices(std::string path);

  const std::vector<Device>& all() const { return devices_; }

  // nullptr: there is no such device, or its time is up.
  const Device* find(const router::authentication::PublicKey& key, Time now) const;

  // By its name or id or the beginning of either, whichever means one device alone; be its time up
  // or not. Fails with the names that there are.
  router::Result<Device> find_meant(std::string_view text) const;

  // Whether a device has this key, or was paired with it.
  bool has_had(const router::authentication::PublicKey& key) const;

  // Why no device can be kept or found; "": they can.
  const std::string& fault() const { return fault_; }

  // These write the file before they return, and fail with org.deskgate.error.not_saved where it
  // cannot be brought to the disk: everything is as it was then. Where even that cannot be put back
  // the change holds, and the error says so; memory and file are the same in each case. A key that
  // is there already is replaced; a name that another has gets a number.
  router::Result<Device> add(Device device);
  router::Result<void> remove(const router::authentication::PublicKey& key);
  router::Result<void> replace(const Device& device);  // the one with its key
  // Its key becomes another, which no device has or was paired with; its id stays.
  router::Result<Device> rotate(const router::authentication::PublicKey& from,
                                const router::authentication::PublicKey& to);

  // It has logged in. That is written with the next change, or after an hour.
  void note_seen(const router::authentication::PublicKey& key, Time now);
  // Writes what has not been; a file that cannot be written stays as it is.
  void flush();

 private:
  router::Result<void> save(std::vector<Device> devices);

  std::string path_;
  std::string fault_;
  std::vector<Device> devices_;
  bool is_unsaved_ = false;
};

}  // namespace deskgate::gateway::trust
