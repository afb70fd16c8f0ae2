#include "ledger/ledger_store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "text/described_json.hpp"

namespace planekeeper::model {

BOOST_DESCRIBE_STRUCT(Generation, (),
                      (id, manifest, path, image, version, files, bind_address, port, published_at, hand_made))
BOOST_DESCRIBE_STRUCT(Failure, (), (reason, message, of_time, at, times))
BOOST_DESCRIBE_STRUCT(KnownBinary, (), (source, identity, sha512))
BOOST_DESCRIBE_STRUCT(KnownProgram, (), (sha512, version, flags))
BOOST_DESCRIBE_STRUCT(KeptCopy, (), (path, digest, found))
BOOST_DESCRIBE_STRUCT(PathHistory, (), (found, found_as, written, copies))
BOOST_DESCRIBE_STRUCT(MountedDirectories, (), (container, identities, swaps))
BOOST_DESCRIBE_STRUCT(Rollout, (),
                      (current, last_good, previous_good, soaked, failed, rehearsed, cures, mounted, binary, program,
                       starts))
BOOST_DESCRIBE_STRUCT(SequenceState, (), (stage, since))
BOOST_DESCRIBE_STRUCT(Taint, (), (key, value, effect))
BOOST_DESCRIBE_STRUCT(Ledger, (),
                      (materials, files, paths, rollouts, sequences, images, taints, default_taints, default_labels,
                       new_cluster, time_floor))

}  // namespace planekeeper::model

namespace planekeeper::text {

template <>
inline constexpr auto json_names<model::Generation> = std::to_array<JsonName>({{"version", "kubernetesVersion"}});
template <>
inline constexpr auto json_names<model::Rollout> = std::to_array<JsonName>({{"starts", "startSeconds"}});
template <>
inline constexpr auto json_names<model::Ledger> = std::to_array<JsonName>({{"rollouts", "components"}});

}  // namespace planekeeper::text

namespace planekeeper::ledger {

using nlohmann::json;

namespace {

/// Format 1 had a single rollout, the API server's, with its fields in the ledger itself.
constexpr int first_format = 1;
constexpr int format_version = 2;
constexpr std::size_t ledger_size_limit = 4UL * 1024 * 1024;

/// Fields that planekeeper's first ledgers do not have. Any other missing field is an error, because its content would
/// be forgotten.
template <class T>
constexpr std::array<std::string_view, 0> later_fields{};
template <>
constexpr auto later_fields<model::Generation> =
    std::to_array<std::string_view>({"kubernetesVersion", "files", "bindAddress", "port", "handMade"});
template <>
constexpr auto later_fields<model::Rollout> =
    std::to_array<std::string_view>({"soaked", "rehearsed", "mounted", "startSeconds"});
template <>
constexpr auto later_fields<model::Ledger> =
    std::to_array<std::string_view>({"paths", "sequences", "taints", "defaultTaints", "defaultLabels", "newCluster"});

struct LedgerRules {
    using Json = json;
    using Fields = text::DescribedJson<LedgerRules>;

    static json write(SystemTime time) { return to_rfc3339(time); }
    static json write(std::chrono::seconds duration) { return duration.count(); }
    static json write(const Digest& digest) { return digest.hex(); }
    static json write(const model::KubernetesVersion& version) { return to_string(version); }
    static json write(const model::PerComponent<model::Rollout>& rollouts) {
        auto out = json::object();
        for (const auto id : model::all_components) {
            if (rollouts[id] != model::Rollout{}) out[std::string{to_string(id)}] = Fields::write(rollouts[id]);
        }
        return out;
    }

    static void read(const json& value, SystemTime& time) {
        const auto read = from_rfc3339(value.get<std::string>());
        fits(read.has_value(), value, "a time");
        time = *read;
    }
    static void read(const json& value, std::chrono::seconds& duration) {
        duration = std::chrono::seconds{value.get<std::int64_t>()};
    }
    static void read(const json& value, Digest& digest) {
        if (auto hex = value.get<std::string>(); !hex.empty()) digest = Digest::from_hex(std::move(hex));
    }
    static void read(const json& value, model::KubernetesVersion& version) {
        const auto read = model::version_from(value.get<std::string>());
        fits(read.has_value(), value, "a version of Kubernetes");
        version = *read;
    }
    /// An older planekeeper wrote the text "REASON: message" instead.
    static void read(const json& value, model::Failure& failure) {
        if (!value.is_string()) return Fields::read_members(value, failure);
        const auto text = value.get<std::string>();
        const auto colon = std::min(text.find(": "), text.size());
        failure = {.reason = text.substr(0, colon), .message = text.substr(std::min(colon + 2, text.size()))};
    }
    /// An older planekeeper did not write `soaked`: its good generation counts as one that has run long enough.
    static void read(const json& value, model::Rollout& rollout) {
        Fields::read_members(value, rollout);
        const bool is_good = rollout.current && rollout.last_good && rollout.current->id == rollout.last_good->id;
        if (!value.contains("soaked") && is_good) rollout.soaked = rollout.current->id;
    }
    /// An unknown component is an error, because its history would be forgotten.
    static void read(const json& components, model::PerComponent<model::Rollout>& rollouts) {
        for (const auto& [name, rollout] : components.items()) {
            const auto id = model::component_from(name);
            fits(id.has_value(), components, fmt::format("known components, and not {}", name));
            Fields::read(rollout, rollouts[*id]);
        }
    }

    static bool fits(bool as_expected, const json& value, std::string_view what) {
        if (!as_expected) throw json::other_error::create(501, fmt::format("expected {}", what), &value);
        return true;
    }
    template <class T>
    static void missing(const json& object, const std::string& name) {
        const bool came_later = std::ranges::find(later_fields<T>, name) != later_fields<T>.end();
        fits(came_later, object, fmt::format("the field {}", name));
    }
};

json to_json(const model::Ledger& ledger) {
    auto out = LedgerRules::Fields::write(ledger);
    out["version"] = format_version;
    return out;
}

model::Ledger ledger_from(json value) {
    const auto version = value.at("version").get<int>();
    if (version < first_format || version > format_version) {
        throw json::other_error::create(501, "written by another version of planekeeper", &value);
    }
    if (version == first_format) {
        const json rollout = value;
        value["components"] = {{to_string(model::ComponentId::api_server), rollout}};
    }
    model::Ledger ledger;
    LedgerRules::Fields::read(value, ledger);
    return ledger;
}

}  // namespace

std::string LedgerStore::path() { return fmt::format("{}/ledger.json", state_directory); }

Result<model::Ledger> LedgerStore::load() const {
    auto text = files_.read(path(), ledger_size_limit);
    if (!text) {
        if (text.error().kind() == ErrorKind::not_found) return model::Ledger{};
        return fail(std::move(text).error().during("reading the ledger"));
    }
    try {
        return ledger_from(json::parse(*text));
    } catch (const json::exception& error) {
        return fail(ErrorKind::invalid, fmt::format("{} cannot be understood: {}", path(), error.what()));
    }
}

Result<void> LedgerStore::save(const model::Ledger& ledger) {
    const edges::FileMetadata directory{.mode = 0700};
    if (auto made = files_.make_directory(state_directory, directory); !made) {
        return fail(std::move(made).error().during("saving the ledger"));
    }
    const edges::FileMetadata metadata{.mode = 0600};
    if (auto written = files_.replace(path(), fmt::format("{}\n", to_json(ledger).dump(1)), metadata); !written) {
        return fail(std::move(written).error().during("saving the ledger"));
    }
    return {};
}

}  // namespace planekeeper::ledger
