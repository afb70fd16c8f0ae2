#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "components/component_row.hpp"
#include "components/key_material.hpp"
#include "components/render.hpp"
#include "facts/version_facts.hpp"
#include "plan/planner.hpp"

namespace planekeeper::plan::test {

using model::Presence;
using model::ResourceId;
using model::ResourceKind;

/// A node as plain values: what is desired, seen and remembered. `follow()` makes the changes of a plan true, without
/// any driver.
class World {
public:
    World() {
        desired.component(model::ComponentId::api_server) =
            kubernetes::default_component(model::ComponentId::api_server);
        desired.node_name = "k8s-master";
        desired.version = {1, 20, 1};
        desired.address = "192.168.10.50";
        desired.etcd = {.servers = {"https://192.168.10.50:2379"},
                        .ca_file = "/var/lib/kubernetes/ca.pem",
                        .certificate_file = "/var/lib/kubernetes/kubernetes.pem",
                        .key_file = "/var/lib/kubernetes/kubernetes-key.pem"};
        desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
        desired.component(model::ComponentId::api_server).image.source =
            model::BinaryPath{.path = "/opt/kube-apiserver", .sha512 = std::string(128, 'a')};
        desired.apiserver.admission_plugins = kubernetes::version_facts(desired.version).admission_plugins;
        desired.taints = kubernetes::version_facts(desired.version).control_plane_taints;
        now.system = *from_rfc3339("2026-11-24T06:00:00Z");
        now.steady = SteadyTime{std::chrono::hours{1}};
        observed.components[model::ComponentId::api_server].image.binary_source = "/opt/kube-apiserver";
        observed.components[model::ComponentId::api_server].image.binary_identity = "1:2:3:4:5";
        observed.life.checked_at = now.steady;
        for (const auto* directory :
             {"/var/lib/kubernetes", "/etc/kubelet.d", "/etc/kubernetes/config", "/var/log/kube-apiserver"}) {
            observed.directories[directory] = Presence::present;
        }
    }

    model::DesiredState desired;
    model::Observed observed;
    model::Ledger ledger;
    Now now;
    std::set<model::ComponentId> images_there;  ///< images in the runtime
    std::vector<model::Taint> node_taints;
    std::set<std::string> node_labels;
    std::string kubelet_version = "v1.20.1";
    std::string etcd_version = "3.4.23";
    model::ObservedLife life;                                                        ///< signs of an earlier life
    model::ObservedRehearsal rehearsed{.outcome = model::RehearsalOutcome::passed};  ///< the outcome of rehearsals
    int rehearsals = 0;
    int kubelet_restarts = 0;
    bool port_is_taken = false;
    std::vector<std::string> deleted;  ///< "Kind/name", in order

    [[nodiscard]] model::Plan plan() const { return plan::plan(desired, observed, ledger, now); }
    void advance(std::chrono::seconds time) {
        now.system += time;
        now.steady += time;
    }

    [[nodiscard]] kubernetes::MaterialItem item(const std::string& name) const {
        const auto items = kubernetes::material_items(desired);
        return *std::ranges::find(items, name, &kubernetes::MaterialItem::name);
    }

    /// The facts of an item that fits. `which` distinguishes two makings of the item.
    [[nodiscard]] model::MaterialFacts fitting(const std::string& name, const std::string& which = "first") const {
        const auto wanted = item(name);
        model::MaterialFacts facts;
        for (const auto& file : wanted.files) {
            facts.files[file.role] = {Presence::present, Digest::of(name + std::string{to_string(file.role)} + which)};
        }
        facts.key_identity = Digest::of(name + which);
        facts.key_matches = true;
        facts.signed_by_authority = true;
        if (wanted.type == kubernetes::MaterialType::encryption_config) {
            const model::EncryptionReader key{
                .provider = "aescbc", .name = "key-1", .secret = Digest::of(name + which)};
            facts.encryption =
                model::EncryptionFacts{.readable = true, .readers = {{"secrets", {key, {.provider = "identity"}}}}};
            facts.key_identity = {};
            return facts;
        }
        if (wanted.type == kubernetes::MaterialType::kubeconfig) {
            facts.kubeconfig = model::KubeconfigFacts{
                .server = wanted.kubeconfig->server, .has_authority = true, .trusts_authority = true};
        }
        model::CertificateFacts certificate;
        certificate.common_name = wanted.profile.common_name;
        certificate.organizations = wanted.profile.organizations;
        certificate.not_before = now.system - std::chrono::minutes{5};
        certificate.not_after = now.system + wanted.profile.validity;
        certificate.is_authority = wanted.type == kubernetes::MaterialType::authority;
        certificate.server_auth = wanted.profile.server_auth;
        certificate.client_auth = wanted.profile.client_auth;
        for (const auto& san : wanted.profile.sans) {
            const bool address = san.find_first_not_of("0123456789.") == std::string::npos;
            (address ? certificate.ip_addresses : certificate.dns_names).push_back(san);
        }
        facts.certificate = certificate;
        return facts;
    }
    void keep(const std::string& name, const std::string& which = "first") {
        observed.materials[name].custody = fitting(name, which);
    }
    /// Publishes the files of all items, as an earlier life of the node would have left them.
    void publish_all() {
        for (const auto& item : kubernetes::material_items(desired)) publish(item.name);
    }
    /// Publishes the files of an item.
    void publish(const std::string& name, const std::string& which = "first") {
        auto& published = observed.materials[name].published;
        published = fitting(name, which);
        for (const auto& file : item(name).files) {
            observed.files[file.path] = {
                .presence = Presence::present, .mode = file.mode, .digest = published.files.at(file.role).digest};
        }
    }

