#include "components/provenance.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/url.hpp"
#include "components/api_objects.hpp"
#include "components/artefacts.hpp"
#include "components/component_row.hpp"
#include "components/key_material.hpp"
#include "components/named_files.hpp"
#include "components/origins.hpp"
#include "facts/flag_rows.hpp"
#include "facts/node_facts.hpp"

namespace planekeeper::kubernetes {

namespace {

using model::DesiredState;
using model::ExplainedPart;
using model::PartKind;
using Parts = std::vector<ExplainedPart>;

/// The flag that names the file; for a file that no flag names, the field that asks for the component's other files.
model::Origin reader_of(const FlaggedFile& named, const ComponentRow& row) {
    return named.flag.empty() ? from_field(std::string{row.other_files_field})
                              : from_flag(fmt::format("--{}", named.flag));
}

std::string octal(std::uint32_t mode) {
    std::string text;
    for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + ((mode >> shift) & 7U));
    return text;
}

void add_setting(Parts& parts, std::string name, std::string value, model::Origin origin) {
    parts.push_back({PartKind::setting, std::move(name), written(std::move(value), std::move(origin))});
}

/// The path of the file, and its mode, owner and group.
void add_file(Parts& parts, const Artefact& file, const DesiredState& desired) {
    parts.push_back({PartKind::path, file.path, written(file.path, from_field(file.field))});
    for (std::size_t index = 0; index < desired.files.size(); ++index) {
        const auto& access = desired.files[index];
        if (access.path != file.path) continue;
        parts.push_back({PartKind::mode, file.path,
                         written(fmt::format("{} {}:{}", octal(access.mode), access.owner, access.group),
                                 from_item("spec.files", index))});
        return;
    }
    if (file.external) return;
    const bool is_public = (file.mode & 04U) != 0;
    parts.push_back({PartKind::mode, file.path,
                     written(fmt::format("{} root:root", octal(file.mode)),
                             from_choice(is_public ? "there is no secret in it" : "root alone reads it"))});
}

void add_flags(Parts& parts, model::ComponentId id, const DesiredState& desired, const Cures& cures) {
    const auto& row = row_of(id);
    for (auto& [name, flag] : row.command_line(desired, cures)) parts.push_back({PartKind::flag, name, flag});
    const auto& extra = desired.component(id).extra_flags;
    for (std::size_t index = 0; index < extra.size(); ++index) {
        auto flag = written_flag(extra[index]);
        parts.push_back({PartKind::flag, std::move(flag.name),
                         written(std::move(flag.value), from_item(fmt::format("{}.extraFlags", row.section), index))});
    }
}

bool lies_below(std::string_view path, std::string_view directory) {
    return path.starts_with(directory) && path.substr(directory.size()).starts_with('/');
}

/// The files that need the mount, each with the flag that names it.
std::vector<model::Cause> causes_of(const Mount& mount, model::ComponentId id, const DesiredState& desired,
                                    const LinkEnds& ends) {
    std::vector<model::Cause> causes;
    if (!mount.field.empty()) causes.push_back({{}, from_field(std::string{mount.field})});
    for (const auto& named : flagged_files(id, desired)) {
        if (!lies_below(named.file.path, mount.host_path)) continue;
        causes.push_back({named.file.path, reader_of(named, row_of(id))});
    }
    for (const auto& end : ends) {
        if (!lies_below(end, mount.host_path)) continue;
        causes.push_back({end, {.kind = model::OriginKind::node, .reason = "a link leads here on this node"}});
    }
    return causes;
}

void add_mounts(Parts& parts, model::ComponentId id, const DesiredState& desired, const LinkEnds& ends) {
    for (const auto& mount : mounts_of(id, desired, ends)) {
        parts.push_back({mount.read_only ? PartKind::mount : PartKind::writable_mount,
                         mount.mount_path,
                         {mount.host_path, causes_of(mount, id, desired, ends)}});
    }
}

void add_resources(Parts& parts, const ComponentRow& row, const model::Resources& resources) {
    const auto add = [&](const std::string& name, const std::string& value) {
        add_setting(parts, fmt::format("resources.{}", name), value,
                    from_field(fmt::format("{}.resources.{}", row.section, name)));
    };
    add("requests.cpu", resources.cpu_request);
    add("requests.memory", resources.memory_request);
    add("limits.cpu", resources.cpu_limit);
    add("limits.memory", resources.memory_limit);
}

void explain_manifest(Parts& parts, const Artefact& artefact, const DesiredState& desired,
                      const Circumstances& circumstances) {
    const auto id = *artefact.component;
    const auto& row = row_of(id);
    const auto& component = desired.component(id);
    const auto named = row.manifest_field.empty() ? from_choice("what its manifest is called on every node")
                                                  : from_field(std::string{row.manifest_field});
    parts.front().written.causes.push_back({component.manifest_file, named});
    add_flags(parts, id, desired, circumstances.cures[id]);
    add_mounts(parts, id, desired, circumstances.link_ends[id]);
    add_resources(parts, row, component.resources);
    add_setting(parts, "image", component.image.name, from_field(fmt::format("{}.name", row.image_section)));
    if (seccomp_annotation_minors.contains(desired.version.minor)) {
        add_setting(parts, fmt::format("annotation {}", seccomp_annotation), "runtime/default",
                    from_version(seccomp_annotation_minors, "their kubelet reads the annotation",
                                 "kubernetes pkg/kubelet/kuberuntime/helpers.go"));
    }
}

void explain_encryption(Parts& parts, const model::Encryption& encryption) {
    const auto add = [&](const std::string& name, std::string value) {
        add_setting(parts, name, std::move(value), from_field(fmt::format("spec.encryption.{}", name)));
    };
    add("provider", std::string{to_string(encryption.provider)});
    add("resources", fmt::format("{}", fmt::join(encryption.resources, ",")));
    if (!encryption.kms) return;
    add("kms.name", encryption.kms->name);
    add("kms.endpoint", encryption.kms->endpoint);
    add("kms.timeout", encryption.kms->timeout);
}

/// Names that etcd serves with are kept when the pair is issued anew.
void add_names_of_etcd(Parts& parts, const model::CertificateProfile& profile, const DesiredState& desired) {
    const auto& servers = desired.etcd.servers;
    for (std::size_t index = 0; index < servers.size(); ++index) {
        const auto url = Url::parse(servers[index]);
        if (!url) continue;
        const std::string name{url->host};
        if (std::ranges::find(profile.names_in_use, name) == profile.names_in_use.end()) continue;
        if (std::ranges::find(profile.sans, name) != profile.sans.end()) continue;
        parts.push_back({PartKind::name, name, written(name, from_item("spec.etcd.servers", index))});
    }
}

void add_validity(Parts& parts, const MaterialItem& item, const DesiredState& desired) {
    const auto hours = [](auto duration) {
        return fmt::format("{}h", std::chrono::duration_cast<std::chrono::hours>(duration).count());
    };
    const bool lasts = item.renewal == Renewal::never;
    add_setting(parts, "validity", hours(item.profile.validity),
                from_field(lasts ? "spec.pki.authorityValidity" : "spec.pki.certificateValidity"));
    if (lasts) return;
    add_setting(parts, "renewed before its end", hours(desired.pki.renew_before), from_field("spec.pki.renewBefore"));
}

void explain_material(Parts& parts, const Artefact& artefact, const DesiredState& desired) {
    const auto items = material_items(desired);
    const auto item = std::ranges::find(items, artefact.resource->name, &MaterialItem::name);
    if (item->type == MaterialType::encryption_config) return explain_encryption(parts, *desired.encryption);
    // Certificates of other issuers are checked for these names.
    for (const auto& name : item->names) parts.push_back({PartKind::name, name.part, written(name.part, name.origin)});
    add_names_of_etcd(parts, item->profile, desired);
    if (item->external) return add_setting(parts, "issued by", "others", from_field("spec.pki.mode"));
    add_setting(
        parts, "common name", item->profile.common_name,
        from_choice("what the certificate is issued to, by the hand-made procedure or by Kubernetes' own roles"));
    add_validity(parts, *item, desired);
    if (item->kubeconfig) {
        add_setting(parts, "server", item->kubeconfig->server, from_field(std::string{item->kubeconfig->field}));
    }
}

void explain_image(Parts& parts, const Artefact& artefact, const DesiredState& desired) {
    struct Source {
        std::string field;
        std::string value;
    };
    const auto& row = row_of(*artefact.component);
    const auto& image = desired.component(row.id).image;
    const std::string section{row.image_section};
    add_setting(parts, "name", image.name, from_field(fmt::format("{}.name", section)));
    struct Visitor {
        Source operator()(const model::BinaryUrl& source) const { return {".source.url", source.url}; }
        Source operator()(const model::BinaryPath& source) const { return {".source.path", source.path}; }
        Source operator()(const model::ImageArchive& source) const { return {".source.archive", source.path}; }
    };
    auto [field, value] = std::visit(Visitor{}, image.source);
    add_setting(parts, "source", std::move(value), from_field(section + field));
    const auto digest = std::visit([](const auto& source) { return source.sha512; }, image.source);
    if (digest) add_setting(parts, "sha512", *digest, from_field(fmt::format("{}.source.sha512", section)));
    if (!artefact.render) return;
    add_setting(parts, "base", image.base, from_field(fmt::format("{}.base", section)));
    add_setting(parts, "contents", image.contents == model::ImageContents::baked ? "baked" : "binary",
                from_field(fmt::format("{}.contents", section)));
    for (std::size_t index = 0; index < image.extra_files.size(); ++index) {
        add_setting(parts, fmt::format("file {}", image.extra_files[index].destination),
                    image.extra_files[index].source, from_item(fmt::format("{}.extraFiles", section), index));
    }
}

void explain_object(Parts& parts, const Artefact& artefact, const DesiredState& desired) {
    for (const auto* row : declared_objects(desired)) {
        if (*artefact.resource != resource_of(*row)) continue;
        add_setting(parts, "object", object_of(*row, desired).api_path, from_field(std::string{row->field}));
        parts.back().written.causes.push_back({{}, from_choice(row->reason)});
    }
}

void explain_taints(Parts& parts, const DesiredState& desired) {
    for (std::size_t index = 0; index < desired.taints.size(); ++index) {
        const auto& taint = desired.taints[index];
        auto origin = from_item("spec.taints", index);
        for (const auto& mark : node_marks()) {
            const bool is_it = mark.kind == MarkKind::taint && mark.key == taint.key;
            if (!desired.default_taints || !is_it || !mark.minors.contains(desired.version.minor)) continue;
            origin = from_version(mark.minors, "kubeadm gives it to a control-plane node", mark.source);
        }
        const auto value = taint.value.empty() ? "" : fmt::format("={}", taint.value);
        add_setting(parts, fmt::format("taint {}", taint.key), fmt::format("{}{}:{}", taint.key, value, taint.effect),
                    std::move(origin));
    }
}

/// The components that read the file, and the flags that name it to them.
void add_readers(Parts& parts, const Artefact& artefact, const DesiredState& desired) {
    for (const auto* row : declared_rows(desired)) {
        ExplainedPart reader{PartKind::reader, std::string{to_string(row->id)}, {artefact.path, {}}};
        for (const auto& named : flagged_files(row->id, desired)) {
            if (named.file.path == artefact.path) reader.written.causes.push_back({{}, reader_of(named, *row)});
        }
        if (!reader.written.causes.empty()) parts.push_back(std::move(reader));
    }
}

}  // namespace

