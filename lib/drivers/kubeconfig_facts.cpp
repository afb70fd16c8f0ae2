#include "drivers/kubeconfig_facts.hpp"

#include <fmt/format.h>

#include "components/kubeconfig_reading.hpp"
#include "drivers/file_driver.hpp"
#include "drivers/links.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::drivers {

namespace {

/// The bytes of one part, from the document or from the file that it refers to. An unreadable file is a problem.
Secret part_of(kubernetes::KubeconfigData part, const std::string& directory, const edges::FileSystem& files,
               model::KubeconfigFacts& facts) {
    if (part.file.empty()) return std::move(part.bytes);
    facts.names_files = true;
    const auto path = part.file.starts_with('/') ? part.file : fmt::format("{}/{}", directory, part.file);
    auto bytes = read_through(files, path, readable_size);
    if (bytes) return Secret{*std::move(bytes)};
    if (facts.problem.empty())
        facts.problem = fmt::format("it names {}, which cannot be read: {}", path, bytes.error().text());
    return {};
}

}  // namespace

void describe_kubeconfig(std::string_view document, const std::string& directory, const edges::FileSystem& files,
                         const std::string& authority_pem, model::MaterialFacts& facts) {
    auto reading = kubernetes::read_kubeconfig(document);
    model::KubeconfigFacts found{.server = std::move(reading.server), .problem = std::move(reading.problem)};
    const auto authority = part_of(std::move(reading.authority), directory, files, found);
    const auto certificate = part_of(std::move(reading.certificate), directory, files, found);
    const auto key = part_of(std::move(reading.key), directory, files, found);
    found.has_authority = !authority.empty();
    const std::string trusted{authority.reveal()};
    found.trusts_authority = !authority_pem.empty() && pki::signed_by(authority_pem, trusted).value_or(false);
    const std::string pem{certificate.reveal()};
    if (auto inspected = pki::inspect(pem)) {
        facts.certificate = std::move(*inspected);
        facts.signed_by_authority = !authority_pem.empty() && pki::signed_by(pem, authority_pem).value_or(false);
        const auto private_key = pki::inspect_key(key);
        facts.key_matches = private_key && pki::carries(pem, private_key->public_key).value_or(false);
    } else if (found.problem.empty()) {
        found.problem = fmt::format("its client certificate: {}", inspected.error().text());
    }
    facts.kubeconfig = std::move(found);
}

}  // namespace planekeeper::drivers
