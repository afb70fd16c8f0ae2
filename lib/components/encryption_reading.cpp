#include "components/encryption_reading.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "base/secret.hpp"
#include "facts/encryption_rules.hpp"
#include "facts/gate_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::EncryptionFacts;
using model::EncryptionReader;

/// A null node in place of a missing node: yaml-cpp throws when a missing node is asked for its type.
YAML::Node member_of(const YAML::Node& node, const std::string& key) {
    if (!node.IsMap()) return {};
    const auto found = node[key];
    return found ? found : YAML::Node{};
}

std::string scalar_of(const YAML::Node& node) { return node.IsScalar() ? node.Scalar() : std::string{}; }

/// One walk over one document; the path is that of the API server's own messages.
class ConfigReading {
public:
    ConfigReading(EncryptionFacts& facts, const EncryptionConfigServer& server) : facts_(facts), server_(server) {}

    void read(const YAML::Node& document) {
        const auto rules = member_of(document, "resources");
        if (!rules.IsSequence() || rules.size() == 0) return problem(document, "resources", "at least one is required");
        for (std::size_t i = 0; i < rules.size(); ++i) read_rule(rules[i], item("resources", i));
    }

private:
    static std::string item(const std::string& path, std::size_t index) { return fmt::format("{}[{}]", path, index); }

    void problem(const YAML::Node& at, const std::string& path, const std::string& what) {
        const auto mark = at.Mark();
        const std::string place =
            mark.is_null() ? "" : fmt::format("line {}, column {}: ", mark.line + 1, mark.column + 1);
        facts_.problems.push_back(fmt::format("{}{}: {}", place, path, what));
    }

    void read_rule(const YAML::Node& rule, const std::string& path) {
        const auto names = resource_names(rule, fmt::format("{}.resources", path));
        for (auto& [at, complaint] : resource_complaints(names, server_.minor)) {
            problem(member_of(rule, "resources"), item(fmt::format("{}.resources", path), at), complaint);
        }
        const auto providers = member_of(rule, "providers");
        if (!providers.IsSequence() || providers.size() == 0) {
            return problem(rule, fmt::format("{}.providers", path), "at least one is required");
        }
        std::vector<EncryptionReader> readers;
        for (std::size_t i = 0; i < providers.size(); ++i) {
            read_provider(providers[i], item(fmt::format("{}.providers", path), i), readers);
        }
        for (const auto& name : names) {
            auto& known = facts_.readers[name];
            known.insert(known.end(), readers.begin(), readers.end());
        }
    }

    std::vector<std::string> resource_names(const YAML::Node& rule, const std::string& path) {
        const auto list = member_of(rule, "resources");
        std::vector<std::string> names;
        if (!list.IsSequence() || list.size() == 0) {
            problem(rule, path, "at least one is required");
            return names;
        }
        for (const auto& name : list) names.push_back(scalar_of(name));
        return names;
    }

    void read_provider(const YAML::Node& entry, const std::string& path, std::vector<EncryptionReader>& readers) {
        std::vector<std::string> found;
        if (entry.IsMap()) {
            // A provider whose value is null is none: Go leaves its pointer empty ("identity:" in place of "identity: {}").
            for (const auto& name : provider_names()) {
                if (!member_of(entry, std::string{name}).IsNull()) found.emplace_back(name);
            }
        }
        if (found.empty()) {
            return problem(entry, path, "holds none of aescbc, aesgcm, secretbox, kms and identity: {}");
        }
        if (found.size() > 1)
            return problem(entry, path, "holds more than one provider; give each an entry of its own");
        const auto& name = found.front();
        const auto value = member_of(entry, name);
        if (name == "identity") return readers.push_back({.provider = name, .name = {}, .secret = {}});
        if (name == "kms") return read_kms(value, fmt::format("{}.kms", path), readers);
        read_keys(value, fmt::format("{}.{}.keys", path, name), name, readers);
    }

    void read_keys(const YAML::Node& value, const std::string& path, const std::string& provider,
                   std::vector<EncryptionReader>& readers) {
        const auto keys = member_of(value, "keys");
        if (!keys.IsSequence() || keys.size() == 0) return problem(value, path, "at least one is required");
        for (std::size_t i = 0; i < keys.size(); ++i) {
            auto reader = read_key(keys[i], item(path, i), provider);
            if (!reader) continue;
            const auto same_name = std::ranges::find_if(readers, [&](const EncryptionReader& other) {
                return other.provider == provider && other.name == reader->name && other.secret != reader->secret;
            });
            if (same_name != readers.end()) {
                problem(keys[i], fmt::format("{}.name", item(path, i)),
                        fmt::format("\"{}\" names another key above; the API server would never try this one",
                                    reader->name));
            }
            readers.push_back(*std::move(reader));
        }
    }

    std::optional<EncryptionReader> read_key(const YAML::Node& key, const std::string& path,
                                             const std::string& provider) {
        const auto name = scalar_of(member_of(key, "name"));
        if (name.empty()) problem(key, fmt::format("{}.name", path), "is missing");
        auto text = scalar_of(member_of(key, "secret"));
        if (text.empty()) {
            problem(key, fmt::format("{}.secret", path), "is missing");
            return std::nullopt;
        }
        const Secret encoded{std::move(text)};
        auto decoded = decoded_base64(encoded.reveal());
        if (!decoded) {
            problem(member_of(key, "secret"), fmt::format("{}.secret", path), "is not base64");
            return std::nullopt;
        }
        const Secret bytes{*std::move(decoded)};
        if (!fits_provider(provider, bytes.reveal().size())) {
            problem(
                member_of(key, "secret"), fmt::format("{}.secret", path),
                fmt::format("has {} bytes; {} takes {}", bytes.reveal().size(), provider, key_sizes_text(provider)));
            return std::nullopt;
        }
        if (name.empty()) return std::nullopt;
        return EncryptionReader{.provider = provider, .name = name, .secret = Digest::of(bytes.reveal())};
    }

