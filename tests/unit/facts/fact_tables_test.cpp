#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "facts/api_facts.hpp"
#include "facts/config_kind_facts.hpp"
#include "facts/flag_rows.hpp"
#include "facts/gate_facts.hpp"
#include "facts/node_facts.hpp"
#include "facts/plugin_facts.hpp"
#include "facts/release_facts.hpp"
#include "facts/skew.hpp"
#include "measured_facts.hpp"

// The tables say what the running servers said.

namespace planekeeper::kubernetes::test::fact_tables_test {

namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::Not;

/// Where the tables know it better, and why.
const std::map<std::string, std::string> known_better{
    {"aggregator-reject-forwarding-redirect", "came into v1.22 to v1.24 with patches; the builds were older ones"},
    {"JobValidation", "not in plugins.go of v1.37.2; v1.37 was not run"},
    {"storagemigration.k8s.io/v1", "stable in k8s.io/api v0.37.2; v1.37 was not run"},
    {"ControllerManagerReleaseLeaderElectionLockOnExit", "nothing in kube-apiserver of v1.37.2 registers it"},
};

bool known_better_of(std::string_view name) {
    // Carried by OpenShift's kubernetes (ocpDefaultKubernetesFeatureGates), which the builds are from.
    return name.starts_with("ADC_CSIMigration") || known_better.contains(std::string{name});
}

std::string stage_name(GateStage stage) {
    switch (stage) {
        case GateStage::alpha: return "alpha";
        case GateStage::beta: return "beta";
        case GateStage::ga: return "ga";
        case GateStage::deprecated: return "deprecated";
    }
    return "";
}

}  // namespace

TEST(FactTables, AreSortedSoThatTheyCanBeSearched) {
    EXPECT_TRUE(std::ranges::is_sorted(flag_rows(model::ComponentId::api_server), {}, &FlagRow::name));
    EXPECT_TRUE(std::ranges::is_sorted(plugin_facts(), {}, &PluginFact::name));
    EXPECT_TRUE(std::ranges::is_sorted(api_facts(), {}, &ApiFact::group_version));
    EXPECT_TRUE(std::ranges::is_sorted(gate_facts(), [](const GateFact& one, const GateFact& other) {
        return std::pair(one.name, one.known.first) < std::pair(other.name, other.known.first);
    }));
}

TEST(FactTables, SayOfEveryFlagWhetherItNamesAFile) {
    // Directories and files that the server writes, and names that only sound like a file's.
    const std::set<std::string_view> no_file{"cert-dir",
                                             "contention-profiling",
                                             "debug-socket-path",
                                             "encryption-provider-config-automatic-reload",
                                             "audit-log-path",
                                             "audit-webhook-batch-buffer-size",
                                             "log-file",
                                             "log-file-max-size",
                                             "profiling",
                                             "runtime-config",
                                             "runtime-config-emulation-forward-compatible"};
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        const bool sounds_so = std::ranges::any_of(
            std::to_array<std::string_view>({"file", "config", "cert", "-key", "-ca-", "manifest", "path"}),
            [&](std::string_view part) { return flag.name.contains(part); });
        if (!sounds_so || no_file.contains(flag.name)) continue;
        EXPECT_NE(find_file_flag(model::ComponentId::api_server, flag.name), nullptr) << flag.name;
    }
}

TEST(FactTables, FlagsAreThoseOfTheServers) {
    const auto measured = measured_facts()["flags"];
    EXPECT_EQ(flag_rows(model::ComponentId::api_server).size(), measured.size());
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        const auto found = measured[std::string{flag.name}];
        ASSERT_TRUE(found) << flag.name;
        if (!known_better_of(flag.name)) {
            EXPECT_EQ(flag.known, minors_of(found)) << flag.name;
        }
        EXPECT_EQ(flag.deprecated, found["dep"] ? minor_of(found["dep"][0]) : 0) << flag.name;
        if (flag.known.last != still) {
            EXPECT_NE(flag.instead, "") << flag.name << " is gone: what is its user to do?";
        }
    }
}

