#include "status/yaml_text.hpp"

#include <gtest/gtest.h>

namespace planekeeper::status::yaml_text_test {
namespace {

TEST(YamlText, ShowsARecordInBlockStyle) {
    EXPECT_EQ(yaml_from_json(R"({"kind":"Status","node":{"name":"k8s"},"list":[{"a":1,"b":[true,"x y"]},"z"],)"
                             R"("none":[],"empty":{},"time":null})")
                  .value(),
              "kind: Status\n"
              "node:\n"
              "  name: k8s\n"
              "list:\n"
              "- a: 1\n"
              "  b:\n"
              "  - true\n"
              "  - \"x y\"\n"
              "- z\n"
              "none: []\n"
              "empty: {}\n"
              "time: null\n");
}

TEST(YamlText, QuotesWhatYamlCouldTakeForSomethingElse) {
    EXPECT_EQ(yaml_from_json(R"({"a":"True","b":"1.20","c":"no","d":"a: b","e":"","f":"two\nlines","g":"-x"})").value(),
              "a: \"True\"\nb: \"1.20\"\nc: \"no\"\nd: \"a: b\"\ne: \"\"\nf: \"two\\nlines\"\ng: \"-x\"\n");
}

TEST(YamlText, RefusesWhatIsNotJson) { EXPECT_FALSE(yaml_from_json("{")); }

}  // namespace
}  // namespace planekeeper::status::yaml_text_test