    void read_kms(const YAML::Node& kms, const std::string& path, std::vector<EncryptionReader>& readers) {
        const auto field = [&](const char* name) { return scalar_of(member_of(kms, name)); };
        const auto name = field("name");
        const auto endpoint = field("endpoint");
        // Before v1.25 the field is unknown, and unknown fields are passed over.
        const auto version =
            server_.minor < kms_v2_minors.first || field("apiVersion").empty() ? "v1" : field("apiVersion");
        if (name.empty()) problem(kms, fmt::format("{}.name", path), "is missing");
        if (endpoint.empty()) problem(kms, fmt::format("{}.endpoint", path), "is missing");
        if (!endpoint.empty() && !endpoint.starts_with("unix:")) {
            problem(kms, fmt::format("{}.endpoint", path), "is not a unix:// URL");
        }
        if (const auto timeout = field("timeout"); timeout.starts_with('-') || timeout == "0" || timeout == "0s") {
            problem(kms, fmt::format("{}.timeout", path), "has to be longer than nothing");
        }
        const auto cache = field("cachesize");
        if (version == "v1" && cache == "0")
            problem(kms, fmt::format("{}.cachesize", path), "is 0; leave it out, or -1 switches it off");
        if (version != "v1" && !cache.empty())
            problem(kms, fmt::format("{}.cachesize", path), "does not exist with apiVersion: v2");
        if (version == "v1" && !server_.kms_v1) {
            problem(kms, fmt::format("{}.apiVersion", path),
                    fmt::format("is v1, which v1.{} does not start with; move to v2, or set apiserver.featureGates: "
                                "{{KMSv1: true}}",
                                server_.minor));
        }
        if (version != "v1" && version != "v2")
            problem(kms, fmt::format("{}.apiVersion", path), "is neither v1 nor v2");
        const EncryptionReader reader{.provider = "kms", .name = name, .secret = {}};
        if (version == "v2" && name.contains(':')) problem(kms, fmt::format("{}.name", path), "holds a colon");
        if (version == "v2" && !kms_v2_names_.insert(name).second) {
            problem(kms, fmt::format("{}.name", path), "is the name of another KMS plugin, too");
        }
        if (!endpoint.empty()) facts_.kms_endpoints.insert(endpoint);
        if (!name.empty()) readers.push_back(reader);
    }

    EncryptionFacts& facts_;
    EncryptionConfigServer server_;
    std::set<std::string> kms_v2_names_;
};

/// Digests of the texts after "secret:" that could be keys, in a text that is no YAML or no encryption config.
std::set<Digest> loose_secrets(std::string_view text) {
    constexpr std::string_view field = "secret:";
    std::set<Digest> secrets;
    for (auto at = text.find(field); at != std::string_view::npos; at = text.find(field, at + 1)) {
        auto value = text.substr(at + field.size());
        value.remove_prefix(std::min(value.find_first_not_of(" \t\"'"), value.size()));
        value = value.substr(0, value.find_first_of(" \t\r\n\"'#,}"));
        auto decoded = decoded_base64(value);
        if (!decoded) continue;
        const Secret bytes{*std::move(decoded)};
        if (fits_provider("aescbc", bytes.reveal().size())) secrets.insert(Digest::of(bytes.reveal()));
    }
    return secrets;
}

bool is_encryption_config(const YAML::Node& document) {
    const auto kind = scalar_of(member_of(document, "kind"));
    const auto version = scalar_of(member_of(document, "apiVersion"));
    return (kind == "EncryptionConfiguration" && version == "apiserver.config.k8s.io/v1") ||
           (kind == "EncryptionConfig" && version == "v1");
}

}  // namespace

EncryptionConfigServer encryption_config_server(const model::DesiredState& desired) {
    constexpr const char* gate = "KMSv1";
    const int minor = desired.version.minor;
    const auto& chosen = desired.component(model::ComponentId::api_server).feature_gates;
    const auto* const row = gate_in(gate, minor);
    const bool by_default = row == nullptr || row->by_default;
    const auto own = chosen.find(gate);
    return {.minor = minor, .kms_v1 = own == chosen.end() ? by_default : own->second};
}

EncryptionFacts encryption_config_facts(std::string_view text, const EncryptionConfigServer& server) {
    EncryptionFacts facts;
    try {
        const auto document = YAML::Load(std::string{text});
        if (is_encryption_config(document)) {
            ConfigReading{facts, server}.read(document);
            facts.readable = true;
            return facts;
        }
        facts = {};
        facts.problems.push_back(
            "it is not of the kind EncryptionConfiguration of apiserver.config.k8s.io/v1 (nor the legacy v1 "
            "EncryptionConfig)");
    } catch (const YAML::Exception& error) {
        facts = {};
        facts.problems.push_back(fmt::format("line {}, column {}: it is not YAML: {}", error.mark.line + 1,
                                             error.mark.column + 1, error.msg));
    }
    facts.loose_secrets = loose_secrets(text);
    return facts;
}

}  // namespace planekeeper::kubernetes