std::vector<model::Explanation> explanations(const DesiredState& desired, const Circumstances& circumstances) {
    std::vector<model::Explanation> all;
    for (const auto& artefact : artefacts(desired)) {
        if (!artefact.resource) continue;
        const bool is_new = all.empty() || all.back().resource != *artefact.resource;
        if (is_new) {
            all.push_back({.resource = *artefact.resource, .component = {}, .parts = {}});
            if (artefact.component) all.back().component = to_string(*artefact.component);
        }
        auto& parts = all.back().parts;
        if (!artefact.path.empty()) add_file(parts, artefact, desired);
        switch (artefact.kind) {
            case ArtefactKind::key_material:
                add_readers(parts, artefact, desired);
                if (is_new) explain_material(parts, artefact, desired);
                break;
            case ArtefactKind::configuration: add_readers(parts, artefact, desired); break;
            case ArtefactKind::image: explain_image(parts, artefact, desired); break;
            case ArtefactKind::manifest: explain_manifest(parts, artefact, desired, circumstances); break;
            case ArtefactKind::api_object: explain_object(parts, artefact, desired); break;
            case ArtefactKind::node_taints: explain_taints(parts, desired); break;
            case ArtefactKind::users_manifest:
            case ArtefactKind::view: break;
        }
    }
    return all;
}

}  // namespace planekeeper::kubernetes
