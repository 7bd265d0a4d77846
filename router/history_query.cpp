// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "router/history_query.hpp"

#include <algorithm>
#include <utility>

#include "router/uri.hpp"

namespace deskgate::router {
namespace {

Error wrong(const char* key, const std::string& what) {
  return {std::string(error::invalid_argument),
          "wamp.subscription.get_events: " + std::string(key) + ' ' + what};
}

const Value* find(const Dict& kwargs, const char* key) {
  const auto found = kwargs.find(key);
  return found == kwargs.end() ? nullptr : &*found;
}

// Each reads one argument that is there; nullopt: it is well-formed. What it says fits behind the
// argument's name.
using Complaint = std::optional<std::string>;

Complaint parse(const Value& value, bool& flag) {
  if (!value.is_boolean()) return "must be a boolean";
  flag = value.get<bool>();
  return std::nullopt;
}

// Some clients encode whole numbers as floats.
Complaint parse(const Value& value, std::uint64_t& number) {
  if (value.is_number_unsigned()) {
    number = value.get<std::uint64_t>();
  } else if (value.is_number_float()) {
    const auto real = value.get<double>();
    if (real >= 1 && real <= double{max_id}) number = static_cast<std::uint64_t>(real);
    if (static_cast<double>(number) != real) number = 0;
  }
  if (!is_id(number)) return "must be an integer from 1 to 2^53";
  return std::nullopt;
}

Complaint parse(const Value& value, std::optional<PublicationId>& publication) {
  std::uint64_t number = 0;
  auto complaint = parse(value, number);
  if (!complaint) publication = PublicationId{number};
  return complaint;
}

Complaint parse(const Value& value, std::optional<Date>& date) {
  const auto* text = value.get_ptr<const std::string*>();
  if (text) date = from_rfc3339(*text);
  if (!date) return "must be a time as in RFC 3339, \"2026-03-01T12:00:00Z\"";
  return std::nullopt;
}

Complaint parse(const Value& value, std::optional<std::string>& topic) {
  const auto* text = value.get_ptr<const std::string*>();
  if (!text || !is_uri(*text)) return "must be a URI";
  topic = *text;
  return std::nullopt;
}

// Reads arguments until one is malformed.
class Reader {
 public:
  explicit Reader(const Dict& kwargs) : kwargs_(kwargs) {}

  template <class T>
  Reader& read(const char* key, T& field) {
    const auto* value = error_ ? nullptr : find(kwargs_, key);
    auto complaint = value ? parse(*value, field) : std::nullopt;
    if (complaint) error_ = wrong(key, *complaint);
    return *this;
  }

  std::optional<Error> take_error() { return std::move(error_); }

 private:
  const Dict& kwargs_;
  std::optional<Error> error_;
};

// A condition on publications, as positions in a history.
struct Bound {
  const char* key;
  const std::optional<PublicationId>& publication;
  std::size_t offset;  // 1: behind the publication
};

// Where the bound stands; `otherwise` if it is not given.
Result<std::size_t> position_of(const PastEvents& events, const Bound& bound,
                                std::size_t otherwise) {
  if (!bound.publication) return otherwise;
  const auto found = std::ranges::find(
      events, *bound.publication, [](const PastEvent& event) { return event.publication->id; });
  if (found == events.end()) {
    return wrong(bound.key, std::to_string(bound.publication->value) +
                                " is not in this history, or not any longer");
  }
  return static_cast<std::size_t>(found - events.begin()) + bound.offset;
}

}  // namespace

Result<HistoryQuery> HistoryQuery::from(const Dict& kwargs) {
  HistoryQuery query;
  std::uint64_t limit = query.limit;
  auto error = Reader(kwargs)
                   .read("reverse", query.reverse)
                   .read("limit", limit)
                   .read("from_time", query.from_time)
                   .read("after_time", query.after_time)
                   .read("before_time", query.before_time)
                   .read("until_time", query.until_time)
                   .read("topic", query.topic)
                   .read("from_publication", query.from_publication)
                   .read("after_publication", query.after_publication)
                   .read("before_publication", query.before_publication)
                   .read("until_publication", query.until_publication)
                   .take_error();
  if (error) return std::move(*error);
  query.limit = limit;
  return query;
}

Result<std::vector<const PastEvent*>> HistoryQuery::select(
    const PastEvents& events, const std::function<bool(const Publication&)>& may_see) const {
  const auto from = position_of(events, {"from_publication", from_publication, 0}, 0);
  if (!from) return from.error();
  const auto after = position_of(events, {"after_publication", after_publication, 1}, 0);
  if (!after) return after.error();
  const auto end = events.size();
  const auto before = position_of(events, {"before_publication", before_publication, 0}, end);
  if (!before) return before.error();
  const auto until = position_of(events, {"until_publication", until_publication, 1}, end);
  if (!until) return until.error();

  std::vector<const PastEvent*> selected;
  auto first = std::max(*from, *after);
  auto last = std::min(*before, *until);
  while (first < last && selected.size() < limit) {
    const auto& event = reverse ? events[--last] : events[first++];
    if (admits(event) && may_see(*event.publication)) selected.push_back(&event);
  }
  return selected;
}

bool HistoryQuery::admits(const PastEvent& event) const {
  return (!from_time || event.date >= *from_time) && (!after_time || event.date > *after_time) &&
         (!before_time || event.date < *before_time) &&
         (!until_time || event.date <= *until_time) &&
         (!topic || event.publication->topic == *topic);
}

}  // namespace deskgate::router
