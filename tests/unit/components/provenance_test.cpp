#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "components/artefacts.hpp"
#include "components/key_material.hpp"
#include "components/provenance.hpp"
#include "facts/minors.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::provenance_test {

namespace {

using model::ExplainedPart;
using model::Explanation;
using model::OriginKind;
using model::PartKind;
using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::UnorderedElementsAreArray;

constexpr auto api_server = model::ComponentId::api_server;

std::vector<model::DesiredState> states() {
    std::vector<model::DesiredState> all{minimal_state(), everything_different()};
    for (int minor = oldest_minor; minor <= newest_minor; ++minor) {
        all.push_back(minimal_state_of({1, minor, 0}));
        all.back().component(model::ComponentId::scheduler) = default_component(model::ComponentId::scheduler);
    }
    return all;
}

const Explanation& explanation_of(const std::vector<Explanation>& all, const model::ResourceId& resource) {
    return *std::ranges::find(all, resource, &Explanation::resource);
}

std::vector<ExplainedPart> parts_of_kind(const Explanation& explanation, PartKind kind) {
    std::vector<ExplainedPart> parts;
    std::ranges::copy_if(explanation.parts, std::back_inserter(parts),
                         [&](const auto& part) { return part.kind == kind; });
    return parts;
}

std::vector<std::string> names_of(const std::vector<ExplainedPart>& parts) {
    std::vector<std::string> names;
    for (const auto& part : parts) names.push_back(part.name);
    return names;
}

/// The explanation of a component's manifest.
Explanation manifest_of(const model::DesiredState& desired, model::ComponentId id,
                        const Circumstances& circumstances = {}) {
    return explanation_of(explanations(desired, circumstances),
                          {model::ResourceKind::static_pod, manifest_path(desired, id)});
}

}  // namespace

TEST(Provenance, EveryArtefactIsExplainedAndEveryPartHasACause) {
    for (const auto& desired : states()) {
        const auto all = explanations(desired, {});
        for (const auto& artefact : artefacts(desired)) {
            if (!artefact.resource) continue;
            const auto found = std::ranges::find(all, *artefact.resource, &Explanation::resource);
            ASSERT_NE(found, all.end()) << to_string(*artefact.resource);
            EXPECT_FALSE(found->parts.empty()) << to_string(*artefact.resource);
            for (const auto& part : found->parts) {
                EXPECT_FALSE(part.written.causes.empty()) << to_string(found->resource) << " " << part.name;
            }
        }
    }
}

TEST(Provenance, EveryFlagAndEveryMountOfAManifestIsThere) {
    for (const auto& desired : states()) {
        for (const auto* row : declared_rows(desired)) {
            const auto manifest = manifest_of(desired, row->id);
            std::vector<std::string> flags;
            for (const auto& part : parts_of_kind(manifest, PartKind::flag)) {
                if (part.written.value) flags.push_back("--" + part.name + "=" + *part.written.value);
            }
            EXPECT_EQ(flags, flags_of(row->id, desired, {}));
            std::vector<std::string> read;
            std::vector<std::string> written;
            for (const auto& mount : mounts_of(row->id, desired)) {
                (mount.read_only ? read : written).push_back(mount.mount_path);
            }
            EXPECT_EQ(names_of(parts_of_kind(manifest, PartKind::mount)), read);
            EXPECT_EQ(names_of(parts_of_kind(manifest, PartKind::writable_mount)), written);
        }
    }
}

TEST(Provenance, EveryNameOfACertificateIsThere) {
    for (const auto& desired : states()) {
        const auto all = explanations(desired, {});
        for (const auto& item : material_items(desired)) {
            const auto found = explanation_of(all, {model::ResourceKind::key_material, item.name});
            for (const auto& name : item.profile.sans) {
                EXPECT_THAT(names_of(parts_of_kind(found, PartKind::name)), Contains(name)) << item.name;
            }
        }
    }
}

