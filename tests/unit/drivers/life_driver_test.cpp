#include "drivers/life_driver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/fake_process_runner.hpp"

namespace planekeeper::drivers::life_driver_test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LifeDriverTest : public testing::Test {
protected:
    model::ObservedLife look(const std::string& server, LifeDriver::Reach reach = LifeDriver::Reach::everything) {
        model::DesiredState desired;
        desired.node_name = "k8s-master";
        desired.address = "192.168.10.50";
        desired.etcd.servers = {server};
        const Now now{.system = *from_rfc3339("2026-11-27T06:00:00Z"), .steady = {}};
        return loop_.await(driver_.look(desired, reach, now));
    }

    fakes::EventLoop loop_;
    fakes::FakeFileSystem files_;
    std::string kvs_;
    fakes::FakeProcessRunner processes_{[this](const edges::ProcessSpec& spec) -> Result<edges::ProcessOutcome> {
        if (spec.argv.front() == "curl") {
            EXPECT_EQ(spec.sandbox, edges::Sandbox::download) << "the daemon itself reaches this machine alone";
            return edges::ProcessOutcome{.output = kvs_};
        }
        return edges::ProcessOutcome{.output = R"({"containers":[]})"};
    }};
    fakes::FakeHttpClient http_{[](const edges::HttpRequest&) { return fail(fakes::FakeHttpClient::refused()); }};
    LifeDriver driver_{files_, processes_, http_};
};

TEST_F(LifeDriverTest, AsksAnEtcdInPlainTextForKeys) {
    EXPECT_THAT(look("http://192.168.10.50:2379").of_data, IsEmpty());
    kvs_ = R"({"kvs":[{"key":"L3JlZ2lzdHJ5L2E="}]})";
    EXPECT_THAT(look("http://192.168.10.50:2379").of_data, ElementsAre(HasSubstr("holds objects of Kubernetes")));
    EXPECT_EQ(processes_.calls().back().back(), "http://192.168.10.50:2379/v3/kv/range");
}

TEST_F(LifeDriverTest, TriesTheLoopbackAddressForAnEtcdOfThisNode) {
    (void)look("https://192.168.10.50:2379");
    ASSERT_EQ(http_.peers().size(), 2U);
    EXPECT_EQ(http_.peers().back().host, "127.0.0.1");
    (void)look("https://192.168.10.51:2379");
    EXPECT_EQ(http_.peers().size(), 3U) << "another machine has another loopback";
}

TEST_F(LifeDriverTest, LooksAtFilesAloneWhenOffline) {
    files_.put("/etc/kubernetes/admin.conf", "kind: Config\n");
    EXPECT_THAT(look("https://192.168.10.50:2379", LifeDriver::Reach::files).of_authority,
                ElementsAre(HasSubstr("/etc/kubernetes/admin.conf")));
    EXPECT_THAT(processes_.calls(), IsEmpty());
    EXPECT_THAT(http_.peers(), IsEmpty());
}

}  // namespace
}  // namespace planekeeper::drivers::life_driver_test
