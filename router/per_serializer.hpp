// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// Keeps what was made for each serializer, so that nothing is encoded twice.
#pragma once

#include <memory>
#include <utility>

namespace deskgate::router {

class Serializer;

// One T per serializer. There are few serializers and mostly one, which costs no allocation.
template <class T>
class PerSerializer {
 public:
  PerSerializer() = default;
  PerSerializer(const Serializer& serializer, T value) : first_{&serializer, std::move(value)} {}

  // The T for `serializer`, from `make()` if this is the first time. Valid as long as this object.
  template <class Make>
  const T& get(const Serializer& serializer, Make make) {
    Slot* slot = &first_;
    while (slot->serializer && slot->serializer != &serializer) {
      if (!slot->next) slot->next = std::make_unique<Slot>();
      slot = slot->next.get();
    }
    if (!slot->serializer) {
      slot->value = make();
      slot->serializer = &serializer;
    }
    return slot->value;
  }

 private:
  struct Slot {
    const Serializer* serializer = nullptr;
    T value{};
    std::unique_ptr<Slot> next{};
  };

  Slot first_;
};

}  // namespace deskgate::router