TEST(Provenance, OfANodeTellsItsCuresAndItsLinks) {
    Circumstances circumstances;
    circumstances.cures[api_server] = {std::string{flow_control_cure}};
    circumstances.link_ends[api_server] = {"/srv/archive/ca.pem"};
    const auto manifest = manifest_of(minimal_state(), api_server, circumstances);
    const auto flags = parts_of_kind(manifest, PartKind::flag);
    const auto gates = std::ranges::find(flags, "feature-gates", &ExplainedPart::name);
    ASSERT_NE(gates, flags.end());
    EXPECT_EQ(gates->written.causes.back().origin.kind, OriginKind::cure);
    const auto mounts = parts_of_kind(manifest, PartKind::mount);
    const auto archive = std::ranges::find(mounts, "/srv/archive", &ExplainedPart::name);
    ASSERT_NE(archive, mounts.end());
    EXPECT_EQ(archive->written.causes.front().origin.kind, OriginKind::node);
}

TEST(Provenance, NamesTheFlagsThatReadAFile) {
    const auto all = explanations(minimal_state(), {});
    const auto pair = explanation_of(all, {model::ResourceKind::key_material, "kubernetes"});
    const auto readers = parts_of_kind(pair, PartKind::reader);
    ASSERT_FALSE(readers.empty());
    std::vector<std::string> flags;
    for (const auto& cause : readers.front().written.causes) flags.push_back(cause.origin.name);
    EXPECT_THAT(flags, UnorderedElementsAreArray({"--etcd-keyfile", "--kubelet-client-key", "--tls-private-key-file"}));
}

TEST(Provenance, SaysWhoGaveAFileToAGroup) {
    auto desired = minimal_state();
    desired.files = {{.path = "/var/lib/kubernetes/kubernetes-key.pem", .group = "ssl-cert", .mode = 0640}};
    const auto all = explanations(desired, {});
    const auto modes =
        parts_of_kind(explanation_of(all, {model::ResourceKind::key_material, "kubernetes"}), PartKind::mode);
    ASSERT_EQ(modes.size(), 2U);
    EXPECT_EQ(modes.front().written.value, "0640 root:ssl-cert");
    EXPECT_EQ(modes.front().written.causes.front().origin.name, "spec.files[0]");
    EXPECT_EQ(modes.back().written.value, "0644 root:root");
}

TEST(Provenance, ANameOfEtcdIsFromItsOwnServer) {
    auto desired = minimal_state();
    desired.etcd.servers = {"https://192.168.10.50:2379", "https://192.168.10.51:2379"};
    const auto all = explanations(desired, {});
    const auto names =
        parts_of_kind(explanation_of(all, {model::ResourceKind::key_material, "kubernetes"}), PartKind::name);
    const auto other = std::ranges::find(names, "192.168.10.51", &ExplainedPart::name);
    ASSERT_NE(other, names.end());
    EXPECT_EQ(other->written.causes.front().origin.name, "spec.etcd.servers[1]");
}

TEST(Provenance, WhatOthersIssueIsNotPlanekeepersChoice) {
    auto desired = minimal_state();
    desired.pki.mode = model::PkiMode::external;
    for (const auto& explanation : explanations(desired, {})) {
        if (explanation.resource.kind != model::ResourceKind::key_material) continue;
        const auto settings = parts_of_kind(explanation, PartKind::setting);
        EXPECT_THAT(names_of(settings), ElementsAre("issued by")) << explanation.resource.name;
    }
}

TEST(Provenance, OfTheEncryptionConfigNamesAllItsFields) {
    auto desired = minimal_state_of({1, 30, 0});
    desired.encryption = {.provider = model::EncryptionProvider::kms,
                          .kms = model::KmsPlugin{.name = "vault", .endpoint = "unix:///run/kms/k.sock"},
                          .file = "/var/lib/kubernetes/encryption-config.yaml"};
    const auto all = explanations(desired, {});
    const auto settings =
        parts_of_kind(explanation_of(all, {model::ResourceKind::key_material, "encryption-config"}), PartKind::setting);
    EXPECT_THAT(names_of(settings), ElementsAre("provider", "resources", "kms.name", "kms.endpoint", "kms.timeout"));
}

}  // namespace planekeeper::kubernetes::test::provenance_test
