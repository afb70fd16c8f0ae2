#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "components/render.hpp"
#include "plan/backoff.hpp"
#include "plan/certificate_life.hpp"
#include "plan/clock_plan.hpp"
#include "plan/encryption_plan.hpp"
#include "plan/file_access.hpp"
#include "plan/life_before.hpp"
#include "plan/material_fitness.hpp"
#include "plan/material_publication.hpp"
#include "plan/names_in_use.hpp"
#include "plan/steps.hpp"
#include "plan/storage_plan.hpp"

namespace planekeeper::plan {

using kubernetes::MaterialItem;
using kubernetes::MaterialType;
using kubernetes::Renewal;
using model::ResourceId;
using model::ResourceKind;
using model::State;

namespace {

constexpr const char* authority_cure =
    ". It takes a new certificate for the same key: \"An authority near its end\" in docs/operations.md";
constexpr const char* not_trusted = "; this clock is not trusted, so start time synchronisation or set it";

ResourceId id_of(const MaterialItem& item) { return {ResourceKind::key_material, item.name}; }

/// Why the item does not fit. Its dates count only while the clock is trusted.
std::vector<std::string> problems_of(const Draft& draft, const MaterialItem& item, const model::MaterialFacts& facts) {
    auto problems = misfits(item, draft.desired, facts);
    auto ill = outside_its_time(item, facts, draft.now.system);
    if (!ill.empty() && draft.now.trusted) problems.push_back(std::move(ill));
    return problems;
}

const model::ObservedMaterial& seen(const Draft& draft, std::string_view name) {
    static const model::ObservedMaterial nothing;
    const auto it = draft.observed.materials.find(std::string{name});
    return it == draft.observed.materials.end() ? nothing : it->second;
}

/// The manifest of an earlier life is proof that keys have been in use, even when the ledger is gone.
bool node_has_lived(const Draft& draft) {
    if (api_server_rollout(draft).current) return true;
    const auto path = kubernetes::manifest_path(draft.desired, model::ComponentId::api_server);
    return draft.file(path).text.contains(kubernetes::generation_annotation);
}

/// The authority in custody that signs the item; nullptr: custody has none yet, or nobody signs the item.
const model::CertificateFacts* authority_of(const Draft& draft, const MaterialItem& item) {
    const auto& custody = seen(draft, item.authority).custody;
    return custody.all_present() && custody.certificate ? &*custody.certificate : nullptr;
}

/// What an item is made from; a terminal failure stands until it changes.
std::string inputs_of(const Draft& draft, const MaterialItem& item) {
    const auto* authority = authority_of(draft, item);
    const auto server = item.kubeconfig ? fmt::format("|{}", item.kubeconfig->server) : std::string{};
    return fmt::format("{}|{}|{}|{}{}", item.profile.common_name, fmt::join(item.profile.sans, "; "),
                       item.profile.validity.count(), authority == nullptr ? std::string{} : authority->fingerprint,
                       server);
}

/// True, with a status, when the storage would forget the item: keys that are made anew with each start are no keys of
/// a cluster.
bool would_be_forgotten(Draft& draft, const MaterialItem& item, const std::string& why, model::PlannedChange& shown) {
    const auto misgiving = storage_misgiving(draft);
    if (misgiving.empty()) return false;
    draft.status(id_of(item), State::pending, "VolatileStorage",
                 fmt::format("{}; nothing is made: {}", why, misgiving));
    shown.waits_for = "storage that lasts";
    return true;
}

/// True, with a status and the thing that it waits for, when a certificate cannot be issued now.
bool must_wait(Draft& draft, const MaterialItem& item, const std::string& why, model::PlannedChange& shown) {
    if (item.authority.empty()) return false;
    if (!draft.now.trusted) {
        draft.status(id_of(item), State::pending, "ClockNotTrusted",
                     fmt::format("{}; nothing is issued before the clock is trusted: {}", why, doubt(draft)));
        shown.waits_for = "a trusted clock";
        return true;
    }
    if (item.authority == item.name) return false;
    const std::string name{item.authority};
    const auto shown_name = to_string(ResourceId{ResourceKind::key_material, name});
    if (!seen(draft, name).custody.all_present()) {
        draft.status(id_of(item), State::pending, "WaitsForAuthority",
                     fmt::format("{}; issued as soon as {} exists", why, shown_name));
        shown.waits_for = fmt::format("known after {}", shown_name);
        return true;
    }
    // What is signed by an authority that is not valid is worth nothing, and would be issued again at once.
    const auto ill =
        outside_its_time({.name = name, .type = MaterialType::authority}, seen(draft, name).custody, draft.now.system);
    if (ill.empty()) return false;
    draft.status(id_of(item), State::failed, "AuthorityNotValid",
                 fmt::format("{}; nothing is issued, for of {} {}", why, shown_name, ill));
    shown.waits_for = fmt::format("a valid {}", shown_name);
    return true;
}

/// True, with a status, when the item was made too often from the same inputs: another one would be the same once more.
bool made_in_vain(Draft& draft, const model::Change& change) {
    const auto it = draft.observed.makings.find(change.resource);
    if (it == draft.observed.makings.end() || it->second.inputs != change.inputs) return false;
    const auto next = next_making(it->second.times, draft.now.steady);
    if (!next) return false;
    draft.due(*next);
    draft.status(
        change.resource, State::failed, "MadeInVain",
        fmt::format("it was made {} times within an hour and is still due: {}", most_makings, change.shown.summary));
    return true;
}

/// True: it is made in this pass.
bool mint(Draft& draft, const MaterialItem& item, const std::string& why, Turn turn) {
    const bool replace = turn == Turn::again;
    model::Change change{.resource = id_of(item), .action = model::MintMaterial{item.name, item.profile, replace}};
    change.inputs = inputs_of(draft, item);
    change.shown.resource = change.resource;
    change.shown.verb = replace ? model::Verb::reissue : model::Verb::create;
    change.shown.summary = why;
    if ((turn == Turn::first && would_be_forgotten(draft, item, why, change.shown)) ||
        must_wait(draft, item, why, change.shown)) {
        draft.wait(change.shown);
        return false;
    }
    if (made_in_vain(draft, change)) return false;
    draft.change(std::move(change));
    return !draft.plan.changes.empty() && draft.plan.changes.back().resource == id_of(item);
}

/// It works for now, so nothing has to wait for it.
void renew(Draft& draft, const MaterialItem& item, const model::CertificateFacts& certificate) {
    const auto until = to_rfc3339(certificate.not_after);
    const auto next = names_are_settled(draft) ? item : with_names_in_use(item, certificate);
    if (mint(draft, next, fmt::format("the certificate ends at {} and is due for renewal", until), Turn::again)) return;
    const auto failure = draft.observed.attempts.find(id_of(item));
    const auto error = failure == draft.observed.attempts.end() ? "" : fmt::format(": {}", failure->second.error);
    draft.status(id_of(item), State::degraded, "RenewalFails",
                 fmt::format("the certificate is valid until {} and is not renewed yet{}", until, error));
}

/// A leaf that is in custody and fits.
void keep_leaf(Draft& draft, const MaterialItem& item, const model::MaterialFacts& custody) {
    const auto ill = outside_its_time(item, custody, draft.now.system);
    if (!ill.empty()) {
        return draft.status(id_of(item), State::degraded, "NotValidNow",
                            fmt::format("{}{}; it is reissued when a trusted clock says the same", ill, not_trusted));
    }
    const auto at = renewal_time(*custody.certificate, authority_of(draft, item), draft.desired.pki);
    if (at && draft.now.trusted && *at <= draft.now.system) return renew(draft, item, *custody.certificate);
    if (at && *at > draft.now.system) {
        draft.due(draft.now.steady + std::min<std::chrono::seconds>(*at - draft.now.system, std::chrono::hours{24}));
    }
    draft.ready(id_of(item),
                at ? "" : fmt::format("ends with its authority at {}", to_rfc3339(custody.certificate->not_after)));
}

Digests plan_leaf(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material, Turn turn) {
    const auto& custody = material.custody;
    auto problems = problems_of(draft, item, custody);
    if (auto missing = missing_etcd_hosts(draft, item, custody); !missing.empty())
        problems.push_back(std::move(missing));
    if (problems.empty()) {
        // The publication comes first: the pair in custody works, whatever becomes of its renewal.
        auto digests = publish_material(draft, item, material, turn);
        keep_leaf(draft, item, custody);
        return digests;
    }
    const bool in_use =
        custody.certificate && custody.signed_by_authority && outside_its_time(item, custody, draft.now.system).empty();
    const auto next = in_use ? with_names_in_use(item, *custody.certificate) : item;
    if (mint(draft, next, fmt::format("{}", fmt::join(problems, "; ")), Turn::again)) return {};
    return publish_material(draft, item, material, turn);
}

/// What can be said of an authority whose end is near; empty: it is not.
std::string authority_end(const Draft& draft, const MaterialItem& item, const model::MaterialFacts& facts) {
    if (item.type != MaterialType::authority || !facts.certificate) return {};
    if (draft.now.system < authority_warning_time(*facts.certificate)) return {};
    return fmt::format(
        "the authority ends at {}, and every certificate that it signed ends with it. Give it a new certificate for "
        "the same key before that: \"An authority near its end\" in docs/operations.md",
        to_rfc3339(facts.certificate->not_after));
}

void keep_for_good(Draft& draft, const MaterialItem& item, const model::MaterialFacts& custody) {
    const auto problems = problems_of(draft, item, custody);
    const auto ill = outside_its_time(item, custody, draft.now.system);
    if (!problems.empty()) {
        draft.status(id_of(item), State::failed, "Unfit",
                     fmt::format("{}{}", fmt::join(problems, "; "), ill.empty() ? "" : authority_cure));
    } else if (!ill.empty()) {
        draft.status(id_of(item), State::degraded, "NotValidNow", ill + not_trusted);
    } else if (const auto end = authority_end(draft, item, custody); !end.empty()) {
        draft.status(id_of(item), State::degraded, "AuthorityEnds", end);
    } else {
        draft.ready(id_of(item));
    }
}

Digests plan_kept(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material) {
    // Recorded once it is in custody: before that it may still have to be made.
    const auto turn = draft.plan.ledger.materials.insert(item.name).second ? Turn::first : Turn::again;
    if (foreign_key(draft, item, material)) return {};
    if (item.type == MaterialType::encryption_config) return plan_kept_encryption_config(draft, item, material, turn);
    if (item.renewal == Renewal::before_end) return plan_leaf(draft, item, material, turn);
    keep_for_good(draft, item, material.custody);
    return publish_material(draft, item, material, turn);
}

void adopt(Draft& draft, const MaterialItem& item) {
    model::Change change{.resource = id_of(item), .action = model::AdoptMaterial{item.name}};
    change.shown.verb = model::Verb::adopt;
    change.shown.summary = fmt::format("the existing files fit and are taken over as they are{}",
                                       trusted_besides(seen(draft, item.name).published));
    for (const auto& file : item.files) {
        const auto loss = loses_readers(draft, {.path = file.path, .content = {}, .digest = {}, .mode = file.mode});
        if (loss.empty()) continue;
        change.shown.summary += fmt::format("; {}", loss);
        draft.plan.warnings.push_back(
            fmt::format("{}; who needs it reads it through a group that spec.files names", loss));
    }
    draft.change(std::move(change));
}

/// True for a leaf of this very authority that lacks a name, a usage or time. The keys of both must be here.
bool can_be_reissued(const Draft& draft, const MaterialItem& item, const model::MaterialFacts& found) {
    if (item.type != MaterialType::leaf || !found.all_present() || !found.certificate) return false;
    const auto& authority = seen(draft, item.authority);
    const bool can_sign =
        authority.custody.all_present() || (authority.published.all_present() && authority.published.key_matches);
    return can_sign && found.key_matches && found.signed_by_authority;
}

/// Makes a certificate that has the names of the found one too. The old pair is kept when the new one is published.
void reissue_found(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material,
                   const std::vector<std::string>& problems) {
    const auto why = fmt::format(
        "the existing certificate does not fit ({}); one with its names and those that are missing takes its place, "
        "and the old pair is kept below {}",
        fmt::join(problems, "; "), model::replaced_directory);
    mint(draft, with_names_in_use(item, *material.published.certificate), why, Turn::again);
}

bool lacks_a_file(const MaterialItem& item, const model::MaterialFacts& found) {
    return std::ranges::any_of(item.files, [&](const auto& file) {
        const auto it = found.files.find(file.role);
        return it == found.files.end() || it->second.presence == model::Presence::absent;
    });
}

std::string paths_that_exist(const MaterialItem& item, const model::MaterialFacts& found) {
    std::string paths;
    for (const auto& file : item.files) {
        const auto it = found.files.find(file.role);
        if (it == found.files.end() || it->second.presence == model::Presence::absent) continue;
        paths += (paths.empty() ? "" : " and ") + file.path;
    }
    return paths;
}

/// What to do about files that are not adopted.
std::string adoption_cure(const MaterialItem& item, const model::MaterialFacts& found) {
    if (item.type == MaterialType::kubeconfig) return "Correct it, or remove it: a new one is made at once";
    if (!kubernetes::irreplaceable(item)) return "Replace what does not fit, or move the files away: new ones are made";
    const std::string cure =
        found.all_present() ? "Replace what does not fit" : "Bring what is missing back from a backup";
    return fmt::format("{}, or move the files away: where no life before may need them, new ones are made", cure);
}

void refuse_adoption(Draft& draft, const MaterialItem& item, const model::MaterialFacts& found,
                     const std::vector<std::string>& problems) {
    draft.status(id_of(item), State::failed, "AdoptionRefused",
                 fmt::format("{}: what exists already does not fit and is not overwritten: {}. {}",
                             paths_that_exist(item, found), fmt::join(problems, "; "), adoption_cure(item, found)));
}

/// `which`: what is gone.
void report_lost_key(Draft& draft, const MaterialItem& item, const std::string& which) {
    draft.status(id_of(item), State::failed, "KeyLost",
                 fmt::format("this node has lived with this key and {}. Nothing new is made, for that would orphan the "
                             "cluster: bring the file back from a backup",
                             which));
}

/// Of an item that is not in custody.
void plan_missing(Draft& draft, const MaterialItem& item, const model::ObservedMaterial& material) {
    if (!material.custody.error.empty()) {
        draft.status(id_of(item), State::failed, "CustodyUnreadable", material.custody.error);
        return;
    }
    const bool reissuable = !kubernetes::irreplaceable(item);
    const bool recorded = draft.plan.ledger.materials.contains(item.name);
    const bool has_lived = recorded || node_has_lived(draft);
    if (material.published.any_present()) {
        const auto problems = problems_of(draft, item, material.published);
        if (problems.empty()) return adopt(draft, item);
        if (can_be_reissued(draft, item, material.published)) return reissue_found(draft, item, material, problems);
        if (!reissuable && has_lived && lacks_a_file(item, material.published)) {
            return report_lost_key(draft, item, fmt::format("{}, and custody has none", fmt::join(problems, "; ")));
        }
        if (!recorded || !reissuable) return refuse_adoption(draft, item, material.published, problems);
    }
    if (!reissuable && has_lived) return report_lost_key(draft, item, "it is gone, from its place and from custody");
    if (!reissuable && !is_blank(draft, item)) return;
    mint(draft, item, fmt::format("{} does not exist yet", item.name), recorded ? Turn::again : Turn::first);
}

/// What can be said of a certificate of others that ends soon; empty: it does not.
std::string external_end(const Draft& draft, const MaterialItem& item, const model::MaterialFacts& facts) {
    if (item.renewal == Renewal::never || !facts.certificate) return {};
    if (draft.now.system < facts.certificate->not_after - draft.desired.pki.renew_before) return {};
    return fmt::format("the certificate ends at {}: whoever provides it has to renew it before that",
                       to_rfc3339(facts.certificate->not_after));
}

Digests plan_managed(Draft& draft, const MaterialItem& item) {
    const auto& material = seen(draft, item.name);
    for (const auto& file : item.files) draft.keep(file.path);
    if (material.custody.all_present()) return plan_kept(draft, item, material);
    plan_missing(draft, item, material);
    return {};
}

void report_external(Draft& draft, const MaterialItem& item) {
    const auto& published = seen(draft, item.name).published;
    const auto problems = problems_of(draft, item, published);
    if (!problems.empty())
        return draft.status(id_of(item), State::failed, "ExternalUnfit", fmt::format("{}", fmt::join(problems, "; ")));
    if (const auto ill = outside_its_time(item, published, draft.now.system); !ill.empty()) {
        return draft.status(id_of(item), State::degraded, "NotValidNow", ill + not_trusted);
    }
    auto end = external_end(draft, item, published);
    if (end.empty()) end = authority_end(draft, item, published);
    if (!end.empty()) return draft.status(id_of(item), State::degraded, "EndsSoon", end);
    draft.ready(id_of(item), "provided by others");
}

Digests plan_external(Draft& draft, const MaterialItem& item) {
    const auto& published = seen(draft, item.name).published;
    Digests digests;
    for (const auto& file : item.files) {
        draft.keep(file.path);
        if (const auto it = published.files.find(file.role); it != published.files.end()) {
            digests[file.path] = it->second.digest;
        }
    }
    report_external(draft, item);
    return digests;
}

}  // namespace

Digests plan_key_material(Draft& draft, std::optional<model::ComponentId> reader) {
    Digests digests;
    for (const auto& item : kubernetes::material_items(draft.desired)) {
        if (item.reader != reader) continue;
        const auto plan_item = [&] {
            digests.merge(item.external ? plan_external(draft, item) : plan_managed(draft, item));
        };
        // Nothing that runs reads the administrator's kubeconfig.
        if (item.type == MaterialType::kubeconfig && !reader) {
            draft.aside(plan_item);
        } else {
            plan_item();
        }
    }
    return digests;
}

}  // namespace planekeeper::plan
