// SPDX-FileCopyrightText: The Deskgate authors
// SPDX-License-Identifier: MIT

#include "mapping/introspection.hpp"

#include <gmock/gmock.h>

namespace deskgate::mapping {
namespace {

using testing::ElementsAre;

const std::string doctype =
    "<!DOCTYPE node PUBLIC \"-//freedesktop//DTD D-BUS Object Introspection 1.0//EN\"\n"
    "\"http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd\">\n";

// The interface org.example.Thing with these members.
InterfaceInfo thing(const std::string& members) {
  const auto object = parse_introspection(doctype + "<node><interface name='org.example.Thing'>" +
                                          members + "</interface></node>");
  const auto* interface = object ? object->find("org.example.Thing") : nullptr;
  EXPECT_NE(interface, nullptr);
  return interface ? *interface : InterfaceInfo {};
}

EmitsChanged emits(const std::string& members) {
  return thing(members).properties.at("P").emits_changed;
}

std::string annotation(const std::string& value) {
  return "<annotation name='org.freedesktop.DBus.Property.EmitsChangedSignal' value='" + value +
         "'/>";
}

TEST(IntrospectionTest, ReadsTheArgumentsOfMethods) {
  const auto method = thing(
                          "<method name='M'><arg name='a' type='s' direction='in'/>"
                          "<arg type='a{sv}'/><arg name='r' type='u' direction='out'/></method>")
                          .methods.at("M");
  EXPECT_EQ(method.in_signature(), "sa{sv}");
  EXPECT_THAT(method.in_names(), ElementsAre("a", ""));
  ASSERT_EQ(method.out.size(), 1U);
  EXPECT_EQ(method.out[0].type, "u");
}

TEST(IntrospectionTest, ReadsTheArgumentsOfSignals) {
  const auto signal = thing("<signal name='S'><arg name='a' type='x'/></signal>").signals.at("S");
  ASSERT_EQ(signal.arguments.size(), 1U);
  EXPECT_EQ(signal.arguments[0].name, "a");
}

TEST(IntrospectionTest, ReadsTheAccessOfProperties) {
  const auto properties = thing(
                              "<property name='R' type='s' access='read'/>"
                              "<property name='W' type='s' access='write'/>"
                              "<property name='B' type='s' access='readwrite'/>")
                              .properties;
  EXPECT_TRUE(properties.at("R").is_readable && !properties.at("R").is_writable);
  EXPECT_TRUE(!properties.at("W").is_readable && properties.at("W").is_writable);
  EXPECT_TRUE(properties.at("B").is_readable && properties.at("B").is_writable);
}

TEST(IntrospectionTest, TakesChangesToBeAnnouncedUnlessSaidOtherwise) {
  EXPECT_EQ(emits("<property name='P' type='s'/>"), EmitsChanged::yes);
}

TEST(IntrospectionTest, ReadsWhetherAPropertyAnnouncesItsChanges) {
  const auto property = [](const std::string& value) {
    return emits("<property name='P' type='s'>" + annotation(value) + "</property>");
  };
  EXPECT_EQ(property("true"), EmitsChanged::yes);
  EXPECT_EQ(property("invalidates"), EmitsChanged::invalidates);
  EXPECT_EQ(property("const"), EmitsChanged::constant);
  EXPECT_EQ(property("false"), EmitsChanged::no);
  EXPECT_EQ(property("perhaps"), EmitsChanged::yes);
}

TEST(IntrospectionTest, TakesTheInterfacesAnnotationAsDefault) {
  EXPECT_EQ(emits(annotation("const") + "<property name='P' type='s'/>"), EmitsChanged::constant);
  EXPECT_EQ(emits("<property name='P' type='s'/>" + annotation("const")), EmitsChanged::constant);
}

TEST(IntrospectionTest, PrefersThePropertysAnnotationToTheInterfaces) {
  EXPECT_EQ(emits(annotation("const") + "<property name='P' type='s'>" + annotation("false") +
                  "</property>"),
            EmitsChanged::no);
}

TEST(IntrospectionTest, ListsTheChildrenButNotWhatIsInThem) {
  const auto object = parse_introspection(
      "<node name='/a'><node name='b'><interface name='org.example.Inner'/><node name='c'/></node>"
      "<node name='d/e'/><node name='no good'/><node/></node>");
  ASSERT_TRUE(object.has_value());
  EXPECT_THAT(object->children, ElementsAre("b", "d/e"));
  EXPECT_TRUE(object->interfaces.empty());
}

TEST(IntrospectionTest, LeavesOutMembersWithInvalidNamesOrTypes) {
  const auto interface = thing(
      "<method name='a-b'/><method name='M'><arg type='zz'/></method>"
      "<signal name=''/><signal name='S'><arg type=''/></signal>"
      "<property name='P' type='ss'/><property name='Q'/>"
      "<method name='Good'/>");
  EXPECT_EQ(interface.methods.size(), 1U);
  EXPECT_TRUE(interface.signals.empty());
  EXPECT_TRUE(interface.properties.empty());
}

TEST(IntrospectionTest, LeavesOutAMethodWithMoreArgumentsThanASignatureHolds) {
  std::string arguments;
  for (int i = 0; i < 256; ++i) arguments += "<arg type='s'/>";
  EXPECT_TRUE(thing("<method name='M'>" + arguments + "</method>").methods.empty());
}

TEST(IntrospectionTest, LeavesOutInterfacesWithInvalidNames) {
  const auto object = parse_introspection(
      "<node><interface name='Thing'><method name='M'/></interface><interface/></node>");
  ASSERT_TRUE(object.has_value());
  EXPECT_TRUE(object->interfaces.empty());
}

TEST(IntrospectionTest, PassesOverElementsThatItDoesNotKnow) {
  const auto interface = thing(
      "<tp:doc xmlns:tp='x'><method name='No'/></tp:doc>"
      "<method name='M'><tp:doc><arg type='zz'/></tp:doc></method>");
  EXPECT_EQ(interface.methods.size(), 1U);
  EXPECT_TRUE(interface.methods.contains("M"));
}

TEST(IntrospectionTest, KeepsTheFirstOfTwoMembersWithOneName) {
  const auto interface = thing("<method name='M'><arg type='s'/></method><method name='M'/>");
  EXPECT_EQ(interface.methods.at("M").in_signature(), "s");
}

TEST(IntrospectionTest, AcceptsTheStandardDoctype) {
  EXPECT_TRUE(parse_introspection(doctype + "<node/>").has_value());
}

TEST(IntrospectionTest, RefusesADoctypeWithEntities) {
  const auto bomb = "<!DOCTYPE node [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><node>&b;</node>";
  EXPECT_FALSE(parse_introspection(bomb).has_value());
}

class NoIntrospectionTest : public testing::TestWithParam<std::string> {};

TEST_P(NoIntrospectionTest, IsRefused) {
  EXPECT_FALSE(parse_introspection(GetParam()).has_value());
}

INSTANTIATE_TEST_SUITE_P(Texts, NoIntrospectionTest,
                         testing::Values("", "node", "<node>", "<interface/>", "<node></nodes>",
                                         "<node/><node/>", "<node a='1' a='2'/>",
                                         "<node>\xff</node>", "<node>&unknown;</node>",
                                         std::string("<node>\0</node>", 14)));

std::string nested(int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += "<node>";
  for (int i = 0; i < depth; ++i) text += "</node>";
  return text;
}

TEST(IntrospectionTest, AcceptsThirtyTwoLevelsAndNoMore) {
  EXPECT_TRUE(parse_introspection(nested(32)).has_value());
  EXPECT_FALSE(parse_introspection(nested(33)).has_value());
}

TEST(IntrospectionTest, AcceptsOneMebibyteAndNoMore) {
  const std::string empty = "<node/>";
  EXPECT_TRUE(
      parse_introspection(empty + std::string(1024 * 1024 - empty.size(), ' ')).has_value());
  EXPECT_FALSE(parse_introspection(empty + std::string(1024 * 1024, ' ')).has_value());
}

TEST(IntrospectionTest, IsCorrectedMemberByMember) {
  auto info = parse_introspection(
      R"(<node><interface name="org.example.Thing">
           <property name="Level" type="s" access="read">
             <annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="const"/>
           </property>
           <property name="Name" type="s" access="read"/>
         </interface></node>)");
  ASSERT_TRUE(info.has_value());
  InterfaceInfo better;
  better.properties["Level"].type = "d";
  info->correct({{"org.example.Thing", better}});
  const auto& properties = info->find("org.example.Thing")->properties;
  EXPECT_EQ(properties.at("Level").type, "d");
  EXPECT_EQ(properties.at("Level").emits_changed, EmitsChanged::constant);
  EXPECT_EQ(properties.at("Name").type, "s");
}

}  // namespace
}  // namespace deskgate::mapping
