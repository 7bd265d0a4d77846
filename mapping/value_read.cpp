// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Values: the way from D-Bus to WAMP.
#include <vector>

#include "mapping/place.hpp"
#include "mapping/scalar.hpp"
#include "mapping/value.hpp"

namespace deskgate::mapping {

using nlohmann::json;

namespace {

enum class Next { value, end, refused };

// Reads values one after another; the message itself says of which type each is.
class Reader {
 public:
  explicit Reader(sdbus::Message& message) : message_(message) {}

  // Reads the next value at this level, if there is one, into `value`.
  Next next(json& value, const Place& place);

  bool has_mismatch() const { return !mismatch_.message.empty(); }
  const Mismatch& mismatch() const { return mismatch_; }

 private:
  Next read(const std::string& type, const std::string& contents, json& value, const Place& place);
  template <class T>
  Next integer(json& value);
  template <class T>
  Next basic(json& value);
  Next number(json& value);
  Next binary(json& value);
  Next descriptor(json& value, const Place& place);
  Next list(const std::string& contents, json& value, const Place& place);
  Next dictionary(const std::string& entry, json& value, const Place& place);
  Next entry(const std::string& types, json& pairs, const Place& place);
  Next structure(const std::string& contents, json& value, const Place& place);
  Next variant(const std::string& contents, json& value, const Place& place);
  Next sequence(Place::Kind kind, json& value, const Place& place);
  Next refuse(const Place& place, const std::string& what);

