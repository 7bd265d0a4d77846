// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/ask/ask_desk.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include "gateway/random_bits.hpp"
#include "gateway/system_clock.hpp"
#include "router/router.hpp"
#include "tests/gateway/allow_all.hpp"
#include "tests/gateway/audit_log.hpp"

namespace deskgate::gateway::ask {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

// A desktop at which somebody sees the questions and says what he likes.
class Desktop final : public Prompter {
 public:
  Shown show(const Prompt& prompt, Told told) override {
    seen.push_back(prompt);
    told_ = std::move(told);
    return std::make_shared<bool>();
  }

  void says(Reply reply) { std::exchange(told_, nullptr)(reply, ""); }

  std::vector<Prompt> seen;

 private:
  Told told_;
};

// A phone has called, and waits.
class AskDeskTest : public testing::Test {
 protected:
  AskDeskTest() {
    const auto keep = [this](const auto&, auto answer) { awaited = std::move(answer); };
    service.provide("org.example.lamp.Say", keep).value();
    phone.call("org.example.lamp.Say", {}, [](const auto&) {});
    io.run();
  }

  router::LocalPeer join(const char* name) {
    return {router, "test", {.authid = name, .authrole = "device"}, [this](auto task) {
              boost::asio::post(io, std::move(task));
            }};
  }

  AskContext context(std::chrono::milliseconds patience) {
    return {io,
            desktop,
            [](const auto& who) { return who.authid; },
            [](const auto& grant) { return "lamps (" + grant + ")"; },
            log,
            patience};
  }

  // With these texts as the arguments "text", "more".
  void asks(AskDesk& whom, const std::vector<std::string>& texts) {
    whom.ask({.caller = {{7}, "phone", "device", "cryptosign", "device"},
              .procedure = "org.example.lamp.Say",
              .arguments = texts,
              .expected = {{"text", "s"}, {"more", "s"}},
              .member = "Say",
              .grant = "say"},
             *awaited, then);
  }

  boost::asio::io_context io{1};
  gateway::test::AllowAll unguarded;
  router::Router router{unguarded, RandomBits(), system_clock()};
  router::Realm& realm = router.add_realm("test");
  router::LocalPeer service = join("service");
  router::LocalPeer phone = join("phone");
  std::optional<router::Answer> awaited;
  Desktop desktop;
  gateway::test::AuditLog log;
  std::vector<std::string> heard;  // by the caller: "yes", or why not
  std::shared_ptr<const bus::Asking::Then> then = std::make_shared<const bus::Asking::Then>(
      [this](const auto& refusal) { heard.push_back(refusal ? refusal->message : "yes"); });
  AskDesk desk{context(std::chrono::minutes(1))};
};

constexpr auto too_long_for_it =
    "too long; the desktop, which is asked before this call, is shown all arguments, and they may "
    "have 1000 octets together";

// What stands around a text: a line feed, its name, a colon, a space and quotation marks.
constexpr std::size_t around_it = 9;

TEST_F(AskDeskTest, SaysWhoWantsWhatWithWhichArguments) {
  asks(desk, {"<b>hello</b>\n", "\u202E"});
  ASSERT_EQ(desktop.seen.size(), 1U);
  EXPECT_EQ(desktop.seen[0].title, "phone wants: lamps (say)");
  EXPECT_EQ(desktop.seen[0].text,
            "Say\norg.example.lamp.Say\ntext: \"<b>hello</b>\\n\"\nmore: \"\\u202e\"");
}

TEST_F(AskDeskTest, ShowsAThousandOctetsOfArgumentsWhole) {
  const std::string longest(AskDesk::most_shown - around_it, 'a');
  asks(desk, {longest});
  ASSERT_EQ(desktop.seen.size(), 1U);
  EXPECT_THAT(desktop.seen[0].text, EndsWith("\ntext: \"" + longest + "\""));
}

TEST_F(AskDeskTest, RefusesOneOctetMoreUnasked) {
  asks(desk, {std::string(AskDesk::most_shown - around_it + 1, 'a')});
  EXPECT_THAT(heard, ElementsAre("argument 1 (\"text\"): " + std::string(too_long_for_it)));
  EXPECT_THAT(desktop.seen, IsEmpty());
}

TEST_F(AskDeskTest, CountsTheArgumentsTogetherAndNamesTheOneThatIsTooMuch) {
  asks(desk, {std::string(600, 'a'), std::string(600, 'b')});
  EXPECT_THAT(heard, ElementsAre("argument 2 (\"more\"): " + std::string(too_long_for_it)));
  EXPECT_THAT(desktop.seen, IsEmpty());
}

TEST_F(AskDeskTest, RecordsTheAnswer) {
  asks(desk, {"a"});
  EXPECT_THAT(log.lines, IsEmpty());
  desktop.says(Reply::once);
  asks(desk, {"b"});
  desktop.says(Reply::no);
  EXPECT_THAT(heard, ElementsAre("yes", "the desktop said no"));
  EXPECT_THAT(log.lines, ElementsAre("ask allowed", "ask refused"));
}

TEST_F(AskDeskTest, AYesThatCannotBeRecordedIsNoneAndIsForgotten) {
  log.is_full = true;
  asks(desk, {"a"});
  desktop.says(Reply::ten_minutes);
  EXPECT_THAT(heard, ElementsAre("the audit log cannot be written, and without it nothing is "
                                 "changed"));
  log.is_full = false;
  asks(desk, {"a"});
  EXPECT_EQ(desktop.seen.size(), 2U);
}

TEST_F(AskDeskTest, NoAnswerInTimeIsNo) {
  AskDesk impatient(context(std::chrono::milliseconds(0)));
  asks(impatient, {"a"});
  io.restart();
  io.run();
  EXPECT_THAT(heard, ElementsAre("nobody at the desktop answered in time"));
  EXPECT_THAT(log.lines, ElementsAre("ask refused"));
}

}  // namespace
}  // namespace deskgate::gateway::ask
