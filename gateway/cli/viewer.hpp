// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Through whose eyes --role and --device let one look: what somebody else may see and do.
#pragma once

#include <string>
#include <vector>

#include "gateway/cli/commands.hpp"
#include "gateway/config.hpp"
#include "gateway/roles.hpp"

namespace deskgate::gateway::cli {

struct Viewer {
  std::string name;  // "anonymous", "Pixel 8"
  bool is_device = false;
  mapping::Grants grants{};  // of a device: those of its role among them
  router::Principal who{};
};

// Whoever the options name. Throws UsageError where there is no such role or device, with what may
// be meant, and std::runtime_error where the devices cannot be read.
Viewer viewer_of(const ViewOptions& options, const Config& config);

// The same; each role, if the options name nobody.
std::vector<Viewer> viewers_of(const ViewOptions& options, const Config& config);

// Roles in which the viewer is known.
Roles roles_with(const Viewer& viewer, const Config& config);

}  // namespace deskgate::gateway::cli
