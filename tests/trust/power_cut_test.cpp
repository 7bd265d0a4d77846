// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Whatever is kept, when the power goes while it is written: the old or the new, never a mixture,
// and the new once that has been acknowledged.

#include "tests/trust/power_cut.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>
#include <functional>
#include <iterator>
#include <ostream>
#include <vector>

#include "gateway/audit/audit_file.hpp"
#include "gateway/audit/chain.hpp"
#include "gateway/audit/verify.hpp"
#include "gateway/trust/devices.hpp"
#include "gateway/trust/identity.hpp"
#include "tests/trust/a_device.hpp"
#include "tests/trust/a_folder.hpp"

namespace deskgate::gateway::trust::testing {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::Eq;
using ::testing::Key;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr auto folder_sync = 6;  // of the calls that one file takes

class PowerCutTest : public ::testing::Test {
 protected:
  // What is left; whether the power has gone after all calls.
  using Look = std::function<void(const std::string& left, bool is_over)>;

  ~PowerCutTest() override { stop_counting(); }

  // What is there is on the disk; what comes next may be cut off.
  void begin() {
    before = read_folder(folder.path());
    start_counting();
  }

  // Looks at all that may be left, whichever the call is behind which the power goes.
  void look_after_each_cut(const Look& look) const {
    stop_counting();
    const auto calls = disk_history();
    for (std::size_t count = 0; count <= calls.size(); ++count) {
      for (const auto& state : after_power_cut(before, std::span(calls).first(count))) {
        SCOPED_TRACE("behind call " + std::to_string(count) + ": " +
                     ::testing::PrintToString(state));
        const AFolder left;
        write_folder(left.path(), state);
        look(left.path(), count == calls.size());
      }
    }
  }

  // That the devices left are one of these, and can be written again; nothing else is left then.
  void look_for(const std::vector<Device>& old, const std::vector<Device>& acknowledged) const {
    look_after_each_cut([&](const std::string& left, bool is_over) {
      Devices again(left + "/devices.json");
      EXPECT_EQ(again.fault(), "");
      EXPECT_THAT(again.all(), AnyOf(Eq(is_over ? acknowledged : old), Eq(acknowledged)));
      EXPECT_TRUE(again.add(a_device(9, "next")));
      EXPECT_THAT(read_folder(left), ElementsAre(Key("devices.json")));
    });
  }

  const AFolder folder;
  const std::string file = folder.path() + "/devices.json";
  FolderState before;
};

struct Change {
  const char* name;
  std::function<bool(Devices&)> make;
};

void PrintTo(const Change& change, std::ostream* out) {
  *out << change.name;
}

class SavedDevices : public PowerCutTest, public ::testing::WithParamInterface<Change> {};

TEST_P(SavedDevices, AreTheOldOnesOrTheNewOnes) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  const auto old = devices.all();
  begin();
  ASSERT_TRUE(GetParam().make(devices));
  look_for(old, devices.all());
}

TEST_P(SavedDevices, AreTheOldOnesOrTheNewOnesBesideWhatACrashHasLeft) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  const auto old = devices.all();
  write_folder(folder.path(), {{"devices.json.new", "{\"version\""}});
  begin();
  ASSERT_TRUE(GetParam().make(devices));
  look_for(old, devices.all());
}

INSTANTIATE_TEST_SUITE_P(
    EachChange, SavedDevices,
    ::testing::Values(
        Change{"paired", [](auto& all) { return all.add(a_device(2, "tablet")).has_value(); }},
        Change{"revoked", [](auto& all) { return all.remove(a_device(1, "").key).has_value(); }},
        Change{"renamed", [](auto& all) { return all.replace(a_device(1, "it")).has_value(); }},
        Change{"rotated", [](auto& all) {
                 return all.rotate(a_device(1, "").key, a_device(2, "").key).has_value();
               }}));

TEST_F(PowerCutTest, TheFirstDeviceIsThereOnceItIsPaired) {
  Devices devices(file);
  begin();
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  look_for({}, devices.all());
}

TEST_F(PowerCutTest, WhatWasRefusedMayComeBackUntilTheOldDevicesAreOnTheDiskAgain) {
  Devices devices(file);
  ASSERT_TRUE(devices.add(a_device(1, "phone")));
  const auto old = devices.all();
  auto wanted = old;
  wanted.push_back(a_device(2, "tablet"));
  before = read_folder(folder.path());
  fail_disk_call(folder_sync, EIO);
  ASSERT_FALSE(devices.add(wanted.back()));
  EXPECT_EQ(devices.all(), old);
  look_after_each_cut([&](const std::string& left, bool is_over) {
    const Devices again(left + "/devices.json");
    EXPECT_THAT(again.all(), AnyOf(Eq(old), Eq(is_over ? old : wanted)));
  });
}

TEST_F(PowerCutTest, AnIdentityIsTheSameOnceItWasUsed) {
  begin();
  const auto key = Identity(folder.path()).public_key();
  look_after_each_cut([&](const std::string& left, bool is_over) {
    const auto again = Identity(left).public_key();
    EXPECT_TRUE(again == key || !is_over);
    EXPECT_EQ(Identity(left).public_key(), again);
  });
}

