#include "text/described_json.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

namespace planekeeper::text::described_json_test {

enum class Colour { red, green };
BOOST_DESCRIBE_ENUM(Colour, red, green)
std::string_view to_string(Colour colour) { return colour == Colour::red ? "Red" : "Green"; }

struct Inner {
    std::string first_word;
    std::set<std::string> set;
    friend auto operator<=>(const Inner&, const Inner&) = default;
};
BOOST_DESCRIBE_STRUCT(Inner, (), (first_word, set))

struct Outer {
    bool flag = false;
    int number = 0;
    std::uint16_t port = 7;
    std::vector<Inner> list;
    std::map<std::string, Inner> by_name;
    std::optional<Inner> perhaps;
    std::optional<std::string> text;
    Colour colour = Colour::red;
    std::pair<int, int> both;
    std::string far_away;
    friend bool operator==(const Outer&, const Outer&) = default;
};
BOOST_DESCRIBE_STRUCT(Outer, (), (flag, number, port, list, by_name, perhaps, text, colour, both, far_away))

}  // namespace planekeeper::text::described_json_test

namespace planekeeper::text {

template <>
inline constexpr auto json_names<described_json_test::Outer> =
    std::to_array<JsonName>({{"number", "count"}, {"far_away", "place/farAway"}});

}  // namespace planekeeper::text

namespace planekeeper::text::described_json_test {
namespace {

struct Rules {
    using Json = nlohmann::ordered_json;
    static Json write(Colour colour) { return to_string(colour); }
    static void read(const Json& json, Colour& colour) { read_enum(json.get<std::string>(), colour); }
    static void spread(const std::pair<int, int>& both, Json& json) {
        json["left"] = both.first;
        json["right"] = both.second;
    }
    static void gather(const Json& json, std::pair<int, int>& both) {
        both = {json.value("left", 0), json.value("right", 0)};
    }
    static bool fits(bool as_expected, const Json& /*json*/, std::string_view /*what*/) { return as_expected; }
    template <class T>
    static void missing(const Json& /*json*/, const std::string& name) {
        missed.push_back(name);
    }
    static inline std::vector<std::string> missed;
};
using Fields = DescribedJson<Rules>;

Outer full() {
    Outer outer{.flag = true, .number = -3, .port = 6443, .list = {{"a", {"x", "y"}}, {"b", {}}}};
    outer.by_name = {{"c d", {"c", {}}}};
    outer.perhaps = Inner{"e", {}};
    outer.text = "";
    outer.colour = Colour::green;
    outer.both = {1, 2};
    outer.far_away = "f";
    return outer;
}

TEST(DescribedJson, HasTheMembersInTheirOrder) {
    EXPECT_EQ(Fields::write(full()).dump(),
              R"({"flag":true,"count":-3,"port":6443,"list":[{"firstWord":"a","set":["x","y"]},)"
              R"({"firstWord":"b","set":[]}],"byName":{"c d":{"firstWord":"c","set":[]}},)"
              R"("perhaps":{"firstWord":"e","set":[]},"text":"","colour":"Green","left":1,"right":2,)"
              R"("place":{"farAway":"f"}})");
}

TEST(DescribedJson, IsReadAsItIsWritten) {
    for (const auto& outer : {full(), Outer{}}) {
        Outer read;
        Fields::read(Fields::write(outer), read);
        EXPECT_EQ(read, outer);
    }
}

TEST(DescribedJson, WithoutAValueAnOptionalIsLeftOut) {
    const auto json = Fields::write(Outer{});
    EXPECT_FALSE(json.contains("perhaps"));
    EXPECT_FALSE(json.contains("text"));
}

TEST(DescribedJson, TheRulesHearOfWhatIsMissing) {
    Rules::missed.clear();
    Outer outer;
    Fields::read(Rules::Json{{"flag", true}, {"count", 1}, {"list", {{{"set", {"x"}}}}}, {"unknown", 1}}, outer);
    EXPECT_EQ(Rules::missed, (std::vector<std::string>{"port", "firstWord", "byName", "colour", "farAway"}));
    EXPECT_EQ(outer.port, 7);
    EXPECT_EQ(outer.list.at(0).set, std::set<std::string>{"x"});
}

TEST(DescribedJson, WhatDoesNotFitStaysAsItIs) {
    Outer outer;
    Fields::read(Rules::Json{{"flag", 1}, {"count", "1"}, {"port", -1}, {"list", 1}, {"byName", {1}}, {"place", 1}},
                 outer);
    EXPECT_EQ(outer, Outer{});
    Fields::read(Rules::Json(1), outer);
    EXPECT_EQ(outer, Outer{});
}

TEST(CamelCase, HasNoUnderscores) {
    EXPECT_EQ(camel_case("published_at"), "publishedAt");
    EXPECT_EQ(camel_case("id"), "id");
    EXPECT_EQ(camel_case("api_server_log"), "apiServerLog");
    EXPECT_EQ(camel_case("sha_512"), "sha512");
}

}  // namespace
}  // namespace planekeeper::text::described_json_test
