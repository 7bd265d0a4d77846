// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include <algorithm>

#include "mapping/policy_draft.hpp"
#include "mapping/text.hpp"

namespace deskgate::mapping {

namespace {

constexpr std::string_view table_name = "[[expect]]";

// Reads the keys of one [[expect]].
class ExpectationReader {
 public:
  ExpectationReader(const toml::table& table, const Reading& reading, const PolicyDraft& draft)
      : table_(reading.strict(table, std::string(table_name), formats::expectation)),
        source_(table),
        draft_(draft) {}

  Expectation read() {
    Expectation expectation;
    expectation.line = line_of(source_);
    expectation.uri = read_uri();
    expectation.operation =
        read_word<Operation>("operation", {Operation::call, Operation::subscribe});
    expectation.held = read_grants();
    expectation.arguments = read_arguments();
    static_cast<void>(table_.required_text("verdict"));
    if (source_.get("verdict")) {
      expectation.verdict =
          read_word<Verdict>("verdict", {Verdict::allow, Verdict::deny, Verdict::ask});
    }
    return expectation;
  }

 private:
  std::string read_uri();
  Grants read_grants();
  std::optional<nlohmann::json> read_arguments();
  // One of the words; the first where there is none.
  template <class Word>
  Word read_word(std::string_view key, const std::vector<Word>& words);
  void complain(std::string_view key, const std::string& what) {
    table_.complain(*table_.node(key),
                    in_quotes(key) + " in " + std::string(table_name) + " " + what);
  }

  StrictTable table_;
  const toml::table& source_;
  const PolicyDraft& draft_;
};

// An expectation about what the file does not speak of would hold whatever the file says.
std::string ExpectationReader::read_uri() {
  auto uri = table_.required_text("uri");
  const auto& object = draft_.file.service.uri;
  if (!uri.empty() && !parse_member_uri(object, uri)) {
    complain("uri", "is no member of an object of this file, whose URIs begin with " +
                        in_quotes(object.text()));
  }
  return uri;
}

Grants ExpectationReader::read_grants() {
  Grants held;
  std::vector<std::string> known;
  for (const auto& [name, grant] : draft_.grants) known.push_back(name);
  for (const auto& name : table_.texts("grants").value_or(std::vector<std::string>())) {
    if (name == every_member) {
      held.insert(name);
    } else if (draft_.grants.contains(name)) {
      held.insert(draft_.file.id + "." + name);
    } else {
      complain("grants", "has " + in_quotes(name) + ", which is no grant of this file" +
                             did_you_mean(name, known));
    }
  }
  if (!source_.get("grants")) {
    table_.complain(source_, std::string(table_name) + " needs \"grants\", [] for none");
  }
  return held;
}

std::optional<nlohmann::json> ExpectationReader::read_arguments() {
  const auto* node = table_.node("arguments");
  if (!node) return std::nullopt;
  auto arguments = read_value(*node);
  if (!arguments || arguments->is_primitive()) {
    complain("arguments", "must be a list of values or a table from names to values");
  }
  return arguments;
}

template <class Word>
Word ExpectationReader::read_word(std::string_view key, const std::vector<Word>& words) {
  const auto text = table_.text(key);
  if (!text) return words.front();
  std::vector<std::string> known;
  for (const auto word : words) {
    if (to_string(word) == *text) return word;
    known.push_back(in_quotes(to_string(word)));
  }
  complain(key, "must be one of " + joined(known) + ", got " + in_quotes(*text));
  return words.front();
}

}  // namespace

void read_expectations(const toml::node& node, const Reading& reading, PolicyDraft& draft) {
  const auto* list = node.as_array();
  const auto refuse = [&](const toml::node& at) {
    reading.complain(at, "\"expect\" must be a list of tables, [[expect]], got " +
                             std::string(describe_node(at)));
  };
  if (!list) return refuse(node);
  for (const auto& element : *list) {
    if (const auto* table = element.as_table()) {
      draft.file.expectations.push_back(ExpectationReader(*table, reading, draft).read());
    } else {
      refuse(element);
    }
  }
}

}  // namespace deskgate::mapping
