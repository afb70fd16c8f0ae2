#include "ledger/ledger_store.hpp"

#include <nlohmann/json.hpp>

namespace planekeeper::ledger {

using nlohmann::json;

namespace {

/// 1 had one rollout, the API server's, among the fields of the ledger itself.
constexpr int first_format = 1;
constexpr int format_version = 2;
constexpr std::size_t ledger_size_limit = 4UL * 1024 * 1024;

json to_json(const model::Generation& generation) {
    return {{"id", generation.id},
            {"manifest", generation.manifest},
            {"path", generation.path},
            {"image", generation.image},
            {"kubernetesVersion", to_string(generation.version)},
            {"files", generation.files},
            {"bindAddress", generation.bind_address},
            {"port", generation.port},
            {"handMade", generation.hand_made},
            {"publishedAt", to_rfc3339(generation.published_at)}};
}

json to_json(const std::map<std::string, model::Failure>& failed) {
    auto out = json::object();
    for (const auto& [id, failure] : failed) {
        out[id] = {{"reason", failure.reason},
                   {"message", failure.message},
                   {"ofTime", failure.of_time},
                   {"at", to_rfc3339(failure.at)},
                   {"times", failure.times}};
    }
    return out;
}

SystemTime time_of(const json& value) { return from_rfc3339(value.get<std::string>()).value_or(SystemTime{}); }

/// A ledger of planekeeper's first days does not have it.
model::KubernetesVersion version_of(const json& generation) {
    return model::version_from(generation.value("kubernetesVersion", "")).value_or(model::KubernetesVersion{});
}

model::Generation generation_from(const json& value) {
    return {.id = value.at("id"),
            .manifest = value.at("manifest"),
            .path = value.at("path"),
            .image = value.at("image"),
            .version = version_of(value),
            .files = value.value("files", std::map<std::string, std::string>{}),
            .bind_address = value.value("bindAddress", ""),
            .port = value.value("port", std::uint16_t{0}),
            .published_at = time_of(value.at("publishedAt")),
            .hand_made = value.value("handMade", false)};
}

json to_json(const std::map<std::string, model::PathHistory>& paths) {
    auto out = json::object();
    for (const auto& [path, history] : paths) {
        auto& one = out[path] = {{"found", history.found},
                                 {"foundAs", history.found_as.hex()},
                                 {"written", json::array()},
                                 {"copies", json::array()}};
        for (const auto& digest : history.written) one["written"].push_back(digest.hex());
        for (const auto& copy : history.copies) {
            one["copies"].push_back({{"path", copy.path}, {"digest", copy.digest.hex()}, {"found", copy.found}});
        }
    }
    return out;
}

std::map<std::string, model::PathHistory> paths_from(const json& value) {
    std::map<std::string, model::PathHistory> paths;
    for (const auto& [path, one] : value.items()) {
        auto& history = paths[path];
        history.found = one.at("found");
        if (const std::string hex = one.at("foundAs"); !hex.empty()) history.found_as = Digest::from_hex(hex);
        for (const auto& digest : one.at("written")) history.written.push_back(Digest::from_hex(digest));
        for (const auto& copy : one.at("copies")) {
            history.copies.push_back({copy.at("path"), Digest::from_hex(copy.at("digest")), copy.at("found")});
        }
    }
    return paths;
}

/// An older planekeeper wrote "REASON: message" in its place.
model::Failure failure_from(const json& value) {
    if (value.is_string()) {
        const auto text = value.get<std::string>();
        const auto colon = std::min(text.find(": "), text.size());
        return {.reason = text.substr(0, colon), .message = text.substr(std::min(colon + 2, text.size()))};
    }
    return {.reason = value.at("reason"),
            .message = value.at("message"),
            .of_time = value.at("ofTime"),
            .at = time_of(value.at("at")),
            .times = value.at("times")};
}

/// What an older planekeeper remembers as good has run for long.
std::string soaked_of(const json& value, const model::Rollout& rollout) {
    const bool is_good = rollout.current && rollout.last_good && rollout.current->id == rollout.last_good->id;
    return value.value("soaked", is_good ? rollout.current->id : std::string{});
}

json to_json(const std::set<model::Taint>& taints) {
    auto list = json::array();
    for (const auto& taint : taints)
        list.push_back({{"key", taint.key}, {"value", taint.value}, {"effect", taint.effect}});
    return list;
}

std::set<model::Taint> taints_from(const json& list) {
    std::set<model::Taint> taints;
    for (const auto& taint : list) {
        taints.insert({.key = taint.at("key"), .value = taint.at("value"), .effect = taint.at("effect")});
    }
    return taints;
}

json seconds_of(const std::vector<std::chrono::seconds>& starts) {
    auto list = json::array();
    for (const auto start : starts) list.push_back(start.count());
    return list;
}

json to_json(const model::Rollout& rollout) {
    json out{{"failed", to_json(rollout.failed)},
             {"soaked", rollout.soaked},
             {"rehearsed", rollout.rehearsed},
             {"cures", rollout.cures},
             {"mounted",
              {{"container", rollout.mounted.container},
               {"identities", rollout.mounted.identities},
               {"swaps", rollout.mounted.swaps}}},
             {"startSeconds", seconds_of(rollout.starts)}};
    if (rollout.current) out["current"] = to_json(*rollout.current);
    if (rollout.last_good) out["lastGood"] = to_json(*rollout.last_good);
    if (rollout.previous_good) out["previousGood"] = to_json(*rollout.previous_good);
    if (rollout.binary) {
        out["binary"] = {{"source", rollout.binary->source},
                         {"identity", rollout.binary->identity},
                         {"sha512", rollout.binary->sha512}};
    }
    if (rollout.program) {
        out["program"] = {{"sha512", rollout.program->sha512},
                          {"version", rollout.program->version},
                          {"flags", rollout.program->flags}};
    }
    return out;
}

json to_json(const model::PerComponent<model::Rollout>& rollouts) {
    auto out = json::object();
    for (const auto id : model::all_components) {
        if (rollouts[id] != model::Rollout{}) out[std::string{to_string(id)}] = to_json(rollouts[id]);
    }
    return out;
}

json to_json(const model::Ledger& ledger) {
    return {{"version", format_version},
            {"materials", ledger.materials},
            {"files", ledger.files},
            {"paths", to_json(ledger.paths)},
            {"components", to_json(ledger.rollouts)},
            {"newCluster", ledger.new_cluster},
            {"images", ledger.images},
            {"taints", to_json(ledger.taints)},
            {"defaultTaints", to_json(ledger.default_taints)},
            {"defaultLabels", ledger.default_labels},
            {"timeFloor", to_rfc3339(ledger.time_floor)}};
}

model::Rollout rollout_from(const json& value) {
    model::Rollout rollout;
    for (const auto& [id, failure] : value.at("failed").items()) rollout.failed[id] = failure_from(failure);
    rollout.rehearsed = value.value("rehearsed", "");
    value.at("cures").get_to(rollout.cures);
    if (const auto mounted = value.find("mounted"); mounted != value.end()) {
        rollout.mounted = {mounted->at("container"), mounted->at("identities"), mounted->at("swaps")};
    }
    const auto starts = value.value("startSeconds", json::array());
    for (const auto& start : starts) rollout.starts.emplace_back(start.get<std::int64_t>());
    if (value.contains("current")) rollout.current = generation_from(value.at("current"));
    if (value.contains("lastGood")) rollout.last_good = generation_from(value.at("lastGood"));
    if (value.contains("previousGood")) rollout.previous_good = generation_from(value.at("previousGood"));
    rollout.soaked = soaked_of(value, rollout);
    if (value.contains("binary")) {
        const auto& binary = value.at("binary");
        rollout.binary = model::KnownBinary{binary.at("source"), binary.at("identity"), binary.at("sha512")};
    }
    if (value.contains("program")) {
        const auto& program = value.at("program");
        rollout.program = model::KnownProgram{program.at("sha512"), program.at("version"), program.at("flags")};
    }
    return rollout;
}

/// A component that this planekeeper does not know is an error: what it had run would be forgotten.
model::PerComponent<model::Rollout> rollouts_from(const json& components) {
    model::PerComponent<model::Rollout> rollouts;
    for (const auto& [name, rollout] : components.items()) {
        const auto id = model::component_from(name);
        if (!id) throw json::other_error::create(501, "unknown component " + name, &components);
        rollouts[*id] = rollout_from(rollout);
    }
    return rollouts;
}

model::Ledger ledger_from(const json& value) {
    const auto version = value.at("version").get<int>();
    if (version < first_format || version > format_version) {
        throw json::other_error::create(501, "written by another version of planekeeper", &value);
    }
    model::Ledger ledger;
    value.at("materials").get_to(ledger.materials);
    value.at("files").get_to(ledger.files);
    ledger.paths = paths_from(value.value("paths", json::object()));
    ledger.new_cluster = value.value("newCluster", false);
    value.at("images").get_to(ledger.images);
    ledger.taints = taints_from(value.value("taints", json::array()));
    ledger.default_taints = taints_from(value.value("defaultTaints", json::array()));
    ledger.default_labels = value.value("defaultLabels", std::set<std::string>{});
    ledger.time_floor = time_of(value.at("timeFloor"));
    if (version == first_format) {
        ledger.rollouts[model::ComponentId::api_server] = rollout_from(value);
    } else {
        ledger.rollouts = rollouts_from(value.at("components"));
    }
    return ledger;
}

}  // namespace

std::string LedgerStore::path() { return std::string{state_directory} + "/ledger.json"; }

Result<model::Ledger> LedgerStore::load() const {
    auto text = files_.read(path(), ledger_size_limit);
    if (!text) {
        if (text.error().kind() == ErrorKind::not_found) return model::Ledger{};
        return fail(std::move(text).error().during("reading the ledger"));
    }
    try {
        return ledger_from(json::parse(*text));
    } catch (const json::exception& error) {
        return fail(ErrorKind::invalid, path() + " cannot be understood: " + error.what());
    }
}

Result<void> LedgerStore::save(const model::Ledger& ledger) {
    const edges::FileMetadata directory{.mode = 0700};
    if (auto made = files_.make_directory(state_directory, directory); !made) {
        return fail(std::move(made).error().during("saving the ledger"));
    }
    const edges::FileMetadata metadata{.mode = 0600};
    if (auto written = files_.replace(path(), to_json(ledger).dump(1) + "\n", metadata); !written) {
        return fail(std::move(written).error().during("saving the ledger"));
    }
    return {};
}

}  // namespace planekeeper::ledger
