#include "kubernetes/encryption_config_facts.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <vector>

namespace planekeeper::kubernetes {

namespace {

void collect_keys(const YAML::Node& provider, std::vector<std::string>& keys) {
    for (const auto& entry : provider["keys"]) {
        keys.push_back(entry["name"].as<std::string>() + ":" + entry["secret"].as<std::string>());
    }
}

EncryptionConfigFacts facts_of(const YAML::Node& document) {
    EncryptionConfigFacts facts;
    std::vector<std::string> keys;
    for (const auto& rule : document["resources"]) {
        for (const auto& provider : rule["providers"]) {
            for (const auto& entry : provider) {
                if (facts.provider.empty()) facts.provider = entry.first.as<std::string>();
                if (entry.second.IsMap() && entry.second["keys"]) collect_keys(entry.second, keys);
            }
        }
    }
    std::ranges::sort(keys);
    std::string all;
    for (const auto& key : keys) all += key + "\n";
    if (!keys.empty()) facts.keys = Digest::of(all);
    return facts;
}

}  // namespace

std::optional<EncryptionConfigFacts> encryption_config_facts(std::string_view text) {
    try {
        const auto document = YAML::Load(std::string{text});
        if (!document.IsMap() || !document["kind"]) return std::nullopt;
        const auto kind = document["kind"].as<std::string>();
        if (kind != "EncryptionConfiguration" && kind != "EncryptionConfig") return std::nullopt;
        return facts_of(document);
    } catch (const YAML::Exception&) {
        return std::nullopt;
    }
}

}  // namespace planekeeper::kubernetes
