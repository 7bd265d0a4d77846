// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/never.hpp"

#include <algorithm>
#include <array>

namespace deskgate::mapping {

namespace {

// A name stands for itself and for every name below it ("org.gnome.Shell" for
// "org.gnome.Shell.Screencast"); with a '*' at its end, for every name that starts so.
struct Entry {
  std::string_view name;
  std::string_view why;
};

constexpr std::string_view runs = "can run any program";
constexpr std::string_view administers = "administers the machine";
constexpr std::string_view reads = "opens secrets, settings or any file";
constexpr std::string_view drives = "controls the desktop, its screen and its keyboard";
constexpr std::string_view unlocks = "can unlock the screen";
constexpr std::string_view has_data = "holds personal data";
constexpr std::string_view is_bus = "is the message bus itself";
constexpr std::string_view bridges = "is a gateway itself";

constexpr std::array never = {
    Entry{"org.freedesktop.systemd1", runs},
    Entry{"org.freedesktop.machine1", runs},
    Entry{"org.freedesktop.portable1", runs},
    Entry{"org.freedesktop.import1", administers},
    Entry{"org.freedesktop.home1", administers},
    Entry{"org.freedesktop.Accounts", administers},
    Entry{"org.freedesktop.PolicyKit1", administers},
    Entry{"org.freedesktop.PackageKit", administers},
    Entry{"org.freedesktop.realmd", administers},
    Entry{"org.freedesktop.fwupd", administers},
    Entry{"org.freedesktop.UDisks2", administers},
    Entry{"org.freedesktop.NetworkManager.Settings", administers},
    Entry{"org.freedesktop.NetworkManager.AgentManager", reads},
    Entry{"org.freedesktop.NetworkManager.SecretAgent", reads},
    Entry{"org.fedoraproject.FirewallD1", administers},
    Entry{"org.bluez.Agent1", administers},
    Entry{"org.bluez.AgentManager1", administers},
    Entry{"org.freedesktop.sysupdate1", administers},
    Entry{"org.freedesktop.network1", administers},
    Entry{"org.freedesktop.resolve1", administers},
    Entry{"io.snapcraft.Launcher", runs},
    Entry{"org.libvirt", runs},
    Entry{"org.freedesktop.Flatpak", runs},
    Entry{"org.freedesktop.portal", runs},
    Entry{"org.freedesktop.impl.portal", runs},
    Entry{"org.freedesktop.secrets", reads},
    Entry{"org.freedesktop.Secret", reads},
    Entry{"org.gnome.keyring*", reads},
    Entry{"org.gnome.seahorse*", reads},
    Entry{"org.gnupg*", reads},
    Entry{"org.kde.kwalletd*", reads},
    Entry{"org.kde.KWallet", reads},
    Entry{"ca.desrt.dconf*", reads},
    Entry{"org.gtk.vfs*", reads},
    Entry{"org.gtk.Settings", reads},
    Entry{"org.xfce.Xfconf", reads},
    Entry{"fi.w1.wpa_supplicant1", reads},
    Entry{"net.connman.iwd", reads},
    Entry{"org.gnome.Shell", drives},
    Entry{"org.Cinnamon", drives},
    Entry{"org.gnome.Mutter", drives},
    Entry{"org.kde.KWin*", drives},
    Entry{"org.kde.kwin*", drives},
    Entry{"org.kde.plasmashell*", drives},
    Entry{"org.kde.PlasmaShell", drives},
    Entry{"org.kde.kglobalaccel*", drives},
    Entry{"org.kde.KGlobalAccel", drives},
    Entry{"org.a11y", drives},
    Entry{"org.freedesktop.IBus", drives},
    Entry{"org.fcitx*", drives},
    Entry{"org.freedesktop.Application", runs},
    Entry{"org.gnome.Terminal*", runs},
    Entry{"org.gnome.Console", runs},
    Entry{"org.gtk.Actions", runs},
    Entry{"org.gtk.Application", runs},
    Entry{"org.guake3*", runs},
    Entry{"org.mate.Terminal*", runs},
    Entry{"io.elementary.terminal*", runs},
    Entry{"com.mitchellh.ghostty*", runs},
    Entry{"org.wezfurlong.wezterm*", runs},
    Entry{"com.raggesilver.BlackBox", runs},
    Entry{"org.gnome.Ptyxis", runs},
    Entry{"org.kde.konsole*", runs},
    Entry{"org.kde.yakuake", runs},
    Entry{"org.kde.klauncher*", runs},
    Entry{"org.kde.krunner*", runs},
    Entry{"org.xfce.Terminal*", runs},
    Entry{"com.gexperts.Tilix", runs},
    Entry{"org.freedesktop.DBus", is_bus},
    Entry{"org.deskgate", bridges},
    Entry{"org.kde.kdeconnect*", bridges},
    Entry{"ca.andyholmes.Valent", bridges},
};

// Granted by their exact names only.
constexpr std::array exact_only = {
    Entry{"org.freedesktop.login1", "switches the machine off"},
    Entry{"org.freedesktop.NetworkManager", administers},
    Entry{"org.freedesktop.hostname1", administers},
    Entry{"org.freedesktop.timedate1", administers},
    Entry{"org.freedesktop.locale1", administers},
    Entry{"org.bluez", administers},
    Entry{"org.freedesktop.ScreenSaver", unlocks},
    Entry{"org.gnome.ScreenSaver", unlocks},
    Entry{"org.kde.screensaver", unlocks},
    Entry{"org.cinnamon.ScreenSaver", unlocks},
    Entry{"org.mate.ScreenSaver", unlocks},
    Entry{"org.xfce.ScreenSaver", unlocks},
    Entry{"org.gnome.SessionManager", "ends the session"},
    Entry{"org.mate.SessionManager", "ends the session"},
    Entry{"org.xfce.SessionManager", "ends the session"},
    Entry{"org.lxqt.session", "ends the session"},
    Entry{"org.kde.Shutdown", "ends the session"},
    Entry{"org.kde.ksmserver", "ends the session"},
    Entry{"org.freedesktop.FileManager1", has_data},
    Entry{"org.freedesktop.Tracker*", has_data},
    Entry{"org.freedesktop.Telepathy", has_data},
    Entry{"org.gnome.evolution.dataserver*", has_data},
    Entry{"org.kde.baloo*", has_data},
    Entry{"org.kde.klipper", has_data},
};

bool covers(const Entry& entry, std::string_view name) {
  const auto literal = entry.name.substr(0, entry.name.find('*'));
  if (!name.starts_with(literal)) return false;
  return literal.size() < entry.name.size() || name.size() == literal.size() ||
         name[literal.size()] == '.';
}

// Whether some name that starts with `prefix` is one of the entry's.
bool could_cover(const Entry& entry, std::string_view prefix) {
  return covers(entry, prefix) || entry.name.starts_with(prefix);
}

template <std::size_t N, class Matches>
const Entry* find(const std::array<Entry, N>& entries, Matches matches) {
  const auto found = std::find_if(entries.begin(), entries.end(), matches);
  return found == entries.end() ? nullptr : &*found;
}

const Entry* find_never(std::string_view name) {
  return find(never, [name](const Entry& entry) { return covers(entry, name); });
}

std::string why(const Entry& entry) {
  return std::string(entry.name) + " " + std::string(entry.why);
}

std::optional<std::string> why_template(std::string_view prefix) {
  const auto could = [prefix](const Entry& entry) { return could_cover(entry, prefix); };
  if (const auto* entry = find(never, could))
    return "it could mean " + std::string(entry->name) + ", which " + std::string(entry->why);
  if (const auto* entry = find(exact_only, could)) {
    return "it could mean " + std::string(entry->name) + ", which needs its exact name";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> never_granted(std::string_view bus_name_or_template) {
  const auto brace = bus_name_or_template.find('{');
  if (brace != std::string_view::npos) return why_template(bus_name_or_template.substr(0, brace));
  if (const auto* entry = find_never(bus_name_or_template)) return why(*entry);
  return std::nullopt;
}

std::optional<std::string> never_granted_interface(std::string_view interface) {
  if (const auto* entry = find_never(interface)) return why(*entry);
  return std::nullopt;
}

bool needs_exact_members(std::string_view bus_name) {
  const auto is_it = [bus_name](const Entry& entry) { return covers(entry, bus_name); };
  return find(exact_only, is_it) != nullptr;
}

}  // namespace deskgate::mapping