TEST(FactTables, FlagsOfTheSchedulerAreThoseOfThePrograms) {
    const auto measured = measured_facts_of_scheduler()["flags"];
    const auto rows = flag_rows(model::ComponentId::scheduler);
    EXPECT_EQ(rows.size(), measured.size());
    EXPECT_TRUE(std::ranges::is_sorted(rows, {}, &FlagRow::name));
    for (const auto& flag : rows) {
        const auto found = measured[std::string{flag.name}];
        ASSERT_TRUE(found) << flag.name;
        EXPECT_EQ(flag.known, minors_of(found)) << flag.name;
        const auto warns = found["warns"] ? found["warns"] : found["dep"] ? found["dep"][0] : YAML::Node{"never"};
        EXPECT_EQ(flag.deprecated, warns.as<std::string>() == "never" ? 0 : minor_of(warns)) << flag.name;
        if (flag.known.last != still) {
            EXPECT_NE(flag.instead, "") << flag.name << " is gone: what is its user to do?";
        }
    }
    for (const auto& entry : measured_facts_of_scheduler()["hot_reload"]) {
        const auto* const row = find_flag(model::ComponentId::scheduler, entry.first.as<std::string>());
        if (row == nullptr) continue;
        ASSERT_TRUE(row->reload) << row->name;
        EXPECT_EQ(row->reload->reloaded, entry.second["reload"].as<bool>() ? (Minors{20, still}) : never) << row->name;
    }
}

TEST(FactTables, RequiredFlagsAreThoseOfTheServers) {
    const auto measured = measured_facts()["required_flags"];
    const auto rows = flag_rows(model::ComponentId::api_server);
    ASSERT_EQ(std::ranges::count_if(rows, [](const auto& row) { return row.required.has_value(); }),
              static_cast<std::ptrdiff_t>(measured.size()));
    for (const auto& entry : measured) {
        const auto name = entry["flag"].as<std::string>();
        const auto& found = find_flag(model::ComponentId::api_server, name)->required;
        ASSERT_TRUE(found) << name;
        if (!entry["or_from"]) continue;
        for (const auto& alternative : entry["or_from"]) {
            EXPECT_EQ(found->alternative, alternative.second.as<std::string>());
            EXPECT_EQ(found->with_alternative, (Minors{minor_of(alternative.first), still}));
        }
    }
}

TEST(FactTables, PluginsAreThoseOfTheServers) {
    const auto measured = measured_facts()["admission"]["plugins"];
    EXPECT_EQ(plugin_facts().size(), measured.size());
    for (const auto& plugin : plugin_facts()) {
        const auto found = measured[std::string{plugin.name}];
        ASSERT_TRUE(found) << plugin.name;
        if (known_better_of(plugin.name)) continue;
        EXPECT_EQ(std::vector{plugin.known}, all_minors_of(found["known"])) << plugin.name;
        const auto on = all_minors_of(found["default_on"]);
        EXPECT_EQ(plugin.by_default, on.empty() ? never : on.front()) << plugin.name;
    }
}

class GatesOfAMinor : public testing::TestWithParam<int> {};

TEST_P(GatesOfAMinor, AreThoseOfTheServer) {
    const int minor = GetParam();
    std::set<std::string> names;
    for (const auto& gate : measured_facts()["feature_gates"]) names.insert(gate.first.as<std::string>());
    for (const auto& row : gate_facts()) names.insert(std::string{row.name});
    for (const auto& name : names) {
        if (known_better_of(name)) continue;
        const auto* const measured = measured_gate(name, minor);
        const auto* const ours = gate_in(name, minor);
        if (minor == 22 && measured == nullptr) continue;  // not run; ours is read in v1.22.17
        ASSERT_EQ(ours != nullptr, measured != nullptr) << name;
        if (ours == nullptr) continue;
        EXPECT_EQ((MeasuredGate{stage_name(ours->stage), ours->by_default, ours->locked}), *measured) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(FactTables, GatesOfAMinor, testing::Range(oldest_minor, newest_minor));

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
        if (known_better_of(name) || std::ranges::find(removed, name) != removed.end()) continue;
        EXPECT_NE(gate_in(name, 37), nullptr) << name;
    }
}

TEST(FactTables, ApisAreThoseOfTheServers) {
    const auto measured = measured_facts()["apis_served_by_default"];
    for (const auto& api : api_facts()) {
        if (known_better_of(api.group_version)) continue;
        const auto found = measured[std::string{api.group_version}];
        ASSERT_TRUE(found) << api.group_version;
        EXPECT_EQ(std::vector{api.served}, all_minors_of(found)) << api.group_version;
        EXPECT_EQ(api.served.last == still, api.instead.empty()) << api.group_version;
        EXPECT_GT(api.back.first, api.served.last == still ? 0 : api.served.last) << api.group_version;
    }
    EXPECT_EQ(api_facts().size(), measured.size() + 1);
}

