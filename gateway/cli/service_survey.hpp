// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Looks over all objects of a service: an ObjectManager's word counts where there is one, otherwise
// introspection leads from one object to the next. No more than 200 are looked at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/bus/service_probe.hpp"
#include "gateway/cli/object_kinds.hpp"
#include "mapping/introspection.hpp"

namespace deskgate::gateway::cli {

// The objects that have interfaces of their own.
ServiceObjects survey(const bus::ServiceProbe& probe, const std::string& name);

// What an object has of its own: interfaces that every object may have say nothing of it. nullopt:
// there is no such object, or it does not say.
std::optional<mapping::ObjectInfo> inspect(const bus::ServiceProbe& probe, const std::string& name,
                                           const std::string& path);

// What objects of one kind have together, with the types that their values really have. Of a
// managed object only what its manager tells counts.
mapping::InterfaceTable inspect_all(const bus::ServiceProbe& probe, const std::string& name,
                                    const ServiceObjects& known,
                                    const std::vector<std::string>& paths);

}  // namespace deskgate::gateway::cli
