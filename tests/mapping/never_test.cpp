// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// No wildcard, alias or spelling gets to the names that hand over the session.
#include "mapping/never.hpp"

#include <gtest/gtest.h>

#include "tests/mapping/policies.hpp"

namespace deskgate::mapping {
namespace {

class NeverTest : public testing::TestWithParam<std::string> {};

TEST_P(NeverTest, RefusesTheNameItself) {
  EXPECT_TRUE(never_granted(GetParam()).has_value());
}

TEST_P(NeverTest, RefusesNamesBelowIt) {
  EXPECT_TRUE(never_granted(GetParam() + ".Below").has_value());
  EXPECT_TRUE(never_granted(GetParam() + ".{x}").has_value());
}

TEST_P(NeverTest, RefusesTheInterfaceOfThatName) {
  EXPECT_TRUE(never_granted_interface(GetParam()).has_value());
}

// Every template that the name itself matches: a capture for any part of it.
TEST_P(NeverTest, RefusesEveryTemplateThatMatchesIt) {
  const auto& name = GetParam();
  for (std::size_t from = 0; from < name.size(); ++from) {
    for (std::size_t to = from + 1; to <= name.size(); ++to) {
      const auto text = name.substr(0, from) + "{x}" + name.substr(to);
      ASSERT_TRUE(never_granted(text).has_value()) << text;
    }
  }
}

const std::string names[] = {"org.freedesktop.systemd1",
                             "org.freedesktop.PolicyKit1",
                             "org.freedesktop.Flatpak",
                             "org.freedesktop.portal.Desktop",
                             "org.freedesktop.portal.Documents",
                             "org.freedesktop.impl.portal.PermissionStore",
                             "org.freedesktop.secrets",
                             "org.gnome.keyring",
                             "org.gnome.keyring.SystemPrompter",
                             "org.kde.kwalletd",
                             "org.kde.kwalletd5",
                             "org.kde.kwalletd6",
                             "ca.desrt.dconf",
                             "org.gtk.vfs.Daemon",
                             "org.gnome.Shell",
                             "org.gnome.Shell.Screencast",
                             "org.gnome.Terminal",
                             "org.kde.konsole",
                             "org.kde.KWin",
                             "org.kde.plasmashell",
                             "org.freedesktop.DBus",
                             "org.deskgate.Gateway",
                             "org.freedesktop.machine1",
                             "org.a11y.Bus",
                             "org.freedesktop.PackageKit",
                             "org.freedesktop.UDisks2",
                             "org.freedesktop.fwupd",
                             "org.fedoraproject.FirewallD1",
                             "org.libvirt",
                             "org.gnupg.gpg_agent",
                             "org.gnome.seahorse.Application",
                             "org.gtk.Settings",
                             "org.kde.kglobalaccel",
                             "org.kde.kdeconnect",
                             "ca.andyholmes.Valent",
                             "org.guake3.RemoteControl",
                             "org.mate.Terminal",
                             "io.elementary.terminal",
                             "com.mitchellh.ghostty",
                             "org.wezfurlong.wezterm",
                             "com.raggesilver.BlackBox",
                             "org.Cinnamon",
                             "org.xfce.Xfconf",
                             "fi.w1.wpa_supplicant1",
                             "net.connman.iwd",
                             "io.snapcraft.Launcher",
                             "org.freedesktop.sysupdate1",
                             "org.freedesktop.network1",
                             "org.freedesktop.resolve1"};
INSTANTIATE_TEST_SUITE_P(Names, NeverTest, testing::ValuesIn(names), [](const auto& instance) {
  return test::test_name(instance.param + ".x");
});

TEST(NeverListTest, RefusesNamesThatStartLikeATerminalOrWallet) {
  EXPECT_TRUE(never_granted("org.kde.konsole-1234").has_value());
  EXPECT_TRUE(never_granted("org.kde.konsole-{pid}").has_value());
  EXPECT_TRUE(never_granted("org.kde.kwalletd5").has_value());
}

TEST(NeverListTest, RefusesATemplateThatCouldMeanAnything) {
  EXPECT_TRUE(never_granted("{x}").has_value());
  EXPECT_TRUE(never_granted("org.{x}").has_value());
  EXPECT_TRUE(never_granted("org.freedesktop.{x}").has_value());
}

TEST(NeverListTest, DoesNotRefuseNamesThatOnlyLookAlike) {
  EXPECT_EQ(never_granted("org.freedesktop.systemd10"), std::nullopt);
  EXPECT_EQ(never_granted("org.freedesktop.Notifications"), std::nullopt);
  EXPECT_EQ(never_granted("org.gnome.ShellSomething"), std::nullopt);
  EXPECT_EQ(never_granted("org.mpris.MediaPlayer2.{player}"), std::nullopt);
  EXPECT_EQ(never_granted("org.freedesktop.UPower"), std::nullopt);
}

TEST(NeverListTest, AllowsLogindByItsExactNameOnly) {
  EXPECT_EQ(never_granted("org.freedesktop.login1"), std::nullopt);
  EXPECT_TRUE(never_granted("org.freedesktop.login{x}").has_value());
  EXPECT_TRUE(never_granted("org.freedesktop.login1.{x}").has_value());
  EXPECT_TRUE(needs_exact_members("org.freedesktop.login1"));
  EXPECT_FALSE(needs_exact_members("org.mpris.MediaPlayer2.{player}"));
}

TEST(NeverListTest, AllowsOtherDesktopsLocksAndSessionsByExactMembersOnly) {
  for (const auto* name :
       {"org.cinnamon.ScreenSaver", "org.mate.ScreenSaver", "org.xfce.ScreenSaver",
        "org.mate.SessionManager", "org.xfce.SessionManager", "org.lxqt.session"}) {
    EXPECT_EQ(never_granted(name), std::nullopt) << name;
    EXPECT_TRUE(needs_exact_members(name)) << name;
  }
}

TEST(NeverListTest, RefusesTheDangerousInterfacesOfNamesThatMayBeGranted) {
  EXPECT_TRUE(never_granted_interface("org.freedesktop.NetworkManager.Settings.Connection"));
  EXPECT_TRUE(never_granted_interface("org.freedesktop.NetworkManager.SecretAgent"));
  EXPECT_TRUE(never_granted_interface("org.bluez.AgentManager1"));
  EXPECT_TRUE(never_granted_interface("org.freedesktop.Application"));
  EXPECT_EQ(never_granted_interface("org.freedesktop.NetworkManager.Device"), std::nullopt);
  EXPECT_EQ(never_granted_interface("org.bluez.Device1"), std::nullopt);
}

TEST(NeverListTest, WantsTheMembersListedOfWhatUnlocksOrEndsTheSessionOrHoldsPersonalData) {
  EXPECT_TRUE(needs_exact_members("org.freedesktop.ScreenSaver"));
  EXPECT_TRUE(needs_exact_members("org.gnome.SessionManager"));
  EXPECT_TRUE(needs_exact_members("org.freedesktop.FileManager1"));
  EXPECT_TRUE(needs_exact_members("org.freedesktop.Tracker3.Miner.Files"));
  EXPECT_TRUE(needs_exact_members("org.bluez"));
  EXPECT_FALSE(needs_exact_members("org.freedesktop.Notifications"));
}

TEST(NeverListTest, SaysWhy) {
  EXPECT_EQ(never_granted("org.freedesktop.systemd1"),
            "org.freedesktop.systemd1 can run any program");
  EXPECT_EQ(never_granted("org.kde.kw{x}"),
            "it could mean org.kde.kwalletd*, which opens secrets, settings or any file");
}

}  // namespace
}  // namespace deskgate::mapping
