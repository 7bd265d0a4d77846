// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/value_place.hpp"

#include <gtest/gtest.h>

#include "router/serializer.hpp"
#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

// What is wrong in the arguments of a message, as their receiver in this process hears it.
std::string heard(const Serializer& serializer, const std::string& args) {
  const auto values = Payload({args, ""}, serializer).values();
  return values ? "nothing" : values.error().message;
}

std::string said(const std::string& what) {
  return "the arguments hold " + what + ", for which there is no value here";
}

TEST(ValuePlace, NamesTheArgumentOfALargeIntegerInJson) {
  EXPECT_EQ(heard(json_serializer(), "[1, 18446744073709551616]"),
            said("an integer beyond 64 bits in argument 2"));
  EXPECT_EQ(
      heard(json_serializer(),
            R"([{"a\"]":[1,"]"],"x":{}}, [[], [0, {"b":1 , "hint\n" : -9223372036854775809}]]])"),
      said(R"(an integer beyond 64 bits in argument 2, element 2, element 2, key "hint\n")"));
}

TEST(ValuePlace, NamesTheArgumentOfALargeIntegerInCbor) {
  // [1, [2, {"a": 1, "b": 2^64}]]
  EXPECT_EQ(heard(cbor_serializer(), hex("82018202a2616101 6162c249010000000000000000")),
            said(R"(an integer beyond 64 bits in argument 2, element 2, key "b")"));
}

TEST(ValuePlace, NamesTheDictionaryWhoseKeysAreNoText) {
  // [{"z": {}, "a": [0, {1: 2}]}]
  EXPECT_EQ(heard(msgpack_serializer(), hex("91 82 a17a80 a161 9200810102")),
            said(R"(a dictionary with a key that is no text in argument 1, key "a", element 2)"));
  // [0, {1: 2}]
  EXPECT_EQ(heard(msgpack_serializer(), hex("92 00 810102")),
            said("a dictionary with a key that is no text in argument 2"));
}

TEST(ValuePlace, NamesTheArgumentOfAnExtension) {
  EXPECT_EQ(heard(msgpack_serializer(), hex("92 91 00 d40100")),
            said("a MessagePack extension type in argument 2"));
}

TEST(ValuePlace, CutsALongKey) {
  const auto words = in_words({std::size_t{0}, std::string(1000, 'k')}, "argument");
  EXPECT_LT(words.size(), 120U);
}

}  // namespace
}  // namespace deskgate::router
