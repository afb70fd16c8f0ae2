#include "ledger/ledger_store.hpp"

#include <nlohmann/json.hpp>

namespace planekeeper::ledger {

using nlohmann::json;

namespace {

constexpr int format_version = 1;
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
std::string soaked_of(const json& value, const model::Ledger& ledger) {
    const bool is_good = ledger.current && ledger.last_good && ledger.current->id == ledger.last_good->id;
    return value.value("soaked", is_good ? ledger.current->id : std::string{});
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

json to_json(const model::Ledger& ledger) {
    json out{{"version", format_version},
             {"materials", ledger.materials},
             {"files", ledger.files},
             {"paths", to_json(ledger.paths)},
             {"failed", to_json(ledger.failed)},
             {"soaked", ledger.soaked},
             {"newCluster", ledger.new_cluster},
             {"rehearsed", ledger.rehearsed},
             {"cures", ledger.cures},
             {"mounted",
              {{"container", ledger.mounted.container},
               {"identities", ledger.mounted.identities},
               {"swaps", ledger.mounted.swaps}}},
             {"images", ledger.images},
             {"taints", to_json(ledger.taints)},
             {"defaultTaints", to_json(ledger.default_taints)},
             {"defaultLabels", ledger.default_labels},
             {"startSeconds", seconds_of(ledger.starts)},
             {"timeFloor", to_rfc3339(ledger.time_floor)}};
    if (ledger.current) out["current"] = to_json(*ledger.current);
    if (ledger.last_good) out["lastGood"] = to_json(*ledger.last_good);
    if (ledger.previous_good) out["previousGood"] = to_json(*ledger.previous_good);
    if (ledger.binary) {
        out["binary"] = {{"source", ledger.binary->source},
                         {"identity", ledger.binary->identity},
                         {"sha512", ledger.binary->sha512}};
    }
    if (ledger.program) {
        out["program"] = {
            {"sha512", ledger.program->sha512}, {"version", ledger.program->version}, {"flags", ledger.program->flags}};
    }
    return out;
}

model::Ledger ledger_from(const json& value) {
    if (value.at("version").get<int>() != format_version) {
        throw json::other_error::create(501, "written by another version of planekeeper", &value);
    }
    model::Ledger ledger;
    value.at("materials").get_to(ledger.materials);
    value.at("files").get_to(ledger.files);
    ledger.paths = paths_from(value.value("paths", json::object()));
    for (const auto& [id, failure] : value.at("failed").items()) ledger.failed[id] = failure_from(failure);
    ledger.new_cluster = value.value("newCluster", false);
    ledger.rehearsed = value.value("rehearsed", "");
    value.at("cures").get_to(ledger.cures);
    if (const auto mounted = value.find("mounted"); mounted != value.end()) {
        ledger.mounted = {mounted->at("container"), mounted->at("identities"), mounted->at("swaps")};
    }
    value.at("images").get_to(ledger.images);
    ledger.taints = taints_from(value.value("taints", json::array()));
    ledger.default_taints = taints_from(value.value("defaultTaints", json::array()));
    ledger.default_labels = value.value("defaultLabels", std::set<std::string>{});
    const auto starts = value.value("startSeconds", json::array());
    for (const auto& start : starts) ledger.starts.emplace_back(start.get<std::int64_t>());
    ledger.time_floor = time_of(value.at("timeFloor"));
    if (value.contains("current")) ledger.current = generation_from(value.at("current"));
    if (value.contains("lastGood")) ledger.last_good = generation_from(value.at("lastGood"));
    if (value.contains("previousGood")) ledger.previous_good = generation_from(value.at("previousGood"));
    ledger.soaked = soaked_of(value, ledger);
    if (value.contains("binary")) {
        const auto& binary = value.at("binary");
        ledger.binary = model::KnownBinary{binary.at("source"), binary.at("identity"), binary.at("sha512")};
    }
    if (value.contains("program")) {
        const auto& program = value.at("program");
        ledger.program = model::KnownProgram{program.at("sha512"), program.at("version"), program.at("flags")};
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
