// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Random policies, and random questions that they have something to say about.
#pragma once

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "tests/mapping/policy_model.hpp"

namespace deskgate::mapping::test {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(engine_);
  }
  bool one_in(std::size_t times) { return below(times) == 0; }

  template <class T>
  const T& pick(const std::vector<T>& choices) {
    return choices[below(choices.size())];
  }
  void shuffle(Statements& statements) {
    std::shuffle(statements.begin(), statements.end(), engine_);
  }

 private:
  std::mt19937 engine_;
};

// A value as a client may send it where the service takes this type; now and then one of another.
json random_value(Random& random, const std::string& type);

// Conditions on a value of this type, mostly such as one can satisfy.
json random_conditions(Random& random, const std::string& type);

// What opens something in this file, or includes a grant.
Statement random_statement(Random& random, const std::string& file);

Statement random_denial(Random& random, const std::string& file);

// Nothing is said in "other" half of the time.
Statements random_statements(Random& random);

// Of both files.
Grants random_grants(Random& random);

Question random_question(Random& random);

}  // namespace deskgate::mapping::test
