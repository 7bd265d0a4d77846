// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// What the tests of the meta API share: sessions whose ids have names in the transcript.
#pragma once

#include <string>

#include "tests/router/transcript.hpp"

namespace deskgate::router {

class MetaTest : public RouterTest {
 protected:
  // A client whose session id is "$<authid>".
  TestClient& arrive(const std::string& authid, const std::string& authrole = "client") {
    return admit({.authid = authid, .authrole = authrole});
  }

  // A session of this process, "$bridge".
  TestClient& bridge() {
    return admit({.authid = "bridge", .authrole = "bridge", .is_trusted = true});
  }

  // A client that has subscribed to `topic` with its first request: "$watch".
  TestClient& watcher(const std::string& topic) {
    auto& client = join("watcher", "watcher");
    client.says(R"([32, 1, {}, ")" + topic + R"("])");
    EXPECT_TRUE(client.hears(R"([33, 1, "$watch"])"));
    return client;
  }

  // Nobody but `authid` may do `action` with `uri`.
  void reserve(Action action, const std::string& uri, const std::string& authid) {
    authorizer.refuses = [=](const Principal& who, const Request& what) {
      return what.action == action && what.uri == uri && who.authid != authid;
    };
  }

 private:
  TestClient& admit(Admission admission) {
    const auto authid = admission.authid;
    auto& client = connect(std::move(admission));
    client.says(hello);
    EXPECT_TRUE(client.hears(R"([2, "$)" + authid + R"(", "$_"])"));
    return client;
  }
};

}  // namespace deskgate::router