  sdbus::Message& message_;
  Mismatch mismatch_;
};

// At the end of a container or of the body, peekType gives a text that holds one NUL.
Next Reader::next(json& value, const Place& place) {
  std::string type;
  std::string contents;
  message_.peekType(type, contents);
  if (type.empty() || type.front() == '\0') return Next::end;
  return read(type, contents, value, place);
}

Next Reader::read(const std::string& type, const std::string& contents, json& value,
                  const Place& place) {
  switch (type.front()) {
    case 'y':
      return integer<std::uint8_t>(value);
    case 'n':
      return integer<std::int16_t>(value);
    case 'q':
      return integer<std::uint16_t>(value);
    case 'i':
      return integer<std::int32_t>(value);
    case 'u':
      return integer<std::uint32_t>(value);
    case 'x':
      return integer<std::int64_t>(value);
    case 't':
      return integer<std::uint64_t>(value);
    case 'b':
      return basic<bool>(value);
    case 'd':
      return number(value);
    case 's':
      return basic<std::string>(value);
    case 'o':
      return basic<sdbus::ObjectPath>(value);
    case 'g':
      return basic<sdbus::Signature>(value);
    case 'h':
      return descriptor(value, place);
    default:
      break;
  }
  if (place.depth() >= deepest_value) return refuse(place, "the value is nested too deeply");
  if (type == "v") return variant(contents, value, place);
  if (type == "r") return structure(contents, value, place);
  if (contents == "y") return binary(value);
  return contents.front() == '{' ? dictionary(contents, value, place)
                                 : list(contents, value, place);
}

template <class T>
Next Reader::basic(json& value) {
  T read{};
  message_ >> read;
  value = std::move(read);
  return Next::value;
}

template <class T>
Next Reader::integer(json& value) {
  using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  T read{};
  message_ >> read;
  value = from_integer(static_cast<Wide>(read));
  return Next::value;
}

Next Reader::number(json& value) {
  double read{};
  message_ >> read;
  value = from_double(read);
  return Next::value;
}

// Read, so that what follows it can be read, and noted as a mismatch.
Next Reader::descriptor(json& value, const Place& place) {
  sdbus::UnixFd read;
  message_ >> read;
  value = nullptr;
  if (!has_mismatch()) refuse(place, "a file descriptor (h) cannot be sent over the network");
  return Next::value;
}

Next Reader::binary(json& value) {
  std::vector<std::uint8_t> octets;
  std::uint8_t octet{};
  message_.enterContainer("y");
  while (message_ >> octet) octets.push_back(octet);
  message_.clearFlags();
  message_.exitContainer();
  value = json::binary(std::move(octets));
  return Next::value;
}

// Everything up to the end of the container that has been entered.
Next Reader::sequence(Place::Kind kind, json& value, const Place& place) {
  value = json::array();
  json element;
  auto got = Next::value;
  while ((got = next(element, Place(place, kind, value.size()))) == Next::value) {
    value.push_back(std::move(element));
  }
  message_.clearFlags();
  return got == Next::end ? Next::value : got;
}

Next Reader::list(const std::string& contents, json& value, const Place& place) {
  message_.enterContainer(contents);
  const auto got = sequence(Place::Kind::element, value, place);
  if (got == Next::value) message_.exitContainer();
  return got;
}

Next Reader::structure(const std::string& contents, json& value, const Place& place) {
  message_.enterStruct(contents);
  const auto got = sequence(Place::Kind::field, value, place);
  if (got == Next::value) message_.exitStruct();
  return got;
}

Next Reader::variant(const std::string& contents, json& value, const Place& place) {
  message_.enterVariant(contents);
  const auto got = next(value, Place(place, Place::Kind::variant, 0));
  if (got == Next::value) message_.exitVariant();
  return got;
}

// A D-Bus dictionary may say the same key twice; then the pairs are kept as a list.
Next Reader::dictionary(const std::string& entry_type, json& value, const Place& place) {
  const auto types = entry_type.substr(1, entry_type.size() - 2);
  auto pairs = json::array();
  message_.enterContainer(entry_type);
  auto got = Next::value;
  while ((got = entry(types, pairs, place)) == Next::value) continue;
  message_.clearFlags();
  if (got == Next::refused) return got;
  message_.exitContainer();
  value = json::object();
  for (const auto& pair : pairs) value.emplace(pair[0].get<std::string>(), pair[1]);
  if (value.size() != pairs.size()) value = std::move(pairs);
  return Next::value;
}

Next Reader::entry(const std::string& types, json& pairs, const Place& place) {
  std::string type;
  std::string contents;
  message_.peekType(type, contents);
  if (type != "e") return Next::end;
  message_.enterDictEntry(types);
  json key;
  if (next(key, place) != Next::value) return Next::refused;
  const auto text = key_text(key);
  json value;
  if (next(value, Place(place, Place::Kind::key, 0, text)) != Next::value) return Next::refused;
  message_.exitDictEntry();
  pairs.push_back(json::array({text, std::move(value)}));
  return Next::value;
}

Next Reader::refuse(const Place& place, const std::string& what) {
  mismatch_.message = complaint(place, what);
  return Next::refused;
}

Mismatch unreadable(const sdbus::Error& error) {
  return {"the D-Bus message cannot be read: " + error.getMessage()};
}

}  // namespace

Converted<json> read_value(sdbus::Message& message) try {
  Reader reader(message);
  json value;
  const auto got = reader.next(value, Place());
  if (got == Next::end) return Mismatch{"the D-Bus message has no further value"};
  if (reader.has_mismatch()) return reader.mismatch();
  return value;
} catch (const sdbus::Error& error) {
  return unreadable(error);
}

Converted<json> read_body(sdbus::Message& message) try {
  Reader reader(message);
  auto body = json::array();
  const Place whole;
  while (true) {
    json value;
    const auto got = reader.next(value, Place(whole, Place::Kind::argument, body.size()));
    if (got != Next::value) break;
    body.push_back(std::move(value));
  }
  if (reader.has_mismatch()) return reader.mismatch();
  return body;
} catch (const sdbus::Error& error) {
  return unreadable(error);
}

void throw_exception_from_error(const Mismatch& mismatch, const boost::source_location& where) {
  throw std::logic_error(where.to_string() + ": unexpected mismatch: " + mismatch.message);
}

}  // namespace deskgate::mapping
