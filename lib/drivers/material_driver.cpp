#include "drivers/material_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "components/key_files.hpp"
#include "components/render.hpp"
#include "drivers/file_driver.hpp"
#include "drivers/material_facts.hpp"
#include "pki/certificate.hpp"

namespace planekeeper::drivers {

using kubernetes::MaterialItem;
using kubernetes::MaterialType;
using kubernetes::PkiFile;
using ledger::MaterialBytes;
using model::FileRole;
using model::Presence;

namespace {

/// Clocks differ in a small network: a certificate that is valid only from now on would be refused where the clock is
/// behind.
constexpr std::chrono::minutes backdate{5};
/// Marks an identity that cannot be trusted: the file changed a moment ago, or was not completely readable.
constexpr char unsettled = '*';
constexpr std::size_t encryption_key_size = 32;
constexpr std::array authority_files{FileRole::key, FileRole::certificate};
constexpr std::chrono::hours client_lifetime{1};

const MaterialItem* find(const std::vector<MaterialItem>& items, std::string_view name) {
    const auto it = std::ranges::find(items, name, &MaterialItem::name);
    return it == items.end() ? nullptr : &*it;
}

bool names_files(const model::ObservedMaterial& material) {
    const auto in = [](const model::MaterialFacts& facts) { return facts.kubeconfig && facts.kubeconfig->names_files; };
    return in(material.custody) || in(material.published);
}

pki::CertificateRequest request_for(const model::CertificateProfile& profile, Now now) {
    auto names = profile.sans;
    names.insert(names.end(), profile.names_in_use.begin(), profile.names_in_use.end());
    return {.common_name = profile.common_name,
            .organizations = profile.organizations,
            .sans = std::move(names),
            .server_auth = profile.server_auth,
            .client_auth = profile.client_auth,
            .not_before = now.system - backdate,
            .not_after = now.system + profile.validity};
}

Result<MaterialBytes> make_authority(const model::MintMaterial& change, const model::DesiredState& desired, Now now) {
    auto key = pki::generate_key(desired.pki.algorithm);
    if (!key) return fail(std::move(key).error());
    auto certificate = pki::self_sign_authority(*key, request_for(change.profile, now));
    if (!certificate) return fail(std::move(certificate).error());
    MaterialBytes bytes;
    bytes.emplace(FileRole::key, std::move(*key));
    bytes.emplace(FileRole::certificate, Secret{std::move(*certificate)});
    return bytes;
}

Result<MaterialBytes> make_leaf(const MaterialBytes& authority, const model::CertificateProfile& profile,
                                model::KeyAlgorithm algorithm, Now now) {
    auto key = pki::generate_key(algorithm);
    if (!key) return fail(std::move(key).error());
    auto certificate = pki::issue(std::string{authority.at(FileRole::certificate).reveal()},
                                  authority.at(FileRole::key), *key, request_for(profile, now));
    if (!certificate) return fail(std::move(certificate).error());
    // A leaf that this authority did not sign would be reissued again and again.
    if (!pki::signed_by(*certificate, std::string{authority.at(FileRole::certificate).reveal()}).value_or(false)) {
        return fail(ErrorKind::invalid,
                    "the authority cannot sign a certificate for these names: its name constraints or its path length "
                    "forbid it");
    }
    MaterialBytes bytes;
    bytes.emplace(FileRole::key, std::move(*key));
    bytes.emplace(FileRole::certificate, Secret{std::move(*certificate)});
    return bytes;
}

Result<MaterialBytes> make_encryption_config(const model::DesiredState& desired) {
    auto key = pki::random_bytes(encryption_key_size);
    if (!key) return fail(std::move(key).error());
    auto suffix = pki::random_bytes(4);
    if (!suffix) return fail(std::move(suffix).error());
    const std::array keys{kubernetes::EncryptionKey{.name = fmt::format("key-{}", hexadecimal(suffix->reveal())),
                                                    .bytes = std::move(*key)}};
    MaterialBytes bytes;
    bytes.emplace(FileRole::document, kubernetes::encryption_config(*desired.encryption, keys));
    return bytes;
}

Result<MaterialBytes> make_kubeconfig(const MaterialBytes& authority, const model::MintMaterial& change,
                                      const kubernetes::MaterialItem& item, const model::DesiredState& desired,
                                      Now now) {
    auto leaf = make_leaf(authority, change.profile, desired.pki.algorithm, now);
    if (!leaf) return leaf;
    const kubernetes::KubeconfigInputs inputs{.server = item.kubeconfig->server,
                                              .user = change.profile.common_name,
                                              .ca_pem = std::string{authority.at(FileRole::certificate).reveal()},
                                              .certificate_pem = std::string{leaf->at(FileRole::certificate).reveal()}};
    MaterialBytes bytes;
    bytes.emplace(FileRole::document, kubernetes::kubeconfig(inputs, leaf->at(FileRole::key)));
    return bytes;
}

}  // namespace

std::string MaterialDriver::identity_of_item(const MaterialItem& item, Now now) {
    std::string identity;
    const auto add = [&](const std::string& path) {
        const auto status = files_.status(path);
        if (!status) {
            identity += unsettled;
        } else if (*status) {
            identity += identity_of(**status);
            if (!settled(**status, now)) identity += unsettled;
        }
        identity += "|";
    };
    identity += std::to_string(item.server.minor) + (item.server.kms_v1 ? "|" : "-|");
    if (!item.external) add(ledger::Custody::path(item.name));
    for (const auto& file : item.files) add(item.external ? links_.target_of(file.path) : file.path);
    return identity;
}

MaterialBytes MaterialDriver::published_bytes(const MaterialItem& item, model::MaterialFacts& facts) const {
    MaterialBytes bytes;
    for (const auto& file : item.files) {
        auto& seen = facts.files[file.role];
        // Files of others may be links. A link in place of planekeeper's file is not followed.
        auto content =
            item.external ? read_through(files_, file.path, readable_size) : files_.read(file.path, readable_size);
        if (!content) {
            const bool gone = content.error().kind() == ErrorKind::not_found;
            seen.presence = gone ? Presence::absent : Presence::unreadable;
            if (!gone) seen.error = content.error().text();
            continue;
        }
        seen.presence = Presence::present;
        seen.digest = Digest::of(*content);
        bytes.emplace(file.role, Secret{std::move(*content)});
    }
    return bytes;
}

model::ObservedMaterial MaterialDriver::look_at(const MaterialItem& item) {
    model::ObservedMaterial material;
    MaterialBytes kept;
    if (!item.external) {
        auto loaded = in_custody(item);
        if (!loaded) material.custody.error = loaded.error().text();
        if (loaded && *loaded) kept = std::move(**loaded);
    }
    for (const auto& [role, bytes] : kept) {
        material.custody.files[role] = {Presence::present, Digest::of(bytes.reveal())};
    }
    const auto published = published_bytes(item, material.published);
    if (item.type == MaterialType::authority) {
        const auto& source = kept.contains(FileRole::certificate) ? kept : published;
        const auto certificate = source.find(FileRole::certificate);
        authority_pem_ = certificate == source.end() ? std::string{} : std::string{certificate->second.reveal()};
    }
    const bool is_kept = !kept.empty() && material.custody.files == material.published.files;
    describe_material(item, kept, files_, authority_pem_, material.custody);
    // Equal bytes have equal facts. Most of the time of a start goes into parsing keys.
    if (is_kept) material.published = material.custody;
    if (!is_kept) describe_material(item, published, files_, authority_pem_, material.published);
    return material;
}

std::map<std::string, model::ObservedMaterial> MaterialDriver::observe(const model::DesiredState& desired, Now now) {
    links_.forget();
    std::map<std::string, model::ObservedMaterial> out;
    std::string authority_identity;
    for (const auto& item : kubernetes::material_items(desired)) {
        // A leaf is judged against the authority, so a change of the authority invalidates the facts of each leaf.
        auto identity = authority_identity + identity_of_item(item, now);
        auto& remembered = remembered_[item.name];
        if (remembered.identity != identity || remembered.identity.contains(unsettled)) {
            const auto failed_before = files_.failed();
            remembered.material = look_at(item);
            remembered.identity = std::move(identity);
            if (files_.failed() != failed_before) remembered.identity += unsettled;
            // A change in a file that a kubeconfig refers to does not change the kubeconfig's own identity.
            if (names_files(remembered.material)) remembered.identity += unsettled;
        }
        if (item.type == MaterialType::authority) authority_identity = remembered.identity;
        out[item.name] = remembered.material;
    }
    return out;
}

Result<void> MaterialDriver::mint(const model::MintMaterial& change, const model::DesiredState& desired, Now now) {
    const auto items = kubernetes::material_items(desired);
    const auto* item = find(items, change.item);
    if (item == nullptr) return fail(ErrorKind::bug, fmt::format("no such key material: {}", change.item));
    auto made = [&]() -> Result<MaterialBytes> {
        if (item->authority == item->name) return make_authority(change, desired, now);
        if (item->type == MaterialType::encryption_config) return make_encryption_config(desired);
        auto authority = custody_.load(std::string{item->authority}, authority_files);
        if (!authority) return fail(std::move(authority).error());
        if (!*authority) return fail(ErrorKind::transient, "the authority is not in custody yet");
        if (item->type == MaterialType::kubeconfig) return make_kubeconfig(**authority, change, *item, desired, now);
        return make_leaf(**authority, change.profile, desired.pki.algorithm, now);
    }();
    if (!made) return fail(std::move(made).error().during(fmt::format("making {}", change.item)));
    const bool may_replace = change.replace && !kubernetes::irreplaceable(*item);
    auto kept = may_replace ? custody_.replace(change.item, *made) : custody_.create(change.item, *made);
    if (!kept) return fail(std::move(kept).error().during(fmt::format("keeping {}", change.item)));
    return {};
}

Result<void> MaterialDriver::adopt(const model::AdoptMaterial& change, const model::DesiredState& desired) {
    const auto items = kubernetes::material_items(desired);
    const auto* item = find(items, change.item);
    if (item == nullptr) return fail(ErrorKind::bug, fmt::format("no such key material: {}", change.item));
    model::MaterialFacts facts;
    const auto bytes = published_bytes(*item, facts);
    const bool replaces = !change.replacing.empty();
    // Only the bytes that were judged may replace a key.
    const bool judged = !replaces || facts.files[FileRole::document].digest == change.replacing;
    if (!facts.all_present() || !judged) {
        return fail(ErrorKind::transient, fmt::format("the files of {} have just changed", change.item));
    }
    auto kept = replaces ? custody_.replace(change.item, bytes) : custody_.create(change.item, bytes);
    if (!kept) return fail(std::move(kept).error().during(fmt::format("adopting {}", change.item)));
    return {};
}

Result<std::optional<MaterialBytes>> MaterialDriver::in_custody(const MaterialItem& item) const {
    std::vector<FileRole> files;
    for (const auto& file : item.files) files.push_back(file.role);
    return custody_.load(item.name, files);
}

Result<Secret> MaterialDriver::bytes(const model::MaterialRef& ref) const {
    auto kept = custody_.load(ref.item);
    if (!kept) return fail(std::move(kept).error());
    if (!*kept || !(**kept).contains(ref.role)) {
        return fail(ErrorKind::not_found, fmt::format("{}/{} is not in custody", ref.item, to_string(ref.role)));
    }
    return std::move((**kept).at(ref.role));
}

Result<MaterialDriver::ClientCredentials> MaterialDriver::client_credentials(const model::DesiredState& desired,
                                                                             Now now) const {
    auto authority = custody_.load(std::string{kubernetes::authority_item}, authority_files);
    if (!authority) return fail(std::move(authority).error());
    ClientCredentials credentials;
    if (*authority && desired.pki.mode == model::PkiMode::managed) {
        const model::CertificateProfile profile{
            .common_name = "planekeeper", .organizations = {"system:masters"}, .client_auth = true};
        auto key = pki::generate_key(model::KeyAlgorithm::ecdsa_p256);
        if (!key) return fail(std::move(key).error());
        auto request = request_for(profile, now);
        request.not_after = now.system + client_lifetime;
        credentials.authority_pem = (**authority).at(FileRole::certificate).reveal();
        auto certificate = pki::issue(credentials.authority_pem, (**authority).at(FileRole::key), *key, request);
        if (!certificate) return fail(std::move(certificate).error());
        credentials.certificate_pem = std::move(*certificate);
        credentials.key_pem = std::move(*key);
        credentials.not_after = request.not_after;
        return credentials;
    }
    auto ca = read_through(files_, pki_file(desired, PkiFile::authority_certificate), readable_size);
    auto certificate = read_through(files_, pki_file(desired, PkiFile::server_certificate), readable_size);
    auto key = read_through(files_, pki_file(desired, PkiFile::server_key), readable_size);
    if (!ca || !certificate || !key) return fail(ErrorKind::transient, "there is no client certificate yet");
    credentials.authority_pem = std::move(*ca);
    credentials.certificate_pem = std::move(*certificate);
    credentials.key_pem = Secret{std::move(*key)};
    credentials.not_after = now.system + client_lifetime;
    credentials.is_stand_in = desired.pki.mode == model::PkiMode::managed;
    return credentials;
}

}  // namespace planekeeper::drivers
