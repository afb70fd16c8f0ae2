#include "components/kubeconfig_reading.hpp"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>

#include "base/ascii.hpp"
#include "base/digest.hpp"
#include "base/ip.hpp"
#include "base/url.hpp"
#include "components/certificate_names.hpp"

namespace planekeeper::kubernetes {

namespace {

YAML::Node field_of(const YAML::Node& node, const char* key) {
    if (!node.IsMap()) return {};
    const auto found = node[key];
    return found ? found : YAML::Node{};
}

std::string word_of(const YAML::Node& node, const char* key) {
    const auto value = field_of(node, key);
    return value.IsScalar() ? value.Scalar() : std::string{};
}

/// The entry of one of the lists of named things: `inner` of the item that has this name.
YAML::Node named_entry(const YAML::Node& document, const char* list, const char* inner, const std::string& name) {
    const auto items = field_of(document, list);
    if (!items.IsSequence()) return {};
    for (const auto& item : items) {
        if (word_of(item, "name") == name) return field_of(item, inner);
    }
    return {};
}

class KubeconfigParts {
public:
    void read(const YAML::Node& document) {
        const auto current = word_of(document, "current-context");
        if (current.empty()) return fail_with("it has no current-context");
        const auto entry = named_entry(document, "contexts", "context", current);
        if (!entry.IsMap())
            return fail_with(fmt::format("its current-context \"{}\" is not among its contexts", current));
        const auto cluster = named_entry(document, "clusters", "cluster", word_of(entry, "cluster"));
        if (!cluster.IsMap()) return fail_with("the cluster of its current context is missing");
        const auto user = named_entry(document, "users", "user", word_of(entry, "user"));
        if (!user.IsMap()) return fail_with("the user of its current context is missing");
        reading.server = word_of(cluster, "server");
        take(cluster, "certificate-authority", reading.authority);
        take(user, "client-certificate", reading.certificate);
        take(user, "client-key", reading.key);
        if (reading.server.empty()) fail_with("its cluster has no server");
        if (reading.certificate.empty())
            fail_with(fmt::format("its user has no client certificate ({})", other_login(user)));
    }

    KubeconfigReading reading;

private:
    void fail_with(std::string problem) {
        if (reading.problem.empty()) reading.problem = std::move(problem);
    }

    static std::string other_login(const YAML::Node& user) {
        for (const char* way : {"exec", "token", "tokenFile", "username", "auth-provider"}) {
            if (!field_of(user, way).IsNull()) return fmt::format("it logs in by {}", way);
        }
        return "and no other way to log in";
    }

    /// Data in the file takes precedence over a file that it names, as in client-go.
    void take(const YAML::Node& map, const std::string& field, KubeconfigData& out) {
        Secret text{word_of(map, fmt::format("{}-data", field).c_str())};
        if (text.empty()) {
            out.file = word_of(map, field.c_str());
            return;
        }
        if (auto bytes = decoded_base64(text.reveal())) {
            out.bytes = Secret{*std::move(bytes)};
        } else {
            fail_with(fmt::format("{}-data is not base64", field));
        }
    }
};

/// A text that is no URL stays unchanged.
std::string canonical_server(std::string_view text) {
    const auto url = Url::parse(text);
    if (!url) return std::string{text};
    constexpr std::uint16_t standard_port = 443;
    std::string server(url->scheme);
    std::ranges::transform(server, server.begin(), to_lower);
    server += fmt::format("://{}", host_and_port(canonical_host(url->host), url->port_or(standard_port)));
    server += url->target;
    while (server.ends_with('/')) server.pop_back();
    return server;
}

}  // namespace

KubeconfigReading read_kubeconfig(std::string_view text) {
    try {
        const auto document = YAML::Load(std::string{text});
        if (word_of(document, "kind") != "Config" && !field_of(document, "clusters").IsSequence()) {
            KubeconfigReading reading;
            reading.problem = "it is no kubeconfig";
            return reading;
        }
        KubeconfigParts parts;
        parts.read(document);
        return std::move(parts.reading);
    } catch (const YAML::Exception& error) {
        KubeconfigReading reading;
        reading.problem = fmt::format("line {}, column {}: it is not YAML: {}", error.mark.line + 1,
                                      error.mark.column + 1, error.msg);
        return reading;
    }
}

bool same_server(std::string_view one, std::string_view other) {
    return canonical_server(one) == canonical_server(other);
}

}  // namespace planekeeper::kubernetes
