#include "drivers/api_driver.hpp"

#include "components/render.hpp"
#include "drivers/apiserver_unit.hpp"
#include "drivers/etcd_address.hpp"
#include "drivers/links.hpp"
#include "kubeapi/facts.hpp"
#include "kubeapi/live_object.hpp"
#include "kubeapi/owns_match.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using model::ApiHealth;

namespace {

/// Fresh credentials are made this long before the old ones end.
constexpr std::chrono::minutes renew_margin{10};

constexpr std::string_view node_has_changed = "the node has changed since it was looked at";

}  // namespace

Result<void> ApiDriver::prepare(const model::DesiredState& desired, Now now) {
    const auto host = kubernetes::local_host(desired.apiserver);
    const bool same_peer = peer_host_ == host && peer_port_ == desired.apiserver.port;
    if (same_peer && now.system + renew_margin < valid_until_) return {};
    auto credentials = materials_.client_credentials(desired, now);
    if (!credentials) return fail(std::move(credentials).error().during("client certificate for the API"));
    auto set = http_.set_peer({.host = host,
                               .port = desired.apiserver.port,
                               .authority_pem = credentials->authority_pem,
                               .certificate_pem = credentials->certificate_pem,
                               .key_pem = std::move(credentials->key_pem)});
    if (!set) return set;
    is_stand_in_ = credentials->is_stand_in;
    // As soon as there is a certificate of planekeeper's own, that one is presented.
    valid_until_ = is_stand_in_ ? SystemTime{} : credentials->not_after;
    peer_host_ = host;
    peer_port_ = desired.apiserver.port;
    return {};
}

std::string ApiDriver::explained(const Error& error) const {
    if (!is_stand_in_) return error.text();
    return "planekeeper has no client certificate of its own, because the authority's key is not in custody (see "
           "KeyMaterial/ca), and the API server's own has not the rights: " +
           error.text();
}

asio::awaitable<model::ObservedApi> ApiDriver::look(model::DesiredState desired, model::ObservedApi before, Now now) {
    model::ObservedApi seen;
    seen.checked_at = now.steady;
    seen.unready_since = before.unready_since.value_or(now.steady);
    if (auto prepared = prepare(desired, now); !prepared) {
        seen.health = ApiHealth::unknown;
        seen.detail = prepared.error().text();
        co_return seen;
    }
    const auto live = co_await api_.health("/livez");
    if (!live) {
        seen.health = ApiHealth::unreachable;
        seen.detail = live.error().text();
        co_return seen;
    }
    const auto ready = co_await api_.health("/readyz");
    if (!ready || !ready->ok) {
        seen.health = live->ok ? ApiHealth::not_ready : ApiHealth::not_live;
        seen.detail = ready ? ready->detail : ready.error().text();
        co_return seen;
    }
    seen.health = ApiHealth::ready;
    seen.unready_since.reset();
    seen.ready_streak = before.ready_streak + 1;
    seen.version = before.version;
    if (seen.version.empty()) seen.version = (co_await api_.version()).value_or(std::string{});
    seen.objects_known = before.objects_known;
    seen.objects = std::move(before.objects);
    seen.node = std::move(before.node);
    seen.mirror_pod = std::move(before.mirror_pod);
    seen.node_error = std::move(before.node_error);
    seen.mirror_pod_error = std::move(before.mirror_pod_error);
    seen.objects_checked_at = before.objects_checked_at;
    co_return seen;
}

asio::awaitable<model::ObservedApi> ApiDriver::look_at_objects(model::DesiredState desired, model::ObservedApi before,
                                                               std::vector<model::KubernetesObject> objects, Now now) {
    auto seen = co_await look(desired, std::move(before), now);
    if (seen.health != ApiHealth::ready) co_return seen;
    seen.objects.clear();
    seen.node_error.clear();
    seen.mirror_pod_error.clear();
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
    const auto pod = co_await api_.mirror_pod("kube-system", "kube-apiserver-" + desired.node_name);
    if (!pod) seen.mirror_pod_error = explained(pod.error());
    if (pod) {
        model::ObservedMirrorPod facts;
        if (*pod) {
            facts.present = true;
            facts.phase = (*pod)->phase;
            facts.ready = (*pod)->ready;
        }
        seen.mirror_pod = std::move(facts);
    }
    seen.objects_known = true;
    seen.objects_checked_at = seen.checked_at;
    co_return seen;
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

asio::awaitable<model::ObservedPort> ApiDriver::look_at_port(model::DesiredState desired, Now now) {
    model::ObservedPort seen{.number = desired.apiserver.port, .unit = {}, .checked_at = now.steady};
    if (!prepare(desired, now)) co_return seen;
    edges::HttpRequest request;
    request.target = "/livez";
    request.timeout = std::chrono::seconds{2};
    (void)co_await http_.request(std::move(request));
    seen.taken = http_.was_taken();
    forget_credentials();
    if (auto unit = apiserver_unit(files_)) {
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
