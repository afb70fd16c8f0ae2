#include "spec/node_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/url.hpp"
#include "components/artefacts.hpp"
#include "components/component_row.hpp"
#include "facts/flag_rows.hpp"

namespace planekeeper::spec {

namespace {

using model::DesiredState;

/// The files that planekeeper writes, or, where others write them, reads.
void add_files(std::vector<NodePath>& paths, const DesiredState& state, kubernetes::ArtefactKind kind) {
    for (auto& file : kubernetes::files_of(state, {kind})) {
        paths.push_back({file.external ? PathUse::mounted_file : PathUse::written_file, std::move(file.field),
                         std::move(file.path)});
    }
}

/// What the user's flags name on the node.
void add_flags(std::vector<NodePath>& paths, const kubernetes::ComponentRow& row, const model::Component& component) {
    const auto add = [&](const std::string& field, std::string_view name, std::string_view value) {
        const auto* const flag = kubernetes::find_file_flag(row.id, name);
        if (flag == nullptr) return;
        for (auto& file : kubernetes::named_files(*flag, value)) {
            const auto& own = component.image.extra_files;
            if (std::ranges::find(own, file.path, &model::ExtraFile::destination) != own.end()) continue;
            paths.push_back({PathUse::mounted_file, field, std::move(file.path)});
        }
    };
    const std::string section{row.section};
    for (const auto& [name, value] : component.flags) {
        if (value) add(fmt::format("{}.flags.{}", section, path_part(name)), name, *value);
    }
    for (std::size_t index = 0; index < component.extra_flags.size(); ++index) {
        const auto flag = kubernetes::written_flag(component.extra_flags[index]);
        add(fmt::format("{}.extraFlags[{}]", section, index), flag.name, flag.value);
    }
}

void add_image(std::vector<NodePath>& paths, const std::string& section, const model::Image& image) {
    if (const auto* const source = std::get_if<model::BinaryPath>(&image.source)) {
        paths.push_back({PathUse::read_file, fmt::format("{}.source.path", section), source->path});
    }
    if (const auto* const source = std::get_if<model::ImageArchive>(&image.source)) {
        paths.push_back({PathUse::read_file, fmt::format("{}.source.archive", section), source->path});
    }
    for (std::size_t index = 0; index < image.extra_files.size(); ++index) {
        const std::string field = fmt::format("{}.extraFiles[{}]", section, index);
        paths.push_back({PathUse::read_file, fmt::format("{}.source", field), image.extra_files[index].source});
        paths.push_back(
            {PathUse::image_file, fmt::format("{}.destination", field), image.extra_files[index].destination});
    }
}

}  // namespace

std::vector<NodePath> node_paths(const DesiredState& state) {
    std::vector<NodePath> paths;
    paths.push_back({PathUse::mounted_file, "spec.etcd.caFile", state.etcd.ca_file});
    paths.push_back({PathUse::mounted_file, "spec.etcd.certFile", state.etcd.certificate_file});
    paths.push_back({PathUse::mounted_file, "spec.etcd.keyFile", state.etcd.key_file});
    const bool external = state.pki.mode == model::PkiMode::external;
    paths.push_back({external ? PathUse::mounted_directory : PathUse::written_directory, "spec.pki.directory",
                     state.pki.directory});
    add_files(paths, state, kubernetes::ArtefactKind::key_material);
    if (const auto& webhook = state.authorization_webhook) {
        const std::string section = "spec.authorizationWebhook";
        paths.push_back(
            {PathUse::mounted_file, fmt::format("{}.certificateAuthority", section), webhook->certificate_authority});
        paths.push_back(
            {PathUse::mounted_file, fmt::format("{}.clientCertificate", section), webhook->client_certificate});
        paths.push_back({PathUse::mounted_file, fmt::format("{}.clientKey", section), webhook->client_key});
    }
    if (state.encryption && state.encryption->kms) {
        if (const auto path = unix_socket_path(state.encryption->kms->endpoint)) {
            paths.push_back({PathUse::mounted_file, "spec.encryption.kms.endpoint", std::string{*path}});
        }
    }
    for (const auto* row : kubernetes::declared_rows(state)) {
        add_image(paths, std::string{row->image_section}, state.component(row->id).image);
    }
    add_files(paths, state, kubernetes::ArtefactKind::configuration);
    if (state.apiserver.audit.enabled) {
        paths.push_back(
            {PathUse::log_directory, "spec.apiserver.audit.logDirectory", state.apiserver.audit.log_directory});
    }
    for (const auto* row : kubernetes::declared_rows(state)) add_flags(paths, *row, state.component(row->id));
    paths.push_back({PathUse::written_directory, "spec.staticPods.directory", state.static_pods.directory});
    return paths;
}

}  // namespace planekeeper::spec
