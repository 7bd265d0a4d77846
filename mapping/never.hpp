// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The names that no policy file may open: whoever may call them has the whole session.
//
// The list is honest, not complete: systemd, PolicyKit, Flatpak and portals, secrets, dconf, gvfs,
// the Shell's own interfaces, terminals, the bus itself and Deskgate. It holds for interfaces too,
// because one connection may own several bus names: who opens org.freedesktop.Notifications must
// not reach org.gnome.Shell behind it, and every desktop program answers
// org.freedesktop.Application, by which it opens files.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace deskgate::mapping {

// Why a bus name (or a name template, which could match one) is never granted; nullopt: it may be.
std::optional<std::string> never_granted(std::string_view bus_name_or_template);

// Why an interface is never granted; nullopt: it may be.
std::optional<std::string> never_granted_interface(std::string_view interface);

// Whether what may be called or set of this name must be listed member by member: what the power
// switch and the network configuration can do is not opened by a "*".
bool needs_exact_members(std::string_view bus_name);

}  // namespace deskgate::mapping
