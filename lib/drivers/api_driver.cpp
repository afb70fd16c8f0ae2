#include "drivers/api_driver.hpp"

#include "kubeapi/owns_match.hpp"
#include "kubernetes/render.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using model::ApiHealth;

namespace {

/// Fresh credentials are made this long before the old ones end.
constexpr std::chrono::minutes renew_margin{10};

}  // namespace

Result<void> ApiDriver::prepare(const model::DesiredState& desired, Now now) {
    if (now.system + renew_margin < valid_until_) return {};
    auto credentials = materials_.client_credentials(desired, now);
    if (!credentials) return fail(std::move(credentials).error().context("client certificate for the API"));
    auto set = http_.set_peer({.host = kubernetes::local_host(desired.apiserver),
                               .port = desired.apiserver.port,
                               .authority_pem = credentials->authority_pem,
                               .certificate_pem = credentials->certificate_pem,
                               .key_pem = std::move(credentials->key_pem)});
    if (!set) return set;
    valid_until_ = credentials->not_after;
    return {};
}

asio::awaitable<void> ApiDriver::look_at_objects(model::DesiredState desired, model::ObservedApi* seen) {
    for (const auto& object : kubernetes::policy_objects(desired)) {
        model::ObservedObject found;
        const auto live = co_await api_.get(object.api_path);
        if (!live) {
            found.error = live.error().text();
        } else if (*live) {
            found.present = true;
            found.matches = kubeapi::owns_match(object.json, **live);
        }
        seen->objects[object.api_path] = std::move(found);
    }
    const auto node = co_await api_.node(desired.node_name);
    if (node) {
        node_ = node->value_or(kubeapi::NodeFacts{});
        seen->node = model::ObservedNode{.present = node->has_value(), .taints = node_.taints,
                                         .resource_version = node_.resource_version, .ready = node_.ready};
    }
    const auto pod = co_await api_.mirror_pod("kube-system", "kube-apiserver-" + desired.node_name);
    if (pod) {
        model::ObservedMirrorPod facts;
        if (*pod) {
            facts.present = true;
            facts.phase = (*pod)->phase;
            facts.ready = (*pod)->ready;
        }
        seen->mirror_pod = std::move(facts);
    }
    seen->objects_known = true;
    seen->objects_checked_at = seen->checked_at;
}

asio::awaitable<model::ObservedApi> ApiDriver::look(model::DesiredState desired, model::ObservedApi before,
                                                    bool objects, Now now) {
    model::ObservedApi seen;
    seen.checked_at = now.steady;
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
    seen.ready_streak = before.ready_streak + 1;
    seen.version = before.version;
    if (seen.version.empty()) seen.version = (co_await api_.version()).value_or(std::string{});
    seen.objects_known = before.objects_known;
    seen.objects = std::move(before.objects);
    seen.node = std::move(before.node);
    seen.mirror_pod = std::move(before.mirror_pod);
    seen.objects_checked_at = before.objects_checked_at;
    if (objects) co_await look_at_objects(desired, &seen);
    co_return seen;
}

asio::awaitable<Result<void>> ApiDriver::apply(model::ApplyObject change) {
    auto applied = co_await api_.apply(change.object);
    if (!applied) co_return fail(std::move(applied).error());
    co_return Result<void>{};
}

asio::awaitable<Result<void>> ApiDriver::set_taints(model::SetTaints change) {
    if (node_.resource_version != change.resource_version) {
        co_return fail(ErrorKind::transient, "the node has changed since it was looked at");
    }
    co_return co_await api_.set_taints(change.node, node_, change.taints);
}

}  // namespace planekeeper::drivers
