// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "gateway/trust/decoys.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace deskgate::gateway::trust::testing {
namespace {

using router::authentication::CraSalting;
using router::authentication::CraSecret;
using router::authentication::ScramDerivation;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::Pair;

constexpr ScramDerivation argon2{ScramDerivation::Kdf::argon2id13, 3, 1024};
constexpr ScramDerivation pbkdf2{ScramDerivation::Kdf::pbkdf2, 4096, 0};

Principal with_scram(const ScramDerivation& derivation) {
  Principal who{"family"};
  who.scram.emplace().derivation = derivation;
  return who;
}

Principal with_wampcra(const std::optional<CraSalting>& salting) {
  Principal who{"family"};
  who.wampcra = CraSecret{"key", salting};
  return who;
}

class DecoysTest : public ::testing::Test {
 protected:
  // How each of a thousand names is made that are not there.
  std::vector<ScramDerivation> scram_of_many() const {
    std::vector<ScramDerivation> makes;
    for (int i = 0; i < 1000; ++i) {
      makes.push_back(decoys.scram("nobody" + std::to_string(i)).derivation);
    }
    return makes;
  }

  // How many of them are made in each way.
  std::map<ScramDerivation, int> scram_makes() const {
    std::map<ScramDerivation, int> makes;
    for (const auto& make : scram_of_many()) ++makes[make];
    return makes;
  }

  // The same, salted or not.
  std::map<bool, int> cra_makes() const {
    std::map<bool, int> makes;
    for (int i = 0; i < 1000; ++i) {
      ++makes[decoys.wampcra("nobody" + std::to_string(i)).salting.has_value()];
    }
    return makes;
  }

  Principals principals;
  Decoys decoys{principals, "secret"};
};

TEST_F(DecoysTest, AreAllAlikeWherePeopleAre) {
  principals = Principals({{"ann", with_scram(pbkdf2)}, {"bob", with_scram(pbkdf2)}});
  EXPECT_THAT(scram_makes(), ElementsAre(Pair(pbkdf2, 1000)));
}

TEST_F(DecoysTest, AreInProportionAsPeopleAreWhereTheyAreNotAlike) {
  principals = Principals({{"ann", with_scram(pbkdf2)},
                           {"bob", with_scram(argon2)},
                           {"eve", with_scram(pbkdf2)},
                           {"zoe", with_scram(pbkdf2)}});
  EXPECT_THAT(scram_makes(), ElementsAre(Pair(argon2, AllOf(Ge(200), Le(300))),
                                         Pair(pbkdf2, AllOf(Ge(700), Le(800)))));
}

TEST_F(DecoysTest, AreSaltedInTheSameProportionToo) {
  principals = Principals(
      {{"ann", with_wampcra(std::nullopt)}, {"bob", with_wampcra(CraSalting{"pepper"})}});
  EXPECT_THAT(cra_makes(), ElementsAre(Pair(false, AllOf(Ge(440), Le(560))),
                                       Pair(true, AllOf(Ge(440), Le(560)))));
}

TEST_F(DecoysTest, AreTheSameForOneNameEachTime) {
  principals = Principals({{"ann", with_scram(pbkdf2)}, {"bob", with_scram(argon2)}});
  EXPECT_EQ(decoys.scram("nobody"), decoys.scram("nobody"));
  EXPECT_EQ(decoys.scram("nobody"), Decoys(principals, "secret").scram("nobody"));
}

TEST_F(DecoysTest, ChangeLittleWhenOneMoreIsThere) {
  principals = Principals({{"ann", with_scram(pbkdf2)}, {"bob", with_scram(argon2)}});
  const auto before = scram_of_many();
  principals = Principals(
      {{"aaron", with_scram(argon2)}, {"ann", with_scram(pbkdf2)}, {"bob", with_scram(argon2)}});
  const auto after = scram_of_many();
  const auto same = std::inner_product(before.begin(), before.end(), after.begin(), 0,
                                       std::plus<>(), std::equal_to<>());
  EXPECT_GE(same, 780);
}

TEST_F(DecoysTest, AreAsThePasswordCommandMakesThemWhereNobodyIsThere) {
  EXPECT_EQ(decoys.scram("nobody").derivation, ScramDerivation{});
  const auto salting = decoys.wampcra("nobody").salting.value();
  EXPECT_EQ(salting, router::authentication::usual_salting(salting.salt));
  EXPECT_EQ(salting.salt.size(), 32U);
}

TEST_F(DecoysTest, AreAsTheLastOneThatAProcedureHasToldOf) {
  principals = Principals({{"ann", with_scram(argon2)}, {"bob", with_wampcra(std::nullopt)}});
  decoys.note(with_scram(pbkdf2));
  decoys.note(with_wampcra(CraSalting{"pepper", 2000, 16}));
  EXPECT_THAT(scram_makes(), ElementsAre(Pair(pbkdf2, 1000)));
  EXPECT_THAT(cra_makes(), ElementsAre(Pair(true, 1000)));
  EXPECT_EQ(decoys.wampcra("nobody").salting->iterations, 2000);
}

TEST_F(DecoysTest, AreAsPeopleAreAgainWhenNoProcedureIsAsked) {
  principals = Principals({{"ann", with_scram(argon2)}, {"bob", with_wampcra(std::nullopt)}});
  decoys.note(with_scram(pbkdf2));
  decoys.note(with_wampcra(CraSalting{"pepper", 2000, 16}));
  decoys.forget_told();
  EXPECT_THAT(scram_makes(), ElementsAre(Pair(argon2, 1000)));
  EXPECT_THAT(cra_makes(), ElementsAre(Pair(false, 1000)));
}

}  // namespace
}  // namespace deskgate::gateway::trust::testing
