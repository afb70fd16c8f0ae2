#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "facts/minors.hpp"
#include "texts.hpp"

// Static pods are judged as the version's kubelet does; each problem has its place in the user's file.

namespace planekeeper::spec::testing::judged_pods_test {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::string_view good =
    "apiVersion: v1\n"                                       // 13
    "kind: Pod\n"                                            // 14
    "metadata: {name: agent}\n"                              // 15
    "spec:\n"                                                // 16
    "  hostNetwork: true\n"                                  // 17
    "  containers:\n"                                        // 18
    "  - name: agent\n"                                      // 19
    "    image: example.org/agent:1\n"                       // 20
    "    args: [run]\n"                                      // 21
    "    env: [{name: PORT, value: \"80\"}]\n"               // 22
    "    ports: [{containerPort: 80}]\n"                     // 23
    "    livenessProbe: {tcpSocket: {port: 80}}\n"           // 24
    "    resources: {limits: {memory: 64Mi}}\n"              // 25
    "    volumeMounts: [{name: data, mountPath: /data}]\n"   // 26
    "  volumes: [{name: data, hostPath: {path: /data}}]\n";  // 27

[[nodiscard]] std::string file_with(std::string_view pod, int minor) {
    std::string text(minimal);
    constexpr std::string_view version = "v1.20.1";
    text.replace(text.find(version), version.size(), "v1." + std::to_string(minor) + ".1");
    text += "  manifests:\n    - fileName: agent.yaml\n      content: |\n";
    while (!pod.empty()) {
        const auto end = pod.find('\n');
        text += "        " + std::string(pod.substr(0, end)) + "\n";
        pod.remove_prefix(end == std::string_view::npos ? pod.size() : end + 1);
    }
    return text;
}

[[nodiscard]] std::string problems_of(std::string_view pod, int minor) {
    return all_texts(parse_text(file_with(pod, minor)));
}

struct BadPod {
    std::string_view name;
    std::string_view from;  ///< part of the good pod
    std::string_view to;
    std::string_view wanted;
    int minor = 20;
};

class BadPods : public ::testing::TestWithParam<BadPod> {};

TEST_P(BadPods, AreRefusedWithTheirPlace) {
    std::string pod(good);
    const auto at = pod.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    pod.replace(at, GetParam().from.size(), GetParam().to);
    const auto parsed = parse_text(file_with(pod, GetParam().minor));
    EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_THAT(all_texts(parsed), HasSubstr(GetParam().wanted));
}

[[nodiscard]] std::string name_of(const ::testing::TestParamInfo<BadPod>& info) { return std::string(info.param.name); }

INSTANTIATE_TEST_SUITE_P(
    Shape, BadPods,
    ::testing::Values(
        BadPod{
            "MisspeltKey", "  containers:", "  continers: []\n  containers:",
            "test.yaml:18:11: spec.manifests[0].content: in the text: spec.continers: unknown key \"continers\" (did "
            "you mean \"containers\"?)"},
        BadPod{"MisspeltKeyOfAContainer", "    image:", "    imagePullPolcy: Never\n    image:",
               ":20:13: spec.manifests[0].content: in the text: spec.containers[0].imagePullPolcy: unknown key "
               "\"imagePullPolcy\" (did you mean \"imagePullPolicy\"?)"},
        BadPod{"KeyOnTheWrongLevel", "spec:\n", "restartPolicy: Always\nspec:\n", ":16:9: "},
        BadPod{
            "NumberForText", "value: \"80\"", "value: 80",
            ":22:39: spec.manifests[0].content: in the text: spec.containers[0].env[0].value: 80 stands where text is "
            "expected (put it in quotes)"},
        BadPod{"BooleanForText", "value: \"80\"", "value: true", "true stands where text is expected"},
        BadPod{"YesIsABoolean", "value: \"80\"", "value: yes", "true stands where text is expected"},
        BadPod{"NumberAsArgument", "args: [run]", "args: [--n, 5]",
               ":21:25: spec.manifests[0].content: in the text: spec.containers[0].args[1]: 5 stands where text"},
        BadPod{"TextForNumber", "containerPort: 80", "containerPort: \"80\"",
               "\"80\" stands where a whole number is expected (remove the quotes)"},
        BadPod{
            "TextForBoolean", "hostNetwork: true", "hostNetwork: \"true\"",
            ":17:24: spec.manifests[0].content: in the text: spec.hostNetwork: \"true\" stands where true or false is "
            "expected (remove the quotes)"},
        BadPod{"TextForList", "args: [run]", "args: run",
               "\"run\" stands where a list is expected (write it as a list: [...])"},
        BadPod{"MapForList", "ports: [{containerPort: 80}]", "ports: {containerPort: 80}",
               "a map stands where a list is expected"},
        BadPod{"ListForMap", "resources: {limits: {memory: 64Mi}}", "resources: [limits]",
               "a list stands where a map is expected"},
        BadPod{"EmptyItem", "args: [run]", "args: [run, null]", "null stands where text is expected"},
        BadPod{"NumberBeyondInt32", "{tcpSocket: {port: 80}}", "{tcpSocket: {port: 80}, periodSeconds: 2147483648}",
               "2147483648 is out of range (write a whole number from -2147483648 to 2147483647)"},
        BadPod{"UnknownPolicy", "hostNetwork: true", "hostNetwork: true\n  restartPolicy: always",
               "spec.restartPolicy: unknown word \"always\" (did you mean \"Always\"?)"},
        BadPod{"UnknownPathType", "path: /data}", "path: /data, type: directory}",
               "unknown word \"directory\" (did you mean \"Directory\"?)"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Containers, BadPods,
    ::testing::Values(
        BadPod{"NoImage", "    image: example.org/agent:1\n", "",
               ":19:13: spec.manifests[0].content: in the text: spec.containers[0]: image is missing"},
        BadPod{"EmptyImage", "image: example.org/agent:1", "image: \"\"", "image: must not be empty"},
        BadPod{"UpperCaseName", "- name: agent", "- name: Agent", ":19:19: "},
        BadPod{"LongName", "- name: agent", "- name: a123456789012345678901234567890123456789012345678901234567890123",
               "at most 63"},
        BadPod{"NameOfThePod", "{name: agent}", "{name: my_agent}", ":15:26: "},
        BadPod{"NamespaceWithDots", "{name: agent}", "{name: agent, namespace: a.b}", "metadata.namespace: \"a.b\""},
        BadPod{"LabelWithSpace", "{name: agent}", "{name: agent, labels: {a: b c}}", "is not a label's value"},
        BadPod{"NumberAsLabel", "{name: agent}", "{name: agent, labels: {version: 1.20}}", "stands where text"},
        BadPod{
            "NameTwice", "  volumes:", "  - {name: agent, image: b}\n  volumes:",
            ":27:20: spec.manifests[0].content: in the text: spec.containers[1].name: a second container with the name "
            "\"agent\""},
        BadPod{"NameTwiceWithInit", "  containers:", "  initContainers: [{name: agent, image: b}]\n  containers:",
               "a second container with the name \"agent\""},
        BadPod{"ProbeOfAnInitContainer", "  containers:",
               "  initContainers: [{name: i, image: b, livenessProbe: {tcpSocket: {port: 1}}}]\n  containers:",
               "is not for init containers"},
        BadPod{"UnknownVolume", "{name: data, mountPath", "{name: date, mountPath",
               ":26:35: spec.manifests[0].content: in the text: spec.containers[0].volumeMounts[0].name: no volume has "
               "the "
               "name \"date\" (did you mean \"data\"?)"},
        BadPod{"MountPathTwice", "mountPath: /data}]", "mountPath: /data}, {name: data, mountPath: /data}]",
               "volumeMounts[1].mountPath: \"/data\" is here twice"},
        BadPod{"VolumeTwice", "path: /data}}]", "path: /data}}, {name: data}]",
               "volumes[1].name: \"data\" is here twice"},
        BadPod{"TwoKindsOfVolume", "path: /data}}]", "path: /data}, emptyDir: {}}]",
               "emptyDir and hostPath exclude each other"},
        BadPod{"PathThatStepsBack", "path: /data}}", "path: /data/../etc}}", "must not contain"},
        BadPod{"AbsoluteSubPath", "mountPath: /data}", "mountPath: /data, subPath: /a}", "without '/' in front"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Values, BadPods,
    ::testing::Values(
        BadPod{"PortOutOfRange", "containerPort: 80", "containerPort: 65536", "65536 is not between 1 and 65535"},
        BadPod{"ProbeWithoutPort", "tcpSocket: {port: 80}", "tcpSocket: {}", "port is missing"},
        BadPod{"PortInQuotes", "{port: 80}", "{port: \"80\"}", "\"80\" is a port's name here: remove the quotes"},
        BadPod{"ProbeWithTwoWays", "tcpSocket: {port: 80}", "tcpSocket: {port: 80}, exec: {command: [a]}",
               "exec and tcpSocket exclude each other"},
        BadPod{
            "ProbeWithNone", "{tcpSocket: {port: 80}}", "{periodSeconds: 3}",
            ":24:13: spec.manifests[0].content: in the text: spec.containers[0].livenessProbe: nothing of exec, grpc, "
            "httpGet, tcpSocket"},
        BadPod{"LivenessThreshold", "tcpSocket: {port: 80}", "tcpSocket: {port: 80}, successThreshold: 2", "must be 1"},
        BadPod{"HostPortDiffers", "containerPort: 80", "containerPort: 80, hostPort: 81",
               "must be the containerPort: the pod is on the host's network"},
        BadPod{"HostPortTwice", "{containerPort: 80}", "{containerPort: 80}, {containerPort: 80}",
               "port 80 of the host is taken by another entry"},
        BadPod{"Quantity", "memory: 64Mi", "memory: 64MB", "\"64MB\" is not a quantity"},
        BadPod{"SizeLimit", "hostPath: {path: /data}", "emptyDir: {sizeLimit: 5x}", "\"5x\" is not a quantity"},
        BadPod{"ProbeWithoutCommand", "tcpSocket: {port: 80}", "exec: {}", "exec: command is missing"},
        BadPod{"EmptyFieldPath", "value: \"80\"", "valueFrom: {fieldRef: {fieldPath: \"\"}}",
               "fieldPath: must not be empty"},
        BadPod{"UnknownResource", "memory: 64Mi", "mem: 64Mi",
               "unknown resource \"mem\" (known: cpu, memory, ephemeral-storage)"},
        BadPod{"RequestAboveLimit", "{limits: {memory: 64Mi}}", "{limits: {memory: 64Mi}, requests: {memory: 1Gi}}",
               "requests.memory: is more than the limit \"64Mi\""},
        BadPod{"VariableName", "{name: PORT,", "{name: 1PORT,", "is not a variable's name"},
        BadPod{"VariableTwoWays", "value: \"80\"", "value: \"80\", valueFrom: {fieldRef: {fieldPath: spec.nodeName}}",
               "value and valueFrom exclude each other"},
        BadPod{"TolerationWithoutKey", "hostNetwork: true", "hostNetwork: true\n  tolerations: [{effect: NoSchedule}]",
               "without a key it needs \"operator: Exists\""},
        BadPod{"PrivilegedWithoutEscalation", "    args: [run]",
               "    securityContext: {privileged: true, allowPrivilegeEscalation: false}",
               "a privileged container cannot be kept from escalation"},
        BadPod{"PropagationWithoutPrivileges", "mountPath: /data}",
               "mountPath: /data, mountPropagation: Bidirectional}",
               "Bidirectional is for privileged containers only"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Versions, BadPods,
    ::testing::Values(
        BadPod{"FieldOfALaterMinor", "{tcpSocket: {port: 80}}", "{grpc: {port: 80}}",
               "v1.20 does not have \"grpc\" (it is read from v1.23 on)", 20},
        BadPod{"SidecarTooEarly", "    args: [run]", "    restartPolicy: Always",
               "v1.27 does not have \"restartPolicy\" (it is read from v1.28 on)", 27},
        BadPod{"ServiceAccount", "hostNetwork: true", "hostNetwork: true\n  serviceAccountName: agent",
               ":18:11: spec.manifests[0].content: in the text: spec.serviceAccountName: a static pod may not refer to "
               "serviceaccounts",
               34},
        BadPod{"Secret", "hostPath: {path: /data}", "secret: {secretName: a}", "may not refer to secrets", 37},
        BadPod{"ConfigMap", "value: \"80\"", "valueFrom: {configMapKeyRef: {name: a, key: b}}",
               "may not refer to configmaps", 36}),
    name_of);

TEST(JudgedPods, APodWithoutContainersIsRefusedWhereverTheyShouldBe) {
    const std::string head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n";
    EXPECT_THAT(problems_of(head, 20), HasSubstr("spec is missing"));
    EXPECT_THAT(problems_of(head + "spec:\n", 20), HasSubstr("spec is missing"));
    EXPECT_THAT(problems_of(head + "spec: {}\n", 20), HasSubstr(":16:9: spec.manifests[0].content: in the text: spec: "
                                                                "containers is missing"));
    EXPECT_THAT(problems_of(head + "spec: {containers: }\n", 20), HasSubstr("containers is missing"));
    EXPECT_THAT(problems_of(head + "spec: {containers: []}\n", 20), HasSubstr("spec.containers: the list is empty"));
    EXPECT_THAT(problems_of(head + "spec: {containers: {name: a, image: b}}\n", 20),
                HasSubstr("a map stands where a list is expected"));
}

TEST(JudgedPods, AllProblemsAreToldAtOnce) {
    const auto parsed = parse_text(file_with(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  restartPolicy: never\n  containers:\n  - name: A\n",
        20));
    EXPECT_EQ(parsed.problems.size(), 3U) << all_texts(parsed);
}

TEST(JudgedPods, WhatTheKubeletTookBeforeItRefusedReferencesIsTaken) {
    std::string pod(good);
    pod.insert(pod.find("  hostNetwork"), "  serviceAccountName: agent\n  imagePullSecrets: [{name: a}]\n");
    EXPECT_THAT(problems_of(pod, 33), IsEmpty());
    EXPECT_THAT(problems_of(pod, 34), HasSubstr("spec.imagePullSecrets: a static pod may not refer to secrets"));
}

TEST(JudgedPods, ThePodsThatPeopleHaveAreTakenByEveryMinor) {
    const std::filesystem::path folder(std::string(PLANEKEEPER_SOURCE_DIR) + "/tests/unit/spec/pods");
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        const std::string pod = source_file("tests/unit/spec/pods/" + file.path().filename().string());
        for (int minor = kubernetes::oldest_minor; minor <= kubernetes::newest_minor; ++minor) {
            EXPECT_THAT(problems_of(pod, minor), IsEmpty()) << file.path() << " v1." << minor;
        }
        ++files;
    }
    EXPECT_GE(files, 5);
    EXPECT_THAT(problems_of(good, 20), IsEmpty());
}

TEST(JudgedPods, AWordThatIsLeftEmptyHasItsDefault) {
    std::string pod(good);
    pod.insert(pod.find("  hostNetwork"), "  restartPolicy: \"\"\n  dnsPolicy: \"\"\n  priorityClassName: \"\"\n");
    pod.insert(pod.find("    args"), "    imagePullPolicy: \"\"\n    terminationMessagePolicy: \"\"\n");
    pod.replace(pod.find("{name: agent}"), 13, "{name: agent, namespace: \"\"}");
    EXPECT_THAT(problems_of(pod, 20), IsEmpty());
}

TEST(JudgedPods, APodWithAnAliasIsTakenAsTheKubeletTakesIt) {
    const std::string pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - &c {name: a, image: b}\n"
        "  initContainers: [*c]\n";
    EXPECT_THAT(problems_of(pod, 20), IsEmpty());
}

TEST(JudgedPods, AMutatedPodNeverEndsTheProgramAndIsOneOfTwoThings) {
    const std::string original = source_file("tests/unit/spec/pods/everything.yaml");
    constexpr std::string_view letters = "{}[]:,-|>&*!%@'\" \n\taZ0.\x01\xc3";
    std::mt19937 random(20261126);  // NOLINT(cert-msc51-cpp)
    for (int round = 0; round < 60; ++round) {
        std::string pod = original;
        for (int edit = 0; edit < 3; ++edit) {
            const std::size_t at = random() % pod.size();
            switch (random() % 3) {
                case 0: pod[at] = letters[random() % letters.size()]; break;
                case 1: pod.erase(at, random() % 40); break;
                default: pod.insert(at, pod.substr(random() % pod.size(), random() % 60)); break;
            }
        }
        EXPECT_TRUE(one_outcome(parse_text(file_with(pod, 20 + round % 18)))) << pod;
    }
}

}  // namespace
}  // namespace planekeeper::spec::testing::judged_pods_test
