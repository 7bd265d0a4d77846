// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Reads the settings again while the daemon runs, when a file changes or somebody asks for it.
//
// All or nothing: if any file is wrong, all stays as it is, and the log says what is wrong.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "gateway/file_watch.hpp"
#include "gateway/gateway.hpp"
#include "gateway/settings.hpp"

namespace deskgate::gateway {

// `gateway`, which runs with the settings from `source`, outlives it.
class Reloader {
 public:
  Reloader(boost::asio::io_context& io, SettingsSource source, Gateway& gateway);

  // Reads everything, whether it has changed or not.
  void reload();

 private:
  void reload_if_changed();
  void watch();
  std::vector<std::string> paths() const;

  SettingsSource source_;
  Gateway& gateway_;
  FileWatch files_;
  std::string seen_;  // what the files were before they were read last
};

}  // namespace deskgate::gateway
