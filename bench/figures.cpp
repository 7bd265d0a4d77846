// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "bench/figures.hpp"

#include <algorithm>
#include <sstream>

namespace deskgate::bench {

std::string to_json(const Figures& figures) {
  std::ostringstream out;
  out.precision(9);
  const char* separator = "{";
  for (const auto& [name, value] : figures) {
    out << separator << '"' << name << "\": " << value;
    separator = ", ";
  }
  out << (figures.empty() ? "{}" : "}");
  return out.str();
}

void Latencies::report(Figures& figures) {
  if (ns_.empty()) return;
  std::ranges::sort(ns_);
  const auto at = [&](double share) {
    return ns_[static_cast<std::size_t>(share * static_cast<double>(ns_.size() - 1))] / 1e3;
  };
  figures["p50_us"] = at(0.5);
  figures["p99_us"] = at(0.99);
  figures["p999_us"] = at(0.999);
}

}  // namespace deskgate::bench
