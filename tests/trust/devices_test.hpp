// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "gateway/trust/devices.hpp"
#include "tests/trust/a_folder.hpp"
#include "tests/trust/faulty_disk.hpp"

namespace deskgate::gateway::trust::testing {

// Devices, their file, and what else lies in its folder.
class DevicesTest : public ::testing::Test {
 protected:
  ~DevicesTest() override { stop_counting(); }

  std::vector<std::string> names_on_disk() const {
    const Devices devices(file);
    EXPECT_EQ(devices.fault(), "");
    std::vector<std::string> names;
    for (const auto& device : devices.all()) names.push_back(device.name);
    return names;
  }

  std::vector<std::string> files() const { return place.files(); }

  const AFolder place;
  const std::string folder = place.path();
  const std::string file = folder + "/devices.json";
};

}  // namespace deskgate::gateway::trust::testing
