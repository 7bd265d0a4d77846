// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Random D-Bus types, and values of them in the form in which clients say and hear them.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

namespace deskgate::test {

// What a client says, and what it hears when the same comes back.
struct RandomValue {
  nlohmann::json said;
  nlohmann::json heard;
};

// The same seed gives the same values.
class RandomValues {
 public:
  explicit RandomValues(std::uint64_t seed) : random_(seed) {}

  // A complete type with at most so many containers around each other.
  std::string type(int depth);

  RandomValue value(const std::string& type);

 private:
  std::size_t below(std::size_t end) { return random_() % end; }
  std::uint64_t bits();
  template <class T>
  RandomValue integer();
  RandomValue number();
  std::string text();
  std::string path();
  RandomValue basic(char type);
  RandomValue variant();
  RandomValue binary();
  RandomValue list(const std::string& element);
  RandomValue structure(const std::string& fields);
  RandomValue dictionary(char key, const std::string& value);

  std::mt19937_64 random_;
};

}  // namespace deskgate::test
