// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "tests/trust/power_cut.hpp"

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

namespace deskgate::gateway::trust::testing {
namespace {

namespace fs = std::filesystem;

using File = std::size_t;  // which it is, whatever it is called
using Names = std::map<std::string, File>;

struct Write {
  std::size_t place;
  std::string data;
};

// What one file may hold, by what has been done to it.
struct Contents {
  std::string certain;
  std::vector<Write> pending{};
  std::size_t size = 0;  // as programs see it
};

// A file that is made, has another name, or has none any more ("").
struct Renaming {
  File file;
  std::string from;  // "": it is made
  std::string to;
};

std::string with(std::string text, std::size_t place, const std::string& data) {
  if (text.size() < place + data.size()) text.resize(place + data.size());
  return text.replace(place, data.size(), data);
}

void carry_out(const Renaming& change, Names& names) {
  const auto old = names.find(change.from);
  if (old != names.end() && old->second == change.file) names.erase(old);
  if (!change.to.empty()) names[change.to] = change.file;
}

std::set<std::string> texts_of(const Contents& contents) {
  std::set<std::string> texts{contents.certain};
  for (const auto& [place, data] : contents.pending) {
    for (const auto& text : std::set<std::string>(texts)) {
      texts.insert(with(text, place, data));
      texts.insert(with(text, place, data.substr(0, data.size() / 2)));
      texts.insert(with(text, place, std::string(data.size(), '\0')));
    }
  }
  return texts;
}

// Each of `left` may have reached the disk or not, in any order.
void add_namings(const Names& names, const std::vector<Renaming>& left, std::set<Names>& found) {
  found.insert(names);
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto next = names;
    carry_out(left[i], next);
    auto rest = left;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(i));
    add_namings(next, rest, found);
  }
}

// The folder, and what of it the disk knows.
class Disk {
 public:
  explicit Disk(const FolderState& before) {
    for (const auto& [name, text] : before) certain_[name] = add_file(text);
    names_ = certain_;
  }

  void follow(const DiskCall& call) {
    if (!call.has_worked) return;
    if (call.name == "open" && call.has_made) change({add_file(""), "", call.file});
    if (call.name == "rename") change({names_.at(call.file), call.file, call.to});
    if (call.name == "unlink") change({names_.at(call.file), call.file, ""});
    if (call.name == "write") write(files_[names_.at(call.file)], call.data);
    if (call.name == "fsync" || call.name == "fdatasync") sync(call);
  }

  std::set<FolderState> states() const {
    std::set<Names> namings;
    add_namings(certain_, pending_, namings);
    std::set<FolderState> states;
    for (const auto& names : namings) add_states(names, states);
    return states;
  }

 private:
  File add_file(const std::string& text) {
    files_.push_back({.certain = text, .size = text.size()});
    return files_.size() - 1;
  }

  void change(Renaming change) {
    carry_out(change, names_);
    pending_.push_back(std::move(change));
  }

  static void write(Contents& file, const std::string& data) {
    file.pending.push_back({file.size, data});
    file.size += data.size();
  }

  void sync(const DiskCall& call) {
    if (call.is_folder) {
      certain_ = names_;
      pending_.clear();
      return;
    }
    auto& file = files_[names_.at(call.file)];
    for (const auto& [place, data] : file.pending) file.certain = with(file.certain, place, data);
    file.pending.clear();
  }

  void add_states(const Names& names, std::set<FolderState>& states) const {
    std::vector<FolderState> found{{}};
    for (const auto& [name, file] : names) {
      std::vector<FolderState> longer;
      for (const auto& text : texts_of(files_[file])) {
        for (auto state : found) {
          state[name] = text;
          longer.push_back(std::move(state));
        }
      }
      found = std::move(longer);
    }
    states.insert(found.begin(), found.end());
  }

  std::vector<Contents> files_;
  Names names_;    // as programs see them
  Names certain_;  // as the disk knows them
  std::vector<Renaming> pending_;
};

}  // namespace

FolderState read_folder(const std::string& folder) {
  FolderState state;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    state[entry.path().filename()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return state;
}

void write_folder(const std::string& folder, const FolderState& state) {
  for (const auto& [name, text] : state) {
    const auto path = fs::path(folder) / name;
    std::ofstream(path, std::ios::binary) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
  }
}

std::set<FolderState> after_power_cut(const FolderState& before, std::span<const DiskCall> calls) {
  Disk disk(before);
  for (const auto& call : calls) disk.follow(call);
  return disk.states();
}

}  // namespace deskgate::gateway::trust::testing
