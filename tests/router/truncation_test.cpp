// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A message that is cut short is refused, wherever the cut is.

#include <gtest/gtest.h>

#include "tests/router/octets.hpp"

namespace deskgate::router {
namespace {

struct Whole {
  const char* name;
  const Serializer& serializer;
  std::string octets;
};

void PrintTo(const Whole& whole, std::ostream* out) {
  *out << whole.name;
}

// A PUBLISH with something of every type.
class WholeMessage : public testing::TestWithParam<Whole> {};
TEST_P(WholeMessage, IsAccepted) {
  const auto message = GetParam().serializer.decode(GetParam().octets);
  EXPECT_TRUE(message) << message.error().message;
}
TEST_P(WholeMessage, IsRefusedWhenCutAtAnyOctet) {
  const auto& [name, serializer, octets] = GetParam();
  for (std::size_t size = 0; size < octets.size(); ++size) {
    EXPECT_FALSE(serializer.decode(octets.substr(0, size))) << "cut at octet " << size;
  }
}
TEST_P(WholeMessage, IsRefusedWithAnOctetTooMany) {
  EXPECT_FALSE(GetParam().serializer.decode(GetParam().octets + '\x01'));
}
INSTANTIATE_TEST_SUITE_P(
    Of, WholeMessage,
    testing::Values(
        Whole{"json", json_serializer(),
              R"([16,1,{"acknowledge":true},"a.b",[null,-1,1.5e3,"\u00fcx",[],{}],{"k":false}])"},
        Whole{"msgpack", msgpack_serializer(),
              hex("96 10 01 81ab61636b6e6f776c65646765c3 a3612e62"
                  "dc000a c0 d1ff00 ca3fc00000 cb3ff8000000000000 d902c3bc c50002 00ff"
                  "d5010000 c70201 0000 90 80 de0001 a16b c2")},
        Whole{"cbor", cbor_serializer(),
              hex("86 10 01 a16b61636b6e6f776c65646765f5 63612e62"
                  "980a f6 39ff00 f93c00 fb3ff8000000000000 7802c3bc 590002 00ff"
                  "c101 f8ff 80 a0 b90001 616b f4")},
        Whole{"cbor of indefinite lengths", cbor_serializer(),
              hex("9f 10 01 bf7f6361636b68 6e6f776c65646765ff f5ff 63612e62"
                  "9f 5f4100 41ffff 9fff bfff ff bf616bf4ff ff")}));

}  // namespace
}  // namespace deskgate::router
