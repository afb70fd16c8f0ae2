#include "reconcile/event_log.hpp"

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <sstream>

namespace planekeeper::reconcile::event_log_test {
namespace {

/// The log line of one event.
std::string line_of(const std::string& resource, const std::string& message) {
    std::ostringstream out;
    auto before = spdlog::default_logger();
    auto logger = std::make_shared<spdlog::logger>("test", std::make_shared<spdlog::sinks::ostream_sink_st>(out));
    logger->set_pattern("%v");
    spdlog::set_default_logger(logger);
    EventLog{}.add(model::EventType::normal, "Created", resource, message, {});
    spdlog::set_default_logger(before);
    return out.str();
}

TEST(EventLog, WritesOneLineAnEvent) {
    EXPECT_EQ(line_of("KeyMaterial/ca", "ca does not exist yet"),
              "event=Created resource=KeyMaterial/ca message=\"ca does not exist yet\"\n");
    EXPECT_EQ(line_of("", "x"), "event=Created resource=- message=\"x\"\n");
    EXPECT_EQ(line_of("StaticPod//etc/kubelet.d/ä.yaml", "ü €"),
              "event=Created resource=StaticPod//etc/kubelet.d/ä.yaml message=\"ü €\"\n");
}

TEST(EventLog, IsNotForgedByAName) {
    EXPECT_EQ(line_of("StaticPod/a\nlevel=critical event=Forged", "a\nb"),
              "event=Created resource=\"StaticPod/a\\nlevel=critical event=Forged\" message=\"a\\nb\"\n");
    EXPECT_EQ(line_of("StaticPod/a b", "x"), "event=Created resource=\"StaticPod/a b\" message=\"x\"\n");
    EXPECT_EQ(line_of("File/\x1b[31m", "\x1b]0;title\x07\r\t\x7f"),
              "event=Created resource=\"File/\\x1b[31m\" message=\"\\x1b]0;title\\x07\\x0d\\x09\\x7f\"\n");
    // U+009B begins a control sequence too. Bytes that are no UTF-8 make the journal store the line as binary.
    EXPECT_EQ(line_of("x",
                      "\xc2\x9b"
                      "31m \xff \xc3"),
              "event=Created resource=x message=\"\\xc2\\x9b31m \\xff \\xc3\"\n");
}

TEST(EventLog, EndsAMessageAtItsOwnQuote) {
    EXPECT_EQ(line_of("x", R"(say "a" \ b)"), "event=Created resource=x message=\"say \\\"a\\\" \\\\ b\"\n");
}

}  // namespace
}  // namespace planekeeper::reconcile::event_log_test
