// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// A walk over MessagePack or CBOR that checks everything and lets a sink build what it likes.
//
// It is to these formats what json_walk is to JSON: octets that the router forwards unparsed are
// found lawful first. It does not recurse, and a container is entered only if as many octets are
// left as it says it has items, so that neither nesting nor a declared length costs anything.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "router/error.hpp"
#include "router/item.hpp"
#include "router/raw_message.hpp"
#include "router/serializer.hpp"

namespace deskgate::router {

// A sink for who wants no value.
struct NoSink {
  bool key(const Item&) { return true; }
  bool scalar(const Item&) { return true; }
  void open(const Item&) {}
  void close() {}
};

// `Reader` is an OctetReader with `bool next(Item&)`, which takes one item, and `bool take_end()`,
// which takes the end mark of an endless container if it stands here. A sink is told of every key,
// scalar, beginning and end of a container in order; false from it ends the walk.
template <class Reader>
class ItemWalk {
 public:
  explicit ItemWalk(std::string_view octets) : reader_(octets) {}

  // Walks a message, which must be one list, and finds its elements.
  bool message(RawMessage& raw);

  // Walks any one value. It may nest one level less than a message: it is part of one.
  template <class Sink>
  bool only_value(Sink& sink) {
    return value(sink) && end();
  }

  // "octet 17: a string is not UTF-8"; only after a walk that is_faulty().
  Error fault(std::string_view uri) const {
    return {std::string(uri),
            "octet " + std::to_string(reader_.offset()) + ": " + std::string(reader_.fault())};
  }

  // Whether the octets, not the sink, ended the walk.
  bool is_faulty() const { return reader_.fault() != nullptr; }

 private:
  // A container that has been entered. A dictionary has two items for each member, its key first,
  // so that a key is next whenever an even number is left.
  struct Level {
    std::uint64_t left;
    bool is_dictionary;
    bool is_endless;
    bool is_key_next() const { return is_dictionary && left % 2 == 0; }
  };
  static constexpr auto endless = std::uint64_t{1} << 63;

  Level& top() { return levels_[depth_ - 1]; }
  bool is_in_dictionary() { return depth_ > 0 && top().is_dictionary; }

  bool element(RawField& field);
  template <class Sink>
  bool value(Sink& sink);
  template <class Sink>
  bool item(Sink& sink);
  template <class Sink>
  bool open(const Item& item, Sink& sink);
  template <class Sink>
  void close(Sink& sink);
  bool end() { return reader_.left() == 0 || reader_.fail("expected nothing more"); }

  Reader reader_;
  std::array<Level, max_nesting - 1> levels_;  // of the present element; the message is one more
  std::size_t depth_ = 0;
  std::size_t members_ = 0;
  bool has_text_keys_ = true;
};

template <class Reader>
bool ItemWalk<Reader>::message(RawMessage& raw) {
  Item list;
  if (!reader_.next(list)) return false;
  if (list.kind != Kind::list) return reader_.fail("expected a list");
  RawField beyond;
  while (list.is_endless ? !reader_.take_end() : raw.count < list.number) {
    if (!element(raw.count < RawMessage::capacity ? raw.fields[raw.count] : beyond)) return false;
    ++raw.count;
  }
  return end();
}

template <class Reader>
bool ItemWalk<Reader>::element(RawField& field) {
  const char* first = reader_.here();
  members_ = 0;
  has_text_keys_ = true;
  struct KindOfFirst : NoSink {
    bool scalar(const Item& item) { return note(item); }
    void open(const Item& item) { note(item); }
    bool note(const Item& item) {
      if (!is_known) kind = item.kind;
      return is_known = true;
    }
    Kind kind{};
    bool is_known = false;
  } sink;
  if (!value(sink)) return false;
  field = {sink.kind, std::string_view(first, static_cast<std::size_t>(reader_.here() - first)),
           members_, has_text_keys_};
  return true;
}

template <class Reader>
template <class Sink>
bool ItemWalk<Reader>::value(Sink& sink) {
  do {
    if (depth_ > 0 && top().is_endless && reader_.take_end()) {
      if (top().is_dictionary && !top().is_key_next()) return reader_.fail("a key has no value");
      close(sink);
    } else if (!item(sink)) {
      return false;
    }
    while (depth_ > 0 && top().left == 0) close(sink);
  } while (depth_ > 0);
  return true;
}

template <class Reader>
template <class Sink>
bool ItemWalk<Reader>::item(Sink& sink) {
  Item item;
  if (!reader_.next(item)) return false;
  const bool is_key = depth_ > 0 && top().is_key_next();
  if (depth_ > 0) --top().left;
  if (is_key) {
    ++members_;
    has_text_keys_ = has_text_keys_ && item.kind == Kind::text;
    if (!sink.key(item)) return false;
  }
  if (item.kind == Kind::list || item.kind == Kind::dictionary) return open(item, sink);
  if (!is_key && item.is_undefined && is_in_dictionary()) --members_;
  return is_key || sink.scalar(item);
}

template <class Reader>
template <class Sink>
bool ItemWalk<Reader>::open(const Item& item, Sink& sink) {
  if (depth_ == levels_.size()) return reader_.fail("nested deeper than 64 levels");
  levels_[depth_++] = {item.is_endless ? endless : item.number, item.kind == Kind::dictionary,
                       item.is_endless};
  sink.open(item);
  return true;
}

template <class Reader>
template <class Sink>
void ItemWalk<Reader>::close(Sink& sink) {
  --depth_;
  sink.close();
}

}  // namespace deskgate::router
