#include "text/yaml.hpp"

#include <gtest/gtest.h>

namespace planekeeper::text::yaml_from_json_test {
namespace {

TEST(YamlFromJson, ShowsARecordInBlockStyle) {
    EXPECT_EQ(yaml_from_json(R"({"kind":"Status","node":{"name":"k8s"},"list":[{"type":1,"since":[true,"x y"]},"z"],)"
                             R"("none":[],"empty":{},"time":null})")
                  .value(),
              "kind: Status\n"
              "node:\n"
              "  name: k8s\n"
              "list:\n"
              "  - type: 1\n"
              "    since:\n"
              "      - true\n"
              "      - \"x y\"\n"
              "  - z\n"
              "none: []\n"
              "empty: {}\n"
              "time: null\n");
}

TEST(YamlFromJson, QuotesWhatYamlCouldTakeForSomethingElse) {
    EXPECT_EQ(yaml_from_json(R"({"g":"True","h":"1.20","i":"no","j":"a: b","k":"","l":"two\nlines","m":"-x"})").value(),
              "g: \"True\"\nh: \"1.20\"\ni: \"no\"\nj: \"a: b\"\nk: \"\"\nl: \"two\\nlines\"\nm: \"-x\"\n");
}

TEST(YamlFromJson, WritesAsTheRenderedFilesAreWritten) {
    EXPECT_EQ(
        yaml_from_json(R"({"path":"/a/b","flag":"--v=2","digest":"deadbeef","a/b":"c:d","list":["","/a"]})").value(),
        "path: /a/b\nflag: --v=2\ndigest: \"deadbeef\"\na/b: c:d\nlist:\n  - \"\"\n  - /a\n");
    EXPECT_EQ(yaml_from_json("[]").value(), "[]\n");
    EXPECT_EQ(yaml_from_json("null").value(), "null\n");
}

TEST(YamlFromJson, RefusesWhatIsNotJson) { EXPECT_FALSE(yaml_from_json("{")); }

}  // namespace
}  // namespace planekeeper::text::yaml_from_json_test