TEST(FactTables, HotReloadIsAsMeasured) {
    for (const auto& entry : measured_facts()["hot_reload"]) {
        const auto name = entry.first.as<std::string>();
        const auto& row = find_flag(model::ComponentId::api_server, name)->reload;
        ASSERT_TRUE(row) << name;
        const auto reload = entry.second["reload"].as<std::string>();
        if (reload == "false") {
            EXPECT_EQ(row->reloaded, never) << name;
        } else {
            EXPECT_EQ(row->reloaded,
                      (Minors{minor_of(reload == "true" ? entry.second["from"] : entry.second["reload"]), still}))
                << name;
        }
        if (entry.second["needs_flag"]) {
            EXPECT_EQ(row->with, entry.second["needs_flag"].as<std::string>());
        }
    }
}

TEST(FactTables, ConfigurationKindsAreThoseOfTheServers) {
    const auto accepted = [](std::string_view kind, const std::string& version) {
        for (const auto& row : config_kind_facts()) {
            if (row.kind == kind && row.api_version.ends_with(version)) return row.accepted;
        }
        return never;
    };
    const auto files = measured_facts()["config_files"];
    for (const char* const kind : {"AuthorizationConfiguration", "AuthenticationConfiguration"}) {
        for (const auto& version : files[kind]["versions"]) {
            EXPECT_EQ(accepted(kind, "apiserver.config.k8s.io/" + version.first.as<std::string>()),
                      minors_of(version.second))
                << kind << " " << version.first;
        }
    }
    for (const auto& version : files["AdmissionConfiguration"]["versions"]) {
        EXPECT_EQ(accepted("AdmissionConfiguration", version.first.as<std::string>()), minors_of(version.second));
    }
    for (const auto& kind : files["EncryptionConfiguration"]["kinds"]) {
        EXPECT_EQ(accepted(kind["kind"].as<std::string>(), kind["apiVersion"].as<std::string>()),
                  minors_of(kind["minors"]));
    }
    // "WebhookAdmissionConfiguration v1alpha1 removed 1.36; PodSecurityConfiguration v1alpha1 1.22, v1beta1 1.23,
    // v1 1.25"
    EXPECT_EQ(accepted("WebhookAdmission", "v1alpha1"), (Minors{20, 35}));
    EXPECT_EQ(accepted("PodSecurityConfiguration", "/v1"), (Minors{25, still}));
}

TEST(FactTables, NodesAreMarkedAsKubeadmMarksThem) {
    for (const auto& entry : measured_facts()["node_roles"]) {
        const auto text = entry.first.as<std::string>();
        const bool found = std::ranges::any_of(node_marks(), [&](const NodeMark& mark) {
            const std::string key{mark.key};
            const auto name = mark.kind == MarkKind::label ? "label " + key : "taint " + key + ":NoSchedule";
            return name == text && mark.minors == minors_of(entry.second["kubeadm_sets"]);
        });
        EXPECT_TRUE(found) << text;
    }
    const auto annotation = measured_facts()["static_pods"]["seccomp_annotation"];
    EXPECT_EQ(seccomp_annotation, annotation["key"].as<std::string>());
    EXPECT_EQ(seccomp_annotation_minors, minors_of(annotation["kubelet_honours"]));
}

TEST(FactTables, EtcdIsWhatKubeadmShips) {
    for (const auto& entry : measured_facts()["skew"]["etcd_kubeadm_default"]) {
        if (!entry.second.IsScalar()) continue;  // not verified
        const auto row = std::ranges::find(etcd_facts(), minor_of(entry.first), &EtcdFact::minor);
        ASSERT_NE(row, etcd_facts().end());
        EXPECT_EQ(row->shipped, entry.second.as<std::string>()) << entry.first;
    }
    EXPECT_EQ(etcd_facts().size(), static_cast<std::size_t>(newest_minor - oldest_minor + 1));
}

TEST(FactTables, ReleasesAreThereForTheArchitecturesThatWereFound) {
    for (const auto& entry : measured_facts()["distribution"]["arch"]["server"]) {
        const auto minors = minors_of(entry);
        for (const auto& name : entry[2].as<std::vector<std::string>>()) {
            EXPECT_TRUE(has_server(name, minors.first)) << name;
            EXPECT_TRUE(has_server(name, std::min(minors.last, newest_minor))) << name;
        }
    }
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