TEST_F(PowerCutTest, AnIdentityThatIsReplacedIsTheOldOneOrTheNewOneThatTheOldOneLeadsTo) {
  Identity identity(folder.path());
  const auto old = identity.public_key();
  begin();
  identity.renew();
  look_after_each_cut([&](const std::string& left, bool is_over) {
    const Identity again(left);
    const bool is_new = again.public_key() == identity.public_key();
    EXPECT_TRUE(is_new || (again.public_key() == old && !is_over));
    EXPECT_EQ(again.succession().size(), is_new ? 1U : 0U);
  });
}

class AuditAtAPowerCut : public PowerCutTest {
 protected:
  static std::string next_line(audit::Link& link) {
    return audit::append_to_chain(link, {.event = "call", .verdict = "allowed"}, {});
  }

  static std::string whole_log(const std::string& folder) {
    std::string text;
    for (const auto& path : audit::audit_files(folder)) {
      std::ifstream part(path, std::ios::binary);
      text.append(std::istreambuf_iterator<char>(part), {});
    }
    return text;
  }

  bool was_cut = false;
  audit::Link link;
};

TEST_F(AuditAtAPowerCut, IsWholeOnceItWasSynced) {
  begin();
  audit::AuditFile log(folder.path(), {});
  log.append(next_line(link));
  log.sync();
  look_after_each_cut([&](const std::string& left, bool is_over) {
    if (is_over) {
      EXPECT_EQ(read_folder(left), read_folder(folder.path()));
    }
  });
}

TEST_F(AuditAtAPowerCut, KeepsWhatWasSyncedAndGoesOnBehindWhateverElseIsLeft) {
  audit::AuditFile log(folder.path(), {});
  log.append(next_line(link));
  log.sync();
  begin();
  log.append(next_line(link));
  log.append(next_line(link));
  look_after_each_cut([&](const std::string& left, bool) {
    audit::AuditFile again(left, {});
    auto last = again.open(was_cut);
    const auto next = next_line(last);
    again.append(next);
    EXPECT_THAT(whole_log(left), StartsWith(before.at("audit.jsonl")));
    EXPECT_THAT(whole_log(left), EndsWith("\n" + next + "\n"));
    EXPECT_TRUE(was_cut || audit::verify(left).faults.empty());
  });
}

TEST_F(AuditAtAPowerCut, KeepsTheFileThatIsFullWhenTheNextOneBegins) {
  audit::AuditFile log(folder.path(), {.file_size = 1, .files = 3});
  log.append(next_line(link));
  log.sync();
  begin();
  log.append(next_line(link));
  log.sync();
  look_after_each_cut([&](const std::string& left, bool is_over) {
    EXPECT_THAT(whole_log(left), StartsWith(before.at("audit.jsonl")));
    EXPECT_TRUE(!is_over || whole_log(left) == whole_log(folder.path()));
  });
}

// The model itself: that it finds what there is to be found.

DiskCall made(const std::string& file) {
  return {.name = "open", .file = file, .has_made = true, .has_worked = true};
}

DiskCall written(const std::string& file, const std::string& data) {
  return {.name = "write", .file = file, .data = data, .has_worked = true};
}

DiskCall renamed(const std::string& from, const std::string& to) {
  return {.name = "rename", .file = from, .to = to, .has_worked = true};
}

DiskCall synced(const std::string& file) {
  return {.name = "fsync", .file = file, .has_worked = true};
}

const DiskCall folder_synced{
    .name = "fsync", .file = "folder", .is_folder = true, .has_worked = true};

std::set<FolderState> left_of_old(const std::vector<DiskCall>& calls) {
  return after_power_cut({{"f", "old"}}, calls);
}

TEST(PowerCut, LeavesOneStateWhereEverythingWasSynced) {
  EXPECT_THAT(
      left_of_old({made("n"), written("n", "text"), synced("n"), renamed("n", "f"), folder_synced}),
      ElementsAre(FolderState{{"f", "text"}}));
}

TEST(PowerCut, MayCutAFileThatWasRenamedBeforeItWasSynced) {
  EXPECT_THAT(
      left_of_old({made("n"), written("n", "text"), renamed("n", "f"), folder_synced}),
      UnorderedElementsAre(FolderState{{"f", ""}}, FolderState{{"f", "te"}},
                           FolderState{{"f", "text"}}, FolderState{{"f", std::string(4, '\0')}}));
}

TEST(PowerCut, MayUndoWhatTheFolderWasNotSyncedAfter) {
  EXPECT_THAT(
      left_of_old({made("n"), written("n", "text"), synced("n"), renamed("n", "f")}),
      UnorderedElementsAre(FolderState{{"f", "old"}}, FolderState{{"f", "old"}, {"n", "text"}},
                           FolderState{{"f", "text"}}, FolderState{{"f", "text"}, {"n", "text"}}));
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing
