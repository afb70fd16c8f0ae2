#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

#include "facts/api_facts.hpp"
#include "facts/config_kind_facts.hpp"
#include "facts/flag_rows.hpp"
#include "facts/gate_facts.hpp"
#include "facts/node_facts.hpp"
#include "facts/plugin_facts.hpp"
#include "facts/release_facts.hpp"
#include "measured_facts.hpp"

// The tables from the data files and the tables in the source fit together.

namespace planekeeper::kubernetes::test::fact_tables_test {

namespace {

using testing::Contains;
using testing::Not;

constexpr std::array components{model::ComponentId::api_server, model::ComponentId::scheduler};

bool within(const Minors& inner, const Minors& outer) { return outer.first <= inner.first && inner.last <= outer.last; }

}  // namespace

TEST(FactTables, AreSortedSoThatTheyCanBeSearched) {
    for (const auto id : components) EXPECT_TRUE(std::ranges::is_sorted(flag_rows(id), {}, &FlagRow::name));
    EXPECT_TRUE(std::ranges::is_sorted(plugin_facts(), {}, &PluginFact::name));
    EXPECT_TRUE(std::ranges::is_sorted(api_facts(), {}, &ApiFact::group_version));
    EXPECT_TRUE(std::ranges::is_sorted(gate_facts(), [](const GateFact& one, const GateFact& other) {
        return std::pair(one.name, one.known.first) < std::pair(other.name, other.known.first);
    }));
}

TEST(FactTables, SayOfEveryFlagWhetherItNamesAFile) {
    // Directories and files that the programs write, objects of the API, and names that only sound like files.
    const std::set<std::string_view> no_file{"audit-log-path",
                                             "audit-webhook-batch-buffer-size",
                                             "authorization-always-allow-paths",
                                             "cert-dir",
                                             "contention-profiling",
                                             "debug-socket-path",
                                             "encryption-provider-config-automatic-reload",
                                             "log-file",
                                             "log-file-max-size",
                                             "policy-configmap",
                                             "policy-configmap-namespace",
                                             "profiling",
                                             "runtime-config",
                                             "runtime-config-emulation-forward-compatible",
                                             "use-legacy-policy-config",
                                             "write-config-to"};
    constexpr std::array<std::string_view, 7> sounds{"file", "config", "cert", "-key", "-ca-", "manifest", "path"};
    for (const auto id : components) {
        for (const auto& flag : flag_rows(id)) {
            const bool sounds_so =
                std::ranges::any_of(sounds, [&](std::string_view part) { return flag.name.contains(part); });
            if (!sounds_so || no_file.contains(flag.name)) continue;
            EXPECT_NE(find_file_flag(id, flag.name), nullptr) << flag.name;
        }
    }
}

TEST(FactTables, CoverEveryMinor) {
    for (int minor = oldest_minor; minor <= newest_minor; ++minor) {
        for (const auto id : components) EXPECT_GT(flags_of(id, minor).size(), 50U) << minor;
        EXPECT_GT(gates_of(minor).size(), 100U) << minor;
        EXPECT_GT(plugins_of(minor).size(), 30U) << minor;
    }
}

TEST(FactTables, SayWhatToDoWithoutWhatIsGone) {
    for (const auto id : components) {
        for (const auto& flag : flag_rows(id)) {
            EXPECT_TRUE(flag.known.last == still || !flag.instead.empty()) << flag.name;
        }
    }
    for (const auto& plugin : plugin_facts()) {
        EXPECT_EQ(plugin.known.last == still, plugin.instead.empty()) << plugin.name;
    }
    for (const auto& api : api_facts()) {
        EXPECT_EQ(api.served.last == still, api.instead.empty()) << api.group_version;
    }
}

TEST(FactTables, SayNothingOfMinorsThatDoNotKnowTheName) {
    for (const auto id : components) {
        for (const auto& flag : flag_rows(id)) {
            EXPECT_TRUE(!flag.written || within(flag.written->minors, flag.known)) << flag.name;
            EXPECT_TRUE(flag.deprecated == 0 || flag.known.contains(flag.deprecated)) << flag.name;
        }
    }
    for (const auto& plugin : plugin_facts()) {
        EXPECT_TRUE(plugin.by_default == never || within(plugin.by_default, plugin.known)) << plugin.name;
    }
    for (const auto& api : api_facts()) {
        EXPECT_TRUE(api.back == never || api.back.first > api.served.last) << api.group_version;
    }
}

TEST(FactTables, NameOtherRowsThatAreThere) {
    for (const auto id : components) {
        for (const auto& flag : flag_rows(id)) {
            EXPECT_TRUE(!flag.reload || flag.reload->with.empty() || find_flag(id, flag.reload->with)) << flag.name;
            if (!flag.required || flag.required->alternative.empty()) continue;
            const auto* const other = find_flag(id, flag.required->alternative);
            ASSERT_NE(other, nullptr) << flag.name;
            EXPECT_TRUE(within(flag.required->with_alternative, other->known)) << flag.name;
        }
    }
    for (const auto& row : config_kind_facts()) {
        EXPECT_NE(find_file_flag(model::ComponentId::api_server, row.flag), nullptr) << row.flag;
        EXPECT_TRUE(row.gate.empty() || !rows_of_gate(row.gate).empty()) << row.gate;
    }
    for (const auto& row : needed_api_facts()) {
        EXPECT_EQ(find_api(row.group_version)->served, row.needed);
        EXPECT_NE(find_flag(model::ComponentId::api_server, row.flag), nullptr) << row.flag;
        EXPECT_FALSE(rows_of_gate(row.gate).empty()) << row.gate;
    }
}

TEST(FactTables, OnlyFilesAreSecretOrReadAgain) {
    for (const auto id : components) {
        for (const auto& flag : flag_rows(id)) {
            EXPECT_TRUE(flag.file != FileShape::none || (!flag.secret && !flag.reload)) << flag.name;
        }
    }
}

/// A catalogue that others keep lists the changes of v1.37; the tables come from the sources of v1.37.
TEST(FactTables, TheGatesOf137AreThoseOf136WithTheListedChanges) {
    const auto changes = measured_facts()["feature_gates_1_37"];
    for (const auto& name : changes["removed"]) {
        EXPECT_EQ(gate_in(name.as<std::string>(), 37), nullptr) << name;
    }
    for (const auto& entry : changes["locked"]) {
        const auto* const gate = gate_in(entry.first.as<std::string>(), 37);
        ASSERT_NE(gate, nullptr) << entry.first;
        EXPECT_TRUE(gate->locked) << gate->name;
        EXPECT_EQ(gate->by_default, entry.second.as<bool>()) << gate->name;
    }
    const auto removed = changes["removed"].as<std::vector<std::string>>();
    for (const auto& name : gates_of(36)) {
        if (name == "ControllerManagerReleaseLeaderElectionLockOnExit") continue;  // v1.37.2 does not register it
        if (std::ranges::find(removed, name) != removed.end()) continue;
        EXPECT_NE(gate_in(name, 37), nullptr) << name;
    }
}

TEST(FactTables, TheSeccompAnnotationIsTheOneThatKubeletsHonour) {
    const auto annotation = measured_facts()["static_pods"]["seccomp_annotation"];
    EXPECT_EQ(seccomp_annotation, annotation["key"].as<std::string>());
    EXPECT_EQ(seccomp_annotation_minors, minors_of(annotation["kubelet_honours"]));
}

TEST(FactTables, ServersAreThereForSomeArchitectures) {
    for (int minor = oldest_minor; minor <= newest_minor; ++minor) EXPECT_TRUE(has_server("arm64", minor)) << minor;
    EXPECT_TRUE(has_server("arm", 26));
    EXPECT_FALSE(has_server("arm", 27));
    EXPECT_FALSE(has_server("riscv64", 37));
}

TEST(FactTables, NamesAreFoundAndUnknownOnesAreNot) {
    EXPECT_EQ(find_flag(model::ComponentId::api_server, "tls_cert_file"),
              find_flag(model::ComponentId::api_server, "tls-cert-file"));
    EXPECT_EQ(find_flag(model::ComponentId::api_server, "tls-cert"), nullptr);
    EXPECT_EQ(find_flag(model::ComponentId::api_server, ""), nullptr);
    EXPECT_EQ(find_plugin("PodSecurity")->known, (Minors{22, still}));
    EXPECT_EQ(find_plugin("Podsecurity"), nullptr);
    EXPECT_EQ(find_api("policy/v2"), nullptr);
    EXPECT_TRUE(rows_of_gate("Nothing").empty());
    EXPECT_THAT(gates_of(20), Contains("APIPriorityAndFairness"));
    EXPECT_THAT(gates_of(31), Not(Contains("APIPriorityAndFairness")));
    EXPECT_EQ(stable_kind("AuthorizationConfiguration", 31), nullptr);
    EXPECT_EQ(stable_kind("AuthorizationConfiguration", 32)->api_version, "apiserver.config.k8s.io/v1");
}

}  // namespace planekeeper::kubernetes::test::fact_tables_test
