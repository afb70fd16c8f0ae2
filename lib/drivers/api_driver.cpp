#include "drivers/api_driver.hpp"

#include <fmt/format.h>

#include "components/render.hpp"
#include "drivers/etcd_address.hpp"
#include "drivers/links.hpp"
#include "drivers/running_unit.hpp"
#include "kubeapi/facts.hpp"
#include "kubeapi/live_object.hpp"
#include "kubeapi/owns_match.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using model::Health;

namespace {

constexpr std::string_view node_has_changed = "the node has changed since it was looked at";

}  // namespace

Result<void> ApiDriver::prepare(const model::DesiredState& desired, Now now) {
    const auto endpoint = kubernetes::row_of(model::ComponentId::api_server).endpoint(desired);
    return connection_.prepare(endpoint, desired, materials_, now);
}

std::string ApiDriver::explained(const Error& error) const {
    if (!connection_.is_stand_in()) return error.text();
    return fmt::format(
        "planekeeper has no client certificate of its own, because the authority's key is not in custody (see "
        "KeyMaterial/ca), and the API server's own certificate does not have the rights: {}",
        error.text());
}

asio::awaitable<ApiAnswers> ApiDriver::look(model::DesiredState desired, ApiAnswers before, Now now) {
    ApiAnswers seen;
    if (auto prepared = prepare(desired, now); !prepared) {
        seen.health.checked_at = now.steady;
        seen.health.unready_since = before.health.unready_since.value_or(now.steady);
        seen.health.detail = prepared.error().text();
        co_return seen;
    }
    const auto gate = kubernetes::row_of(model::ComponentId::api_server).gate;
    auto known = before.health.version;
    seen.health = co_await ask_for_health(&api_, gate, std::move(before.health), now);
    if (seen.health.state != Health::ready) co_return seen;
    seen.health.version = std::move(known);
    if (seen.health.version.empty()) seen.health.version = (co_await api_.version()).value_or(std::string{});
    seen.contents = std::move(before.contents);
    co_return seen;
}

asio::awaitable<ApiAnswers> ApiDriver::look_at_objects(model::DesiredState desired, ApiAnswers before,
                                                       std::vector<model::KubernetesObject> objects, Now now) {
    auto answers = co_await look(desired, std::move(before), now);
    if (answers.health.state != Health::ready) co_return answers;
    auto& seen = answers.contents;
    seen.objects.clear();
    seen.node_error.clear();
    for (const auto& object : objects) {
        model::ObservedObject found;
        const auto live = co_await api_.get(object.api_path);
        if (!live) {
            found.error = explained(live.error());
        } else if (*live) {
            found.present = true;
            found.matches = kubeapi::owns_match(object.json, **live);
            if (!found.matches) {
                found.was_applied = kubeapi::was_applied(**live);
                found.was_edited = kubeapi::was_edited(object.json, **live);
                found.text = kubeapi::readable_object(**live);
                found.part = kubeapi::readable_part(object.json, **live);
                found.wanted = kubeapi::readable_part(object.json, object.json);
            }
        }
        seen.objects[object.api_path] = std::move(found);
    }
    const auto node = co_await api_.node(desired.node_name);
    if (!node) seen.node_error = explained(node.error());
    if (node) {
        node_ = node->value_or(kubeapi::NodeFacts{});
        seen.node = model::ObservedNode{.present = node->has_value(),
                                        .taints = node_.taints,
                                        .labels = node_.labels,
                                        .resource_version = node_.resource_version,
                                        .kubelet_version = node_.kubelet_version,
                                        .ready = node_.ready};
    }
    for (const auto& [id, component] : desired.components) {
        auto pod = co_await mirror_pod(kubernetes::pod_of(id), desired.node_name);
        auto& known = seen.mirror_pods[id];
        known.error = pod.error;
        if (known.error.empty()) known = std::move(pod);
    }
    seen.objects_known = true;
    seen.objects_checked_at = answers.health.checked_at;
    co_return answers;
}

asio::awaitable<model::ObservedMirrorPod> ApiDriver::mirror_pod(kubernetes::PodName pod, std::string node_name) {
    model::ObservedMirrorPod facts;
    const auto found = co_await api_.mirror_pod(pod.name_space, fmt::format("{}-{}", pod.name, node_name));
    if (!found) facts.error = explained(found.error());
    if (found && *found) {
        facts.present = true;
        facts.phase = (*found)->phase;
    }
    co_return facts;
}

Result<edges::HttpsPeer> ApiDriver::etcd_peer(const model::DesiredState& desired) const {
    constexpr std::size_t longest_pem = 256UL * 1024;
    auto authority = read_through(files_, desired.etcd.ca_file, longest_pem);
    auto certificate = read_through(files_, desired.etcd.certificate_file, longest_pem);
    auto key = read_through(files_, desired.etcd.key_file, longest_pem);
    for (const auto* file : {&authority, &certificate, &key}) {
        if (!*file) return fail(file->error());
    }
    return edges::HttpsPeer{.authority_pem = std::move(*authority),
                            .certificate_pem = std::move(*certificate),
                            .key_pem = Secret{std::move(*key)}};
}

asio::awaitable<Result<std::string>> ApiDriver::etcd_version(model::DesiredState desired, EtcdAddress address) {
    auto peer = etcd_peer(desired);
    if (!peer) co_return fail(peer.error());
    peer->host = address.host;
    peer->port = address.port;
    if (auto set = http_.set_peer(std::move(*peer)); !set) co_return fail(set.error());
    edges::HttpRequest request;
    request.target = "/version";
    const auto response = co_await http_.request(std::move(request));
    if (!response) co_return fail(response.error());
    co_return kubeapi::etcd_version(response->body);
}

asio::awaitable<model::ObservedEtcd> ApiDriver::look_at_etcd(model::DesiredState desired, Now now) {
    model::ObservedEtcd seen;
    seen.checked_at = now.steady;
    forget_credentials();
    for (const auto& address : etcd_addresses(desired)) {
        const auto version = co_await etcd_version(desired, address);
        if (version) {
            seen.version = *version;
            seen.error.clear();
            co_return seen;
        }
        if (seen.error.empty()) seen.error = version.error().text();
    }
    co_return seen;
}

asio::awaitable<model::ObservedPort> ApiDriver::look_at_port(model::ComponentId id, model::DesiredState desired,
                                                             Now now) {
    const auto endpoint = kubernetes::row_of(id).endpoint(desired);
    model::ObservedPort seen{.number = endpoint.port, .unit = {}, .checked_at = now.steady};
    if (!connection_.prepare(endpoint, desired, materials_, now)) co_return seen;
    edges::HttpRequest request;
    request.target = "/livez";
    request.timeout = std::chrono::seconds{2};
    (void)co_await http_.request(std::move(request));
    seen.taken = http_.was_taken();
    forget_credentials();
    if (auto unit = unit_of(files_, to_string(id))) {
        seen.unit = std::move(unit->name);
        seen.command = std::move(unit->command);
    }
    co_return seen;
}

asio::awaitable<Result<void>> ApiDriver::apply(model::ApplyObject change) {
    auto applied = co_await api_.apply(change.object);
    if (!applied) co_return fail(std::move(applied).error());
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ApiDriver::remove(model::DeleteObject change) {
    co_return co_await api_.remove(std::move(change.object.api_path));
}

bool ApiDriver::is_current(const std::string& resource_version) const {
    return node_.resource_version == resource_version;
}

asio::awaitable<Result<void>> ApiDriver::set_taints(model::SetTaints change) {
    if (!is_current(change.resource_version)) co_return fail(ErrorKind::transient, std::string{node_has_changed});
    co_return co_await api_.set_taints(change.node, node_, change.taints);
}

asio::awaitable<Result<void>> ApiDriver::set_labels(model::SetLabels change) {
    if (!is_current(change.resource_version)) co_return fail(ErrorKind::transient, std::string{node_has_changed});
    co_return co_await api_.set_labels(change.node, node_, change.labels);
}

}  // namespace planekeeper::drivers
