#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "components/config_files.hpp"
#include "components/render.hpp"
#include "components/startup_files.hpp"
#include "facts/config_kind_facts.hpp"
#include "facts/flag_rows.hpp"
#include "failures/known_failures.hpp"
#include "states.hpp"
#include "unit/facts/measured_facts.hpp"

// Checks the rendered files of each minor against what that minor's API servers accept.

namespace planekeeper::kubernetes::test::all_minors_test {

namespace {

using testing::AnyOf;
using testing::Contains;
using testing::IsEmpty;

/// Declarations that give different flags; the same ones for every minor.
const std::map<std::string, void (*)(model::DesiredState&)>& declarations() {
    static const std::map<std::string, void (*)(model::DesiredState&)> all{
        {"minimal", [](model::DesiredState& /*desired*/) {}},
        {"webhook",
         [](model::DesiredState& desired) {
             desired.authorization_webhook = webhook_to("https://authz.example.org/");
         }},
        {"encrypted",
         [](model::DesiredState& desired) {
             desired.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
         }},
        {"without policies",
         [](model::DesiredState& desired) {
             desired.policies.pods = model::PodPolicy::none;
             std::erase(desired.apiserver.admission_plugins, "PodSecurityPolicy");
         }},
        {"bare",
         [](model::DesiredState& desired) {
             desired.policies.pods = model::PodPolicy::none;
             desired.apiserver.audit.enabled = false;
             desired.apiserver.admission_plugins.clear();
         }},
        // A file that was written for 1.20, with only its version changed.
        {"written for 1.20",
         [](model::DesiredState& desired) {
             desired.apiserver.admission_plugins = version_facts({1, 20, 1}).admission_plugins;
             desired.component(model::ComponentId::api_server).feature_gates = {{"APIPriorityAndFairness", false}};
             desired.apiserver.runtime_config = {{"authentication.k8s.io/v1beta1", true}};
         }},
    };
    return all;
}

std::vector<model::DesiredState> states_of(int minor) {
    std::vector<model::DesiredState> states;
    for (const auto& [name, change] : declarations()) {
        states.push_back(minimal_state_of({1, minor, 0}));
        change(states.back());
    }
    return states;
}

using Line = std::map<std::string, std::string>;

Line line_of(const model::DesiredState& desired, const Cures& cures = {}) {
    Line line;
    for (const auto& text : kubernetes::flags_of(model::ComponentId::api_server, desired, cures)) {
        auto flag = written_flag(text);
        EXPECT_TRUE(line.emplace(flag.name, flag.value).second) << text << " comes twice";
    }
    return line;
}

std::vector<std::string> items(const Line& line, const std::string& flag) {
    std::vector<std::string> result;
    const auto found = line.find(flag);
    std::istringstream list(found == line.end() ? "" : found->second);
    for (std::string item; std::getline(list, item, ',');) result.push_back(item);
    return result;
}

bool api_is_measured(const std::string& group_version, int minor) {
    const auto api = measured_facts()["apis"][group_version];
    return api && minors_of(api["served"]).contains(minor);
}

/// Flags of the hand-made procedure about which 1.20 and 1.21 warn (measured: one line each in the log).
const std::set<std::string> known_warnings{"kubelet-https", "service-account-api-audiences"};

}  // namespace

class EveryMinor : public testing::TestWithParam<int> {
protected:
    const int minor_ = GetParam();
    const std::vector<model::DesiredState> states_ = states_of(minor_);
};

INSTANTIATE_TEST_SUITE_P(Of, EveryMinor, testing::Range(oldest_minor, newest_minor + 1),
                         [](const auto& tested) { return "1_" + std::to_string(tested.param); });

TEST_P(EveryMinor, KnowsEveryFlag) {
    for (const auto& state : states_) {
        for (const auto& [name, value] : line_of(state)) EXPECT_TRUE(flag_is_measured(name, minor_)) << name;
    }
}

TEST_P(EveryMinor, WarnsAboutNoFlag) {
    for (const auto& state : states_) {
        for (const auto& [name, value] : line_of(state)) {
            const auto since = measured_facts()["flags"][name]["dep"];
            if (!since || minor_of(since[0]) > minor_) continue;
            EXPECT_TRUE(minor_ <= 21 && known_warnings.contains(name)) << name;
        }
    }
}

TEST_P(EveryMinor, KnowsEveryAdmissionPlugin) {
    for (const auto& state : states_) {
        for (const auto& name : items(line_of(state), "enable-admission-plugins")) {
            const auto plugin = measured_facts()["admission"]["plugins"][name];
            ASSERT_TRUE(plugin) << name;
            EXPECT_TRUE(minors_of(plugin["known"]).contains(minor_)) << name;
        }
    }
}

TEST_P(EveryMinor, RestrictsNodesWhereThatIsNotByDefault) {
    for (const auto& state : states_) {
        EXPECT_THAT(items(line_of(state), "enable-admission-plugins"), Contains("NodeRestriction"));
    }
}

TEST_P(EveryMinor, KnowsEveryFeatureGateAndTakesItsValue) {
    for (const auto& state : states_) {
        for (const auto& item : items(line_of(state), "feature-gates")) {
            const auto equals = item.find('=');
            const auto* const gate = measured_gate(item.substr(0, equals), minor_);
            ASSERT_NE(gate, nullptr) << item;
            EXPECT_TRUE(!gate->locked || gate->by_default == (item.substr(equals + 1) == "true")) << item;
        }
    }
}

TEST_P(EveryMinor, GetsNoFeatureGateThatNobodyAskedForBut120) {
    EXPECT_THAT(items(line_of(minimal_state_of({1, minor_, 0})), "feature-gates"),
                testing::SizeIs(minor_ == 20 ? 1 : 0));
}

TEST_P(EveryMinor, ServesEveryApiOfRuntimeConfig) {
    for (const auto& state : states_) {
        for (const auto& item : items(line_of(state), "runtime-config")) {
            const auto group_version = item.substr(0, item.find('='));
            const bool again = group_version == "authentication.k8s.io/v1beta1" && minor_ >= 27 && minor_ <= 32;
            EXPECT_TRUE(again || api_is_measured(group_version, minor_)) << item;
        }
    }
}

TEST_P(EveryMinor, GetsTheFlagsWithoutWhichItDoesNotStart) {
    for (const auto& state : states_) {
        const auto line = line_of(state);
        for (const auto& flag : measured_facts()["flags"]) {
            const auto name = flag.first.as<std::string>();
            EXPECT_TRUE(!flag.second["required"] || line.contains(name)) << name;
        }
    }
}

TEST_P(EveryMinor, GetsTheFlagsOfTheHandMadeProcedureThatItTakes) {
    auto state = minimal_state_of({1, minor_, 0});
    state.encryption = model::Encryption{.file = "/var/lib/kubernetes/encryption-config.yaml"};
    const auto line = line_of(state);
    for (const auto& entry : measured_facts()["seed_flags"]) {
        const auto name = entry.first.as<std::string>();
        if (name.contains(' ')) continue;                           // an item of a list: tested above
        if (name == "authorization-webhook-config-file") continue;  // only when it is declared
        if (name.ends_with("api-audiences")) continue;              // 1.20 has the procedure's own spelling
        const auto emit = entry.second["emit"];
        const bool wanted = emit.IsScalar() || minors_of(emit).contains(minor_);
        EXPECT_EQ(line.contains(name), wanted) << name;
    }
    EXPECT_EQ(line.contains("api-audiences"), minor_ > 20);
    EXPECT_EQ(line.contains("service-account-api-audiences"), minor_ == 20);
}

TEST_P(EveryMinor, LeavesAuthorizationNeverOpen) {
    for (const auto& state : states_) {
        const auto line = line_of(state);
        EXPECT_NE(line.contains("authorization-mode"), line.contains("authorization-config"))
            << "one of them, and not both";
        if (!line.contains("authorization-config")) {
            EXPECT_THAT(line.at("authorization-mode"), AnyOf("Node,RBAC", "Node,RBAC,Webhook"));
            continue;
        }
        for (const auto& excluded : measured_facts()["config_files"]["AuthorizationConfiguration"]["exclusive_with"]) {
            EXPECT_FALSE(line.contains(excluded.as<std::string>())) << excluded;
        }
    }
}

TEST_P(EveryMinor, IsToldToSwitchFlowControlOffInOnePiece) {
    const Cures cures{std::string{flow_control_cure}};
    for (const auto& state : states_) {
        const auto line = line_of(state, cures);
        const bool api_off = line.contains("runtime-config") && line.at("runtime-config").contains("flowcontrol");
        const bool gate_off =
            line.contains("feature-gates") && line.at("feature-gates").contains("APIPriorityAndFairness=false");
        EXPECT_EQ(api_off, minor_ == 20);
        EXPECT_TRUE(!api_off || gate_off);
        if (minor_ != 20) {
            EXPECT_EQ(line, line_of(state)) << "the cure is for 1.20 only";
        }
    }
}

TEST_P(EveryMinor, MeansTheSameByAFileThatWasWrittenFor120) {
    auto state = minimal_state_of({1, minor_, 0});
    declarations().at("written for 1.20")(state);
    const auto line = line_of(state);
    const bool by_gate = line.contains("feature-gates") && line.at("feature-gates") == "APIPriorityAndFairness=false";
    const bool by_flag =
        line.contains("enable-priority-and-fairness") && line.at("enable-priority-and-fairness") == "false";
    EXPECT_NE(by_gate, by_flag);
    EXPECT_EQ(by_flag, minor_ >= 29);
}

TEST_P(EveryMinor, ConfinesThePodBySecurityContext) {
    const auto text =
        manifest(model::ComponentId::api_server, minimal_state_of({1, minor_, 0}), {"i:t", Digest::of("x"), {}});
    const auto pod = YAML::Load(text);
    EXPECT_EQ(pod["spec"]["securityContext"]["seccompProfile"]["type"].as<std::string>(), "RuntimeDefault");
    const auto honoured = measured_facts()["static_pods"]["seccomp_annotation"]["kubelet_honours"];
    EXPECT_EQ(text.contains("seccomp.security.alpha"), minors_of(honoured).contains(minor_));
    // A kubelet of 1.34 refuses these fields in a static pod.
    EXPECT_FALSE(pod["spec"]["serviceAccountName"]);
    for (const auto& volume : pod["spec"]["volumes"]) EXPECT_TRUE(volume["hostPath"]) << volume;
}

TEST_P(EveryMinor, ServesTheObjectsThatAreApplied) {
    for (const auto& state : states_) {
        for (const auto& object : api_objects(state)) {
            const auto version = nlohmann::json::parse(object.json)["apiVersion"].get<std::string>();
            EXPECT_TRUE(api_is_measured(version, minor_)) << object.kind << " of " << version;
        }
    }
}

TEST_P(EveryMinor, RestrictsPodsByExactlyOneMeans) {
    const auto state = minimal_state_of({1, minor_, 0});
    const auto line = line_of(state);
    const bool by_policy = !api_objects(state).empty();
    EXPECT_EQ(by_policy, minor_ <= 24);
    EXPECT_EQ(line.at("enable-admission-plugins").contains("PodSecurityPolicy"), by_policy);
    EXPECT_EQ(line.contains("admission-control-config-file"), !by_policy);
}

TEST_P(EveryMinor, ReadsTheKindsOfTheRenderedFiles) {
    for (const auto& state : states_) {
        const auto line = line_of(state);
        for (const auto& file : config_files(model::ComponentId::api_server, state)) {
            const auto document = YAML::Load(file.content);
            const auto kind = document["kind"].as<std::string>();
            if (kind == "Config") continue;  // a kubeconfig, read by client-go
            const auto version = document["apiVersion"].as<std::string>();
            const bool accepted = std::ranges::any_of(config_kind_facts(), [&](const ConfigKindFact& row) {
                return row.kind == kind && row.api_version == version && row.accepted.contains(minor_) &&
                       line.contains(std::string{row.flag}) && line.at(std::string{row.flag}) == file.path;
            });
            EXPECT_TRUE(accepted) << kind << " of " << version << " in " << file.path;
        }
    }
}

bool is_mounted(const model::DesiredState& desired, const std::string& path) {
    return std::ranges::any_of(mounts_of(model::ComponentId::api_server, desired),
                               [&](const Mount& mount) { return path.starts_with(mount.mount_path + "/"); });
}

TEST_P(EveryMinor, MountsTheDirectoryOfEveryFileThatItsFlagsName) {
    for (const auto& state : states_) {
        for (const auto& [name, value] : line_of(state)) {
            const auto* const flag = find_file_flag(model::ComponentId::api_server, name);
            if (flag == nullptr) continue;
            for (const auto& file : named_files(*flag, value)) EXPECT_TRUE(is_mounted(state, file.path)) << name;
        }
        for (const auto& file : config_files(model::ComponentId::api_server, state))
            EXPECT_TRUE(is_mounted(state, file.path)) << file.path;
    }
}

TEST_P(EveryMinor, MountsTheDirectoryOfEveryFileThatTheUsersFlagsName) {
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        if (flag.file == FileShape::none || !flag.known.contains(minor_)) continue;
        const std::string directory = "/srv/" + std::string{flag.name};
        const bool pair = flag.file == FileShape::certificate_key;
        const std::string value =
            pair ? directory + "/c.pem, /srv/key/k.pem:*.example.org,b.example.org" : directory + "/file";
        auto as_flag = minimal_state_of({1, minor_, 0});
        as_flag.component(model::ComponentId::api_server).flags[std::string{flag.name}] = value;
        auto as_extra = minimal_state_of({1, minor_, 0});
        as_extra.component(model::ComponentId::api_server).extra_flags = {"--profiling=false",
                                                                          "--" + std::string{flag.name} + "=" + value};
        for (const auto& state : {as_flag, as_extra}) {
            EXPECT_TRUE(is_mounted(state, directory + (pair ? "/c.pem" : "/file"))) << flag.name;
            EXPECT_TRUE(!pair || is_mounted(state, "/srv/key/k.pem")) << flag.name;
        }
    }
}

