#include "drivers/life_driver.hpp"

#include <fmt/format.h>

#include "drivers/crictl_output.hpp"
#include "drivers/etcd_address.hpp"
#include "drivers/links.hpp"
#include "drivers/runtime_driver.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// etcd's gateway: asks whether any key starts with /registry/ (the keys are base64).
constexpr const char* range_target = "/v3/kv/range";
constexpr const char* registry_range =
    R"({"key":"L3JlZ2lzdHJ5Lw==","range_end":"L3JlZ2lzdHJ5MA==","limit":1,"keys_only":true})";

bool names_a_key(const std::string& answer) { return answer.contains("\"kvs\""); }

}  // namespace

void LifeDriver::look_at_file(const std::string& path, const kubernetes::LifeSign& sign,
                              model::ObservedLife& seen) const {
    const auto status = files_.status(path);
    if (!status || !*status || ((*status)->size <= sign.larger_than && sign.larger_than > 0)) return;
    (sign.of_authority ? seen.of_authority : seen.of_data).push_back(fmt::format("{}: {}", path, sign.what));
}

void LifeDriver::look_at_files(model::ObservedLife& seen) const {
    const std::string etcd{kubernetes::etcd_directory};
    std::vector<std::string> data{etcd};
    for (const auto& name : files_.list(etcd).value_or(std::vector<std::string>{}))
        data.push_back(fmt::format("{}/{}", etcd, name));
    for (const auto& sign : kubernetes::life_signs()) {
        if (sign.path.starts_with('/')) {
            look_at_file(std::string{sign.path}, sign, seen);
            continue;
        }
        for (const auto& directory : data) look_at_file(fmt::format("{}/{}", directory, sign.path), sign, seen);
    }
}

asio::awaitable<void> LifeDriver::look_at_containers(model::DesiredState desired, model::ObservedLife* seen) {
    edges::ProcessSpec spec;
    std::vector<std::string> words{"ps", "-a", "-o", "json"};
    spec.argv = crictl_command(desired.runtime, std::move(words));
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome || outcome->exit_code != 0) co_return;
    const auto containers = parse_containers(outcome->output, model::ComponentId::api_server, desired.node_name);
    if (containers && !containers->empty()) {
        seen->of_data.push_back(
            fmt::format("a container of kube-apiserver in the runtime ({})", containers->front().id.substr(0, 13)));
    }
}

/// The API server's credentials, or those of a new authority that has signed nothing. With the latter, an answer at all
/// means that the server's certificate was not issued here.
Result<edges::HttpsPeer> LifeDriver::peer(const model::DesiredState& desired, Now now) const {
    constexpr std::size_t longest_pem = 256UL * 1024;
    auto authority = read_through(files_, desired.etcd.ca_file, longest_pem);
    auto certificate = read_through(files_, desired.etcd.certificate_file, longest_pem);
    auto key = read_through(files_, desired.etcd.key_file, longest_pem);
    edges::HttpsPeer known;
    if (authority && certificate && key) {
        known.authority_pem = std::move(*authority);
        known.certificate_pem = std::move(*certificate);
        known.key_pem = Secret{std::move(*key)};
        return known;
    }
    auto own = pki::generate_key(model::KeyAlgorithm::ecdsa_p256);
    if (!own) return fail(std::move(own).error());
    pki::CertificateRequest request;
    request.common_name = "planekeeper";
    request.not_before = now.system - 1h;
    request.not_after = now.system + 1h;
    auto signed_by_itself = pki::self_sign_authority(*own, request);
    if (!signed_by_itself) return fail(std::move(signed_by_itself).error());
    known.authority_pem = *signed_by_itself;
    known.certificate_pem = std::move(*signed_by_itself);
    known.key_pem = std::move(*own);
    return known;
}

asio::awaitable<std::string> LifeDriver::ask_with_tls(model::DesiredState desired, std::string host, std::uint16_t port,
                                                      Now now) {
    auto known = peer(desired, now);
    if (!known) co_return std::string{};
    known->host = host;
    known->port = port;
    if (!http_.set_peer(std::move(*known))) co_return std::string{};
    edges::HttpRequest request;
    request.method = "POST";
    request.target = range_target;
    request.content_type = "application/json";
    request.body = registry_range;
    const auto response = co_await http_.request(std::move(request));
    if (response) co_return names_a_key(response->body) ? "holds objects of Kubernetes" : "";
    if (response.error().kind() != ErrorKind::permission) co_return std::string{};
    co_return fmt::format("answers with TLS of another authority ({})", response.error().message());
}

asio::awaitable<std::string> LifeDriver::ask_in_plain_text(std::string server) {
    edges::ProcessSpec spec;
    spec.argv = {"curl", "--silent", "--max-time", "5", "--data", registry_range, server + range_target};
    spec.timeout = 10s;
    spec.sandbox = edges::Sandbox::download;
    const auto outcome = co_await processes_.run(std::move(spec));
    co_return outcome&& names_a_key(outcome->output) ? "holds objects of Kubernetes" : "";
}

asio::awaitable<std::string> LifeDriver::ask(model::DesiredState desired, std::string server, Now now) {
    const auto address = etcd_address(server);
    if (!address) co_return co_await ask_in_plain_text(server);
    auto said = co_await ask_with_tls(desired, address->host, address->port, now);
    // An installed daemon reaches only this machine, at the loopback address, where etcd usually listens too.
    if (said.empty() && address->host == desired.address) {
        std::string loopback = "127.0.0.1";
        said = co_await ask_with_tls(desired, std::move(loopback), address->port, now);
    }
    co_return said;
}

asio::awaitable<model::ObservedLife> LifeDriver::look(model::DesiredState desired, Reach reach, Now now) {
    model::ObservedLife seen;
    seen.checked_at = now.steady;
    look_at_files(seen);
    if (reach == Reach::files) co_return seen;
    co_await look_at_containers(desired, &seen);
    for (const auto& server : desired.etcd.servers) {
        const auto said = co_await ask(desired, server, now);
        if (!said.empty()) seen.of_data.push_back(fmt::format("etcd at {} {}", server, said));
    }
    co_return seen;
}

}  // namespace planekeeper::drivers
