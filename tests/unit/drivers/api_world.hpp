#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "drivers/api_driver.hpp"
#include "fakes/event_loop.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/identities.hpp"

namespace planekeeper::drivers {

/// A driver and an API server with prepared answers. Everything else is not found.
class ApiWorld : public ::testing::Test {
protected:
    ApiWorld() {
        desired.component(model::ComponentId::api_server) =
            kubernetes::default_component(model::ComponentId::api_server);
        desired.node_name = "k8s-master";
        desired.version = {1, 20, 1};
        desired.address = "192.168.10.50";
        serve_health();
    }

    void mint_authority() {
        const auto items = kubernetes::material_items(desired);
        for (const auto& item : items) {
            if (item.name != "ca") continue;
            EXPECT_TRUE(materials.mint({"ca", item.profile, false}, desired, now));
        }
    }
    /// Publishes the API server's own certificate and key, as an external PKI does.
    void publish_pair() {
        const auto authority = fakes::new_authority();
        const auto pair = fakes::local_peer(6443, authority);
        files.put("/var/lib/kubernetes/ca.pem", pair.authority_pem);
        files.put("/var/lib/kubernetes/kubernetes.pem", pair.certificate_pem);
        files.put("/var/lib/kubernetes/kubernetes-key.pem", std::string{pair.key_pem.reveal()});
    }
    void serve_health() {
        answer("GET /livez", 200, "ok");
        answer("GET /readyz", 200, "ok");
        answer("GET /version", 200, R"({"gitVersion":"v1.20.1"})");
    }
    void answer(const std::string& request, int status, std::string body) {
        answers.insert_or_assign(request, edges::HttpResponse{status, std::move(body)});
    }
    void answer(const std::string& request, Error error) { answers.insert_or_assign(request, fail(std::move(error))); }
    static std::string status(int code, const std::string& message) {
        return R"({"kind":"Status","status":"Failure","message":")" + message + R"(","code":)" + std::to_string(code) +
               "}";
    }

    /// Health and contents side by side.
    struct Seen : model::ObservedHealth, model::ObservedApi {
        friend bool operator==(const Seen&, const Seen&) = default;
    };
    static Seen seen_of(ApiAnswers answers) { return {std::move(answers.health), std::move(answers.contents)}; }
    static ApiAnswers answers_of(const Seen& seen) { return {seen, seen}; }
    Seen look(const Seen& before = {}) { return seen_of(loop.await(driver.look(desired, answers_of(before), now))); }
    void pass(std::chrono::minutes time) {
        now.system += time;
        now.steady += time;
    }
    /// "METHOD target" of each request since the last call.
    std::vector<std::string> asked() {
        std::vector<std::string> lines;
        for (const auto& request : http.requests()) lines.push_back(request.method + " " + request.target);
        http.forget_requests();
        return lines;
    }

    fakes::EventLoop loop;
    fakes::FakeFileSystem files;
    std::map<std::string, Result<edges::HttpResponse>> answers;  ///< by "METHOD target"
    fakes::FakeHttpClient http{[this](const edges::HttpRequest& request) -> Result<edges::HttpResponse> {
        const auto found = answers.find(request.method + " " + request.target);
        return found == answers.end() ? edges::HttpResponse{404, status(404, "not found")} : found->second;
    }};
    MaterialDriver materials{files};
    ApiDriver driver{files, http, materials};
    model::DesiredState desired;
    Now now{.system = fakes::wall_clock(), .steady = SteadyTime{std::chrono::hours{1}}};
};

}  // namespace planekeeper::drivers