TEST_P(EveryMinor, RestartsForExactlyTheFilesThatItDoesNotReadAgain) {
    for (const auto& state : states_) {
        const auto line = line_of(state);
        const auto startup = startup_files(model::ComponentId::api_server, state);
        for (const auto& [flag, path] : line) {
            if (!path.starts_with("/") || path.ends_with("kubernetes.pem") || path.ends_with("kubernetes-key.pem")) {
                continue;
            }
            const auto reload = measured_facts()["flags"][flag]["reload"];
            if (!reload) continue;
            const bool never_reloaded = reload["from"].as<std::string>() == "never";
            if (reload["with"] || never_reloaded || minor_of(reload["from"]) > minor_) {
                EXPECT_THAT(startup, Contains(path)) << flag;
            }
        }
        EXPECT_THAT(startup, Contains("/var/lib/kubernetes/ca.pem")) << "etcd's authority is read once";
        EXPECT_THAT(startup, testing::Not(Contains("/var/lib/kubernetes/kubernetes.pem")));
    }
}

TEST_P(EveryMinor, IsTaintedAndLabelledAsKubeadmDoesIt) {
    const model::KubernetesVersion version{1, minor_, 0};
    const auto& facts = version_facts(version);
    const auto roles = measured_facts()["node_roles"];
    for (const std::string key : {"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"}) {
        const model::Taint taint{key, "", "NoSchedule"};
        EXPECT_EQ(std::ranges::find(facts.control_plane_taints, taint) != facts.control_plane_taints.end(),
                  minors_of(roles["taint " + key + ":NoSchedule"]["kubeadm_sets"]).contains(minor_));
        EXPECT_EQ(std::ranges::find(facts.control_plane_labels, key) != facts.control_plane_labels.end(),
                  minors_of(roles["label " + key]["kubeadm_sets"]).contains(minor_));
    }
    EXPECT_EQ(facts.former_taints.size(), minor_ >= 25 ? 1U : 0U);
}

}  // namespace planekeeper::kubernetes::test::all_minors_test
