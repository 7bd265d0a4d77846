// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

// The objects of a service by kind. Objects that only one element of the path tells apart are of
// one kind, whose path has a capture in its place: "/org/bluez/{adapter}/{device}".
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace deskgate::gateway::cli {

// What was found on a service.
struct ServiceObjects {
  // The names of the interfaces of its own that each object has, by path.
  std::map<std::string, std::set<std::string>> interfaces;

  // An ObjectManager told. Its objects come and go: one that has a number will not be the last.
  bool is_managed = false;
};

// Objects that one policy file can speak of.
struct ObjectKind {
  std::string path;  // a template
  std::vector<std::string> captures;
  std::vector<std::string> objects;  // at least one
};

// Every object is of exactly one kind. What belongs to the service's own name is no capture, such
// as "MediaPlayer2" for org.mpris.MediaPlayer2.
std::vector<ObjectKind> kinds_of(const std::string& service, const ServiceObjects& objects);

// What a service is about: the kind that lies innermost, if all that have captures lie within each
// other; otherwise the object that is named like the service, or the only kind that there is.
// nullptr: somebody must choose.
const ObjectKind* main_kind(const std::string& service, const std::vector<ObjectKind>& kinds);

// "/org/example/Lamp" and "/org/example" for "org.example.Lamp".
std::vector<std::string> paths_like(const std::string& service);

// "player" for "org.mpris.MediaPlayer2": the last word of a dotted name, in small letters. "" if it
// has none.
std::string last_word(const std::string& name);

// The word for a capture, with a number behind it if that one is taken.
std::string not_taken(const std::string& word, const std::vector<std::string>& taken);

}  // namespace deskgate::gateway::cli
