#include "facts/encryption_rules.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <ranges>
#include <set>

namespace planekeeper::kubernetes {

namespace {

using model::EncryptionFacts;
using model::EncryptionReader;

constexpr std::array<std::string_view, 5> providers{"aescbc", "aesgcm", "secretbox", "kms", "identity"};

struct KeySize {
    std::string_view provider;
    std::size_t bytes;
};
constexpr auto key_sizes = std::to_array<KeySize>({{"aescbc", 16},
                                                   {"aescbc", 24},
                                                   {"aescbc", 32},
                                                   {"aesgcm", 16},
                                                   {"aesgcm", 24},
                                                   {"aesgcm", 32},
                                                   {"secretbox", 32}});

/// "deployments.apps" as Kubernetes splits it: at the first dot.
struct GroupResource {
    std::string resource;
    std::string group;
    explicit GroupResource(const std::string& text)
        : resource(text.substr(0, text.find('.'))), group(text.contains('.') ? text.substr(text.find('.') + 1) : "") {}
};

std::string complaint_about(const std::string& name) {
    const GroupResource split{name};
    if (name.empty()) return "is not a name";
    if (std::ranges::any_of(name, [](char c) { return c >= 'A' && c <= 'Z'; })) return "has capital letters";
    if (name == "*") return "\"*\" matches nothing: \"*.\" is the core group, \"*.*\" is everything";
    if (name == "apiserveripinfo" || name == "serviceipallocations" || name == "servicenodeportallocations") {
        return fmt::format("{} has no API and cannot be encrypted", name);
    }
    if (split.group == "events.k8s.io") return "events are stored as \"events\", without a group";
    if (split.group == "extensions") return "the group extensions is gone";
    if (split.group == "*" && split.resource != "*") return "one resource across all groups is not possible";
    return {};
}

bool overlap(const GroupResource& one, const GroupResource& other) {
    const auto is_all = [](const GroupResource& it) { return it.group == "*" && it.resource == "*"; };
    if (is_all(one) || is_all(other)) return true;
    return one.group == other.group && (one.resource == "*" || other.resource == "*");
}

std::string named(const EncryptionReader& reader) {
    if (reader.name.empty()) return reader.provider;
    return fmt::format("{} {} \"{}\"", reader.provider, reader.provider == "kms" ? "plugin" : "key", reader.name);
}

std::string named(const std::vector<EncryptionReader>& readers) {
    const auto name = [](const EncryptionReader& reader) { return named(reader); };
    return fmt::format("{}", fmt::join(readers | std::views::transform(name), ", "));
}

std::set<std::string> resources_of(const EncryptionFacts& one, const EncryptionFacts& other) {
    std::set<std::string> names;
    for (const auto* config : {&one, &other}) {
        for (const auto& [resource, readers] : config->readers) names.insert(resource);
    }
    return names;
}

}  // namespace

std::span<const std::string_view> provider_names() { return providers; }

bool fits_provider(std::string_view provider, std::size_t bytes) {
    return std::ranges::any_of(key_sizes,
                               [&](const KeySize& row) { return row.provider == provider && row.bytes == bytes; });
}

std::string key_sizes_text(std::string_view provider) { return fits_provider(provider, 16) ? "16, 24 or 32" : "32"; }

std::vector<std::pair<std::size_t, std::string>> resource_complaints(const std::vector<std::string>& names, int minor) {
    std::vector<std::pair<std::size_t, std::string>> complaints;
    if (!wildcard_minors.contains(minor)) return complaints;
    for (std::size_t i = 0; i < names.size(); ++i) {
        auto complaint = complaint_about(names[i]);
        for (std::size_t j = 0; j < i && complaint.empty(); ++j) {
            if (names[j] == names[i]) complaint = fmt::format("{} stands here twice", names[i]);
            if (complaint.empty() && overlap(GroupResource{names[j]}, GroupResource{names[i]})) {
                complaint = fmt::format("{} overlaps with {} in the same list", names[i], names[j]);
            }
        }
        if (!complaint.empty()) complaints.emplace_back(i, std::move(complaint));
    }
    return complaints;
}

std::vector<EncryptionReader> readers_of(const EncryptionFacts& config, const std::string& resource) {
    for (const auto& name : {resource, fmt::format("*.{}", GroupResource{resource}.group), std::string{"*.*"}}) {
        if (const auto found = config.readers.find(name); found != config.readers.end()) return found->second;
    }
    return {};
}

std::vector<std::string> lost_readers(const EncryptionFacts& kept, const EncryptionFacts& found) {
    std::vector<std::string> lost;
    for (const auto& resource : resources_of(kept, found)) {
        const auto offered = readers_of(found, resource);
        for (const auto& needed : readers_of(kept, resource)) {
            // Data that is stored without encryption can be read again as soon as identity comes back.
            if (needed.provider == "identity" || std::ranges::find(offered, needed) != offered.end()) continue;
            auto text = fmt::format("{} for {}", named(needed), resource);
            if (std::ranges::find(lost, text) == lost.end()) lost.push_back(std::move(text));
        }
    }
    return lost;
}

std::vector<std::string> encryption_differences(const EncryptionFacts& kept, const EncryptionFacts& found) {
    std::vector<std::string> differences;
    for (const auto& resource : resources_of(kept, found)) {
        const auto before = kept.readers.find(resource);
        const auto after = found.readers.find(resource);
        if (before == kept.readers.end()) {
            differences.push_back(fmt::format("{}: {} (new)", resource, named(after->second)));
        } else if (after == found.readers.end()) {
            differences.push_back(fmt::format("{}: no longer named", resource));
        } else if (before->second != after->second) {
            differences.push_back(
                fmt::format("{}: {} instead of {}", resource, named(after->second), named(before->second)));
        }
    }
    if (kept.kms_endpoints != found.kms_endpoints) differences.emplace_back("the sockets of KMS plugins differ");
    return differences;
}

}  // namespace planekeeper::kubernetes
