#include <gtest/gtest.h>

#include "drivers/api_driver.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/identities.hpp"

namespace planekeeper::drivers::etcd_look_test {
namespace {

class EtcdLookTest : public testing::Test {
protected:
    EtcdLookTest() {
        const auto authority = fakes::new_authority();
        const auto known = fakes::local_peer(2379, authority);
        files_.put("/pki/ca.pem", known.authority_pem);
        files_.put("/pki/client.pem", known.certificate_pem);
        files_.put("/pki/client-key.pem", std::string{known.key_pem.reveal()});
    }
    model::ObservedEtcd look(std::vector<std::string> servers) {
        model::DesiredState desired;
        desired.address = "192.168.10.50";
        desired.etcd = {.servers = std::move(servers),
                        .ca_file = "/pki/ca.pem",
                        .certificate_file = "/pki/client.pem",
                        .key_file = "/pki/client-key.pem"};
        const Now now{.system = fakes::wall_clock(), .steady = {}};
        return loop_.await(driver_.look_at_etcd(desired, now));
    }

    fakes::EventLoop loop_;
    fakes::FakeFileSystem files_;
    std::string answering_;  ///< host
    fakes::FakeHttpClient http_{[this](const edges::HttpRequest&) -> Result<edges::HttpResponse> {
        if (http_.peers().back().host != answering_) return fail(fakes::FakeHttpClient::refused());
        return edges::HttpResponse{200, R"({"etcdserver":"3.4.23","etcdcluster":"3.4.0"})"};
    }};
    MaterialDriver materials_{files_};
    ApiDriver driver_{files_, http_, materials_};
};

TEST_F(EtcdLookTest, AsksOneOfThisNodeByTheLoopbackAddressToo) {
    answering_ = "127.0.0.1";
    EXPECT_EQ(look({"https://192.168.10.50:2379"}).version, "3.4.23");
    EXPECT_EQ(look({"https://192.168.10.51:2379"}).version, "") << "another machine's";
}

TEST_F(EtcdLookTest, AsksTheOthersWhenTheFirstDoesNotAnswer) {
    answering_ = "192.168.10.52";
    EXPECT_EQ(look({"https://192.168.10.51:2379", "https://192.168.10.52:2379"}).version, "3.4.23");
    answering_ = "nowhere";
    EXPECT_NE(look({"https://192.168.10.51:2379"}).error, "");
}

}  // namespace
}  // namespace planekeeper::drivers::etcd_look_test