    /// Makes all changes of the plan true.
    void follow(const model::Plan& plan) {
        ledger = plan.ledger;
        const auto each = [this](const auto& action) { make(action); };
        for (const auto& change : plan.changes) {
            std::visit([&](const auto& lane) { std::visit(each, lane); }, change.action);
        }
        for (const auto look : plan.looks) see(look, plan);
    }
    /// Follows plans. True when the plan becomes empty and says so.
    bool converge(int most = 40) {
        for (int i = 0; i < most; ++i) {
            const auto next = plan();
            if (next.converged) return true;
            follow(next);
            advance(std::chrono::seconds{1});
        }
        return false;
    }

private:
    void make(const model::MakeDirectory& action) { observed.directories[action.path] = Presence::present; }
    void keep_copy(const std::optional<model::KeepCopy>& keep) {
        if (!keep) return;
        observed.copies.erase(keep->drops);
        observed.copies.insert(keep->copy);
    }
    void make(const model::WriteFile& action) {
        keep_copy(action.keep);
        auto& file = observed.files[action.path];
        file = {.presence = Presence::present, .mode = action.mode, .uid = action.uid, .gid = action.gid};
        if (const auto* text = std::get_if<std::string>(&action.content)) {
            file.digest = Digest::of(*text);
            file.text = *text;
            return;
        }
        const auto& ref = std::get<model::MaterialRef>(action.content);
        auto& material = observed.materials[ref.item];
        file.digest = material.custody.files.at(ref.role).digest;
        material.published = material.custody;
    }
    void make(const model::SetMetadata& action) {
        auto& file = observed.files[action.path];
        file.mode = action.mode;
        file.uid = 0;
        file.gid = action.gid;
    }
    void make(const model::RemoveFile& action) {
        keep_copy(action.keep);
        observed.files[action.path] = {};
    }
    void make(const model::KeepText& action) {
        observed.copies.erase(action.drops);
        observed.copies.insert(action.copy);
    }
    void make(const model::MintMaterial& action) { keep(action.item, "made" + std::to_string(++makings_)); }
    void make(const model::AdoptMaterial& action) {
        observed.materials[action.item].custody = observed.materials[action.item].published;
    }
    void make(const model::ResolveBinary& action) {
        observed.components[action.component].image.sha512 = std::string(128, 'b');
    }
    void make(const model::BuildImage& action) {
        images_there.insert(action.component);
        auto& image = observed.components[action.component].image;
        image.reference = action.reference;
        image.presence = model::ImagePresence::present;
        image.checked_at = now.steady;
    }
    void make(const model::PinImage&) { observed.components[model::ComponentId::api_server].image.pinned = true; }
    void make(const model::RemoveImage& action) {
        observed.components[model::ComponentId::api_server].image.listed.erase(action.reference);
    }
    void make(const model::ApplyObject& action) {
        observed.api.objects[action.object.api_path] = {.present = true, .matches = true};
    }
    void make(const model::ReadProgram& action) {
        observed.components[action.component].program = {.sha512 = action.sha512,
                                                         .version = to_string(desired.version)};
    }
    void make(const model::Rehearse& action) {
        auto& rehearsal = observed.components[action.component].rehearsal;
        rehearsal = rehearsed;
        rehearsal.generation = action.generation;
        ++rehearsals;
    }
    void make(const model::RemoveSandbox& action) {
        std::erase_if(observed.components[action.component].containers,
                      [&](const auto& one) { return one.pod_id == action.id; });
    }
    void make(const model::RestartKubelet&) {
        observed.kubelet_restarted_at = now.steady;
        ++kubelet_restarts;
    }
    void make(const model::DeleteObject& action) {
        observed.api.objects[action.object.api_path] = {};
        deleted.push_back(action.object.kind + "/" + action.object.name);
    }
    void make(const model::SetLabels& action) {
        node_labels.insert(action.labels.begin(), action.labels.end());
        observed.api.node->labels = node_labels;
    }
    void make(const model::SetTaints& action) {
        node_taints = action.taints;
        observed.api.node->taints = action.taints;
    }

