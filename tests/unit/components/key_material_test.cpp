#include "components/key_material.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "components/key_files.hpp"
#include "states.hpp"

namespace planekeeper::kubernetes::test::key_material_test {
namespace {

using model::FileRole;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// Every feature that has its own key material.
model::DesiredState state() {
    auto desired = minimal_state();
    desired.encryption = model::Encryption{.file = pki_file(desired, PkiFile::encryption_config)};
    desired.admin_kubeconfig =
        model::AdminKubeconfig{.file = std::string{admin_kubeconfig_file}, .server = "https://a"};
    desired.component(model::ComponentId::scheduler) = default_component(model::ComponentId::scheduler);
    return desired;
}

std::vector<std::string> names_of(const std::vector<MaterialItem>& items, bool (*wanted)(const MaterialItem&)) {
    std::vector<std::string> names;
    for (const auto& item : items) {
        if (wanted(item)) names.push_back(item.name);
    }
    return names;
}

TEST(KeyMaterial, WhatTheClusterGoesByIsNeverMadeAnewNorRenewed) {
    const auto items = material_items(state());
    EXPECT_THAT(names_of(items, [](const auto& item) { return irreplaceable(item); }),
                ElementsAre("ca", "service-account", "encryption-config"));
    EXPECT_THAT(names_of(items, [](const auto& item) { return item.renewal == Renewal::never; }),
                ElementsAre("ca", "service-account", "encryption-config"));
    EXPECT_THAT(names_of(items, [](const auto& item) { return item.ownership == Ownership::node; }),
                ElementsAre("kubernetes", "admin-kubeconfig", "kube-scheduler", "kube-scheduler-kubeconfig"));
}

TEST(KeyMaterial, IsSignedByTheAuthorityWhichComesFirst) {
    const auto items = material_items(state());
    EXPECT_EQ(items.front().name, authority_item);
    EXPECT_THAT(names_of(items, [](const auto& item) { return item.authority != authority_item; }),
                ElementsAre("encryption-config"));
    EXPECT_EQ(items[3].authority, "") << "it holds no certificate";
}

TEST(KeyMaterial, OfAComponentIsReadByItAlone) {
    EXPECT_THAT(names_of(material_items(state()), [](const auto& item) { return item.reader.has_value(); }),
                ElementsAre("kube-scheduler", "kube-scheduler-kubeconfig"));
    EXPECT_THAT(names_of(material_items(minimal_state()), [](const auto& item) { return item.reader.has_value(); }),
                IsEmpty());
}

TEST(KeyMaterial, InThePkiDirectoryIsSomebodyElsesWithAnExternalPki) {
    auto desired = state();
    desired.pki.mode = model::PkiMode::external;
    const auto items = material_items(desired);
    EXPECT_THAT(names_of(items, [](const auto& item) { return item.external; }),
                ElementsAre("ca", "kubernetes", "service-account"));
    ASSERT_EQ(items.front().files.size(), 1U) << "the key is kept elsewhere";
    EXPECT_EQ(items.front().files.front().role, FileRole::certificate);
}

TEST(KeyMaterial, TheKeyIsWrittenBeforeItsCertificate) {
    for (const auto& item : material_items(state())) {
        if (item.files.size() == 1) continue;
        EXPECT_EQ(item.files.front().role, FileRole::key) << item.name;
        EXPECT_EQ(item.files.front().mode, 0600U) << item.name;
        EXPECT_EQ(item.files.back().role, FileRole::certificate) << item.name;
        EXPECT_EQ(item.files.back().mode, 0644U) << item.name;
    }
}

TEST(KeyMaterial, RulesOfTheReferenceNameTheFiles) {
    const auto rule = [](PkiFile file) { return "`<pki.directory>/" + std::string{name_of(file)} + "`"; };
    EXPECT_EQ(authority_certificate_rule, rule(PkiFile::authority_certificate));
    EXPECT_EQ(server_certificate_rule, rule(PkiFile::server_certificate));
    EXPECT_EQ(server_key_rule, rule(PkiFile::server_key));
    EXPECT_EQ(encryption_config_rule, rule(PkiFile::encryption_config));
}

}  // namespace
}  // namespace planekeeper::kubernetes::test::key_material_test
