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
    std::string answering_;  ///< the host that answers
    Result<edges::HttpResponse> answer_ = edges::HttpResponse{200, R"({"etcdserver":"3.4.23","etcdcluster":"3.4.0"})"};
    fakes::FakeHttpClient http_{[this](const edges::HttpRequest&) -> Result<edges::HttpResponse> {
        if (http_.peers().back().host != answering_) return fail(fakes::FakeHttpClient::refused());
        return answer_;
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

TEST_F(EtcdLookTest, TellsWhatTheFirstSaidWhenNoneAnswers) {
    answering_ = "192.168.10.52";
    answer_ = fail(ErrorKind::permission, "certificate verify failed");
    const auto seen = look({"https://192.168.10.51:2379", "https://192.168.10.52:2379"});
    EXPECT_EQ(seen.version, "");
    EXPECT_EQ(seen.error, "connection refused");
    EXPECT_EQ(look({"https://192.168.10.52:2379"}).error, "certificate verify failed");
}

TEST_F(EtcdLookTest, ReadsNoVersionOutOfAnotherAnswer) {
    answering_ = "192.168.10.51";
    for (const char* body : {"", "[]", "{}", R"({"etcdserver":3})", "<html>"}) {
        answer_ = edges::HttpResponse{200, body};
        EXPECT_EQ(look({"https://192.168.10.51:2379"}).error, "etcd's answer is no version") << body;
    }
}

TEST_F(EtcdLookTest, AsksNobodyWithoutTheFilesOfTheClient) {
    answering_ = "192.168.10.51";
    for (const char* file : {"/pki/ca.pem", "/pki/client.pem", "/pki/client-key.pem"}) {
        const auto kept = files_.content(file);
        files_.erase(file);
        EXPECT_NE(look({"https://192.168.10.51:2379"}).error, "") << file;
        files_.put(file, "garbage");
        EXPECT_NE(look({"https://192.168.10.51:2379"}).error, "") << file;
        files_.put(file, kept);
    }
    EXPECT_TRUE(http_.requests().empty());
    EXPECT_EQ(look({"https://192.168.10.51:2379"}).version, "3.4.23");
}

TEST_F(EtcdLookTest, AsksNobodyWhoseAddressIsNoneOfHttps) {
    EXPECT_EQ(look({"http://192.168.10.51:2379", "unix:///etcd.sock"}),
              model::ObservedEtcd{.checked_at = SteadyTime{}});
    EXPECT_TRUE(http_.requests().empty());
}

}  // namespace
}  // namespace planekeeper::drivers::etcd_look_test