    void see(model::Look look, const model::Plan& plan) {
        auto& component = observed.components[look.component];
        if (look.kind == model::LookKind::image) {
            component.image.reference = plan.images[look.component];
            component.image.presence =
                images_there.contains(look.component) ? model::ImagePresence::present : model::ImagePresence::absent;
            component.image.checked_at = now.steady;
        } else if (look.kind == model::LookKind::runtime) {
            see_containers();
        } else if (look.kind == model::LookKind::port) {
            component.port = {.number = kubernetes::row_of(look.component).endpoint(desired).port,
                              .taken = port_is_taken,
                              .unit = {},
                              .checked_at = now.steady};
        } else if (look.kind == model::LookKind::life) {
            observed.life = life;
            observed.life.checked_at = now.steady;
        } else if (look.kind == model::LookKind::etcd) {
            observed.etcd = {.version = etcd_version, .checked_at = now.steady};
        } else if (look.component == model::ComponentId::api_server) {
            see_api(look.kind == model::LookKind::objects, plan.objects);
        } else {
            see_health(look.component);
        }
    }
    void see_containers() {
        observed.runtime = {.known = true, .checked_at = now.steady};
        for (const auto& [id, component] : desired.components) {
            observed.components[id].containers.clear();
            if (!ledger.rollouts[id].current) continue;
            observed.components[id].containers.push_back(container(model::ContainerState::running, id));
        }
    }
    void see_health(model::ComponentId id) {
        auto& health = observed.components[id].health;
        health.state = model::Health::ready;
        ++health.ready_streak;
        health.checked_at = now.steady;
    }
    void see_api(bool with_objects, const std::vector<model::KubernetesObject>& objects) {
        auto& api = observed.api;
        see_health(model::ComponentId::api_server);
        observed.components[model::ComponentId::api_server].health.version = "v1.20.1";
        if (!with_objects) return;
        for (const auto& object : objects) api.objects.try_emplace(object.api_path);
        api.node = model::ObservedNode{.present = true,
                                       .taints = node_taints,
                                       .labels = node_labels,
                                       .resource_version = "7",
                                       .kubelet_version = kubelet_version,
                                       .ready = true};
        for (const auto& [id, component] : desired.components) {
            api.mirror_pods[id] = {.present = true, .phase = "Running"};
        }
        api.objects_known = true;
        api.objects_checked_at = now.steady;
    }

    int makings_ = 0;

public:
    /// Forgets the containers, as before any look at the runtime; `error`: the runtime could not be asked.
    void forget_containers(std::string error = {}) {
        observed.runtime = {.error = std::move(error), .checked_at = now.steady};
        observed.components[model::ComponentId::api_server].containers.clear();
    }
    /// Forgets the API, as after a start of the daemon.
    void forget_api() {
        observed.api = {};
        observed.components[model::ComponentId::api_server].health = {};
    }
    /// A new container of the published generation.
    [[nodiscard]] model::ObservedContainer container(model::ContainerState state,
                                                     model::ComponentId id = model::ComponentId::api_server) const {
        model::ObservedContainer container;
        container.id = "c1";
        container.pod_uid = kubernetes::pod_uid(Digest::from_hex(ledger.rollouts[id].current->id));
        container.state = state;
        container.created_ns = std::chrono::nanoseconds{now.system.time_since_epoch()}.count();
        return container;
    }
};

/// A converged world after a long time.
inline World converged_world() {
    World world;
    if (!world.converge()) throw std::runtime_error("the world does not converge");
    world.advance(std::chrono::minutes{1});
    world.follow(world.plan());
    world.ledger.rollouts[model::ComponentId::api_server].soaked =
        world.ledger.rollouts[model::ComponentId::api_server].current->id;
    return world;
}

[[nodiscard]] inline const model::Change* change_of(const model::Plan& plan, ResourceKind kind,
                                                    const std::string& name) {
    const auto it = std::ranges::find(plan.changes, ResourceId{kind, name}, &model::Change::resource);
    return it == plan.changes.end() ? nullptr : &*it;
}
[[nodiscard]] inline std::string waits_for(const model::Plan& plan, const std::string& resource) {
    for (const auto& waiting : plan.waiting) {
        if (to_string(waiting.resource) == resource) return waiting.waits_for;
    }
    return "";
}
[[nodiscard]] inline model::ResourceStatus status_of(const model::Plan& plan, const std::string& resource) {
    for (const auto& status : plan.resources) {
        if (to_string(status.id) == resource) return status;
    }
    return {};
}
/// "create KeyMaterial/ca" of each change, in order.
[[nodiscard]] inline std::vector<std::string> shown(const model::Plan& plan) {
    std::vector<std::string> lines;
    for (const auto& change : plan.changes)
        lines.push_back(std::string{to_string(change.shown.verb)} + " " + to_string(change.resource));
    return lines;
}

}  // namespace planekeeper::plan::test
