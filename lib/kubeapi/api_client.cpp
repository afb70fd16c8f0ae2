#include "kubeapi/api_client.hpp"

#include <fmt/format.h>

#include <utility>

#include "base/url.hpp"
#include "kubeapi/status_error.hpp"

namespace planekeeper::kubeapi {

namespace asio = boost::asio;

namespace {

std::string node_path(const std::string& name) { return fmt::format("/api/v1/nodes/{}", path_segment(name)); }

edges::HttpRequest get_request(std::string target) {
    edges::HttpRequest request;
    request.target = std::move(target);
    return request;
}

edges::HttpRequest patch_request(std::string target, std::string content_type, std::string body) {
    edges::HttpRequest request;
    request.method = "PATCH";
    request.target = std::move(target);
    request.content_type = std::move(content_type);
    request.body = std::move(body);
    return request;
}

std::string name_of(const edges::HttpRequest& request) {
    return fmt::format("{} {}", request.method, request.target.substr(0, request.target.find('?')));
}

bool lists_checks(const Health& health) { return health.ok || health.status != 500 || !health.failed_checks.empty(); }

}  // namespace

asio::awaitable<Result<std::string>> ApiClient::body_of(edges::HttpRequest request) {
    const std::string name = name_of(request);
    auto response = co_await http_.request(std::move(request));
    if (!response) co_return fail(std::move(response).error().during(name));
    if (response->status < 200 || response->status > 299) co_return fail(status_error(*response).during(name));
    co_return std::move(response->body);
}

asio::awaitable<Result<Health>> ApiClient::health(std::string path) {
    auto response = co_await http_.request(get_request(path));
    if (!response) co_return fail(std::move(response).error().during(fmt::format("GET {}", path)));
    const Health health = health_of(*response);
    // A failing API server lists its checks. Something in front of it may swallow the list, so then the checks are
    // asked for.
    if (lists_checks(health)) co_return health;
    response = co_await http_.request(get_request(fmt::format("{}?verbose", path)));
    if (!response) co_return health;
    co_return health_of(*response);
}

asio::awaitable<Result<std::string>> ApiClient::version() {
    auto body = co_await body_of(get_request("/version"));
    if (!body) co_return fail(std::move(body).error());
    auto version = git_version(*body);
    if (!version) co_return fail(std::move(version).error().during("GET /version"));
    co_return std::move(*version);
}

asio::awaitable<Result<std::optional<std::string>>> ApiClient::get(std::string api_path) {
    auto body = co_await body_of(get_request(std::move(api_path)));
    if (body) co_return std::optional<std::string>(std::move(*body));
    if (body.error().kind() == ErrorKind::not_found) co_return std::nullopt;
    co_return fail(std::move(body).error());
}

asio::awaitable<Result<std::string>> ApiClient::apply(model::KubernetesObject object) {
    std::string target = fmt::format("{}?fieldManager={}&force=true", object.api_path, field_manager);
    // Only this content type means server-side apply. JSON is valid YAML.
    auto request = patch_request(std::move(target), "application/apply-patch+yaml", std::move(object.json));
    co_return co_await body_of(std::move(request));
}

asio::awaitable<Result<std::optional<NodeFacts>>> ApiClient::node(std::string name) {
    const std::string path = node_path(name);
    auto body = co_await get(path);
    if (!body) co_return fail(std::move(body).error());
    if (!*body) co_return std::nullopt;
    auto facts = node_facts(**body);
    if (!facts) co_return fail(std::move(facts).error().during(fmt::format("GET {}", path)));
    co_return std::optional<NodeFacts>(std::move(*facts));
}

asio::awaitable<Result<void>> ApiClient::set_taints(std::string name, NodeFacts seen,
                                                    std::vector<model::Taint> taints) {
    co_return co_await patch_node(std::move(name), taints_patch(seen, taints));
}

asio::awaitable<Result<void>> ApiClient::set_labels(std::string name, NodeFacts seen, std::vector<std::string> labels) {
    co_return co_await patch_node(std::move(name), labels_patch(seen, labels));
}

asio::awaitable<Result<void>> ApiClient::patch_node(std::string name, std::string patch) {
    std::string target = fmt::format("{}?fieldManager={}", node_path(name), field_manager);
    auto request = patch_request(std::move(target), "application/merge-patch+json", std::move(patch));
    const auto body = co_await body_of(std::move(request));
    if (!body) co_return fail(body.error());
    co_return Result<void>();
}

asio::awaitable<Result<void>> ApiClient::remove(std::string api_path) {
    edges::HttpRequest request;
    request.method = "DELETE";
    request.target = std::move(api_path);
    const auto body = co_await body_of(std::move(request));
    if (!body && body.error().kind() != ErrorKind::not_found) co_return fail(body.error());
    co_return Result<void>();
}

asio::awaitable<Result<std::optional<PodFacts>>> ApiClient::mirror_pod(std::string name_space, std::string name) {
    const std::string path = fmt::format("/api/v1/namespaces/{}/pods/{}", path_segment(name_space), path_segment(name));
    auto body = co_await get(path);
    if (!body) co_return fail(std::move(body).error());
    if (!*body) co_return std::nullopt;
    auto facts = pod_facts(**body);
    if (!facts) co_return fail(std::move(facts).error().during(fmt::format("GET {}", path)));
    co_return std::optional<PodFacts>(std::move(*facts));
}

}  // namespace planekeeper::kubeapi
