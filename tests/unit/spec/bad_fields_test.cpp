#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "texts.hpp"

// Values that are valid YAML but wrong. The lines of each case stand below spec and begin in line 10.

namespace planekeeper::spec::testing::bad_fields_test {
namespace {

using ::testing::HasSubstr;

/// Values that a schema cannot refuse: a version, another field, the content of a text, or the rules of YAML 1.1 make
/// them wrong.
[[nodiscard]] bool passes_the_schema(std::string_view name) {
    static const auto passing = words_of(
        "AbacWithoutPolicy AlmostAnAddress AnyAddress BadAddress BakedArchive BaseInUpperCase BaseOfAnArchive "
        "BaseWithADigestOfNothing BaseWithAPortOfLetters BaseWithAShortDigest BaseWithDotDot "
        "BaseWithThreeUnderscores BaseWithTwoTags BooleanForText DecimalMode DownloadThatAnybodyCouldReplace "
        "DuplicateKeyInAManifest EmptyManifest ExternalAlgorithm ExternalSans ExtraFileOverTheProgram "
        "ExtraFileTwice FileThatIsHiddenFromPlanekeeper FileThatIsNotOurs FileThatOthersWrite FileTwice "
        "FlagWithLineBreak HugeRange IssuerThatIsNoUrl KeyForEverybody KeysAmongManifests KmsBefore127 "
        "KmsWithoutPlugin KubeconfigAmongManifests KubeconfigInAHomeDirectory KubeconfigOfOthersAuthority "
        "KubeconfigOverAKey KubeconfigThatIsOff LeafOutlivesAuthority LinkLocalAddress LongBase LongName "
        "LoopbackAddress ManifestOfTheApiServer ManifestThatIsNoPod ManifestsWithOneName MilliBytes "
        "NameInUpperCase NameInUpperCasePath NameWithAnEmptyPart NameWithTag NameWithTwoTags NoCpu OctalNumber "
        "OwnedFlag OwnedFlagRemoved PartOfADay PodWithoutName PolicyThatIsNone PolicyWithBadYaml "
        "PolicyWithoutRules RangeWithHostBits RangeWithTheNodeInside RenewalOfAlways RequestAboveLimit "
        "ReversedPorts ServerWithBadAddress ServerWithBadPort SystemDirectory TaintTwice TinyRange TwoSources "
        "UnusedEncryptionFile UnusedEncryptionResources WildcardBefore127");
    return std::ranges::find(passing, name) != passing.end();
}

struct BadField {
    std::string_view name;
    std::string lines;
    std::string wanted;
};

class BadFields : public ::testing::TestWithParam<BadField> {};

TEST_P(BadFields, AreReportedWithPlaceAndHint) {
    const auto parsed = parse_text(minimal_with(GetParam().lines));
    EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_FALSE(parsed.state);
    EXPECT_THAT(all_texts(parsed), HasSubstr(GetParam().wanted));
    EXPECT_EQ(editor_problems(minimal_with(GetParam().lines)).empty(), passes_the_schema(GetParam().name));
}

constexpr auto name_of = [](const auto& instance) { return std::string(instance.param.name); };

INSTANTIATE_TEST_SUITE_P(
    Types, BadFields,
    ::testing::Values(
        BadField{"MapForAList", "  taints: {}\n",
                 ":10:3: spec.taints: a map stands where a list is expected (start each item with"},
        BadField{"ListForAMap", "  pki: []\n", ":10:3: spec.pki: a list stands where a map is expected"},
        BadField{"TextForAMap", "  pki: managed\n", ":10:8: spec.pki: a single value stands where a map is expected"},
        BadField{"ListForText", "  pki: {directory: [/x]}\n",
                 ":10:9: spec.pki.directory: a list stands where text is expected"},
        BadField{"NothingForAMap", "  pki:\n", ":10:3: spec.pki: has no value (write a map, or delete the line)"},
        BadField{"NothingForText", "  pki:\n    directory:\n", ":11:5: spec.pki.directory: has no value"},
        BadField{"NothingInAList", "  taints:\n    - \n    # why\n", ":11:5: spec.taints[0]: has no value"},
        BadField{"NullInAList", "  taints: [~]\n", ":10:12: spec.taints[0]: has no value"},
        BadField{"YesForTrue", "  apiserver: {anonymousAuth: yes}\n",
                 ":10:30: spec.apiserver.anonymousAuth: \"yes\" stands where true or false is expected (write true, "
                 "without quotes)"},
        BadField{"OffForFalse", "  apiserver: {anonymousAuth: off}\n", "(write false, without quotes)"},
        BadField{"QuotedBoolean", "  apiserver: {anonymousAuth: \"true\"}\n", "(write true, without quotes)"},
        BadField{"NumberForBoolean", "  apiserver: {anonymousAuth: 1}\n", "(write true or false)"},
        BadField{"BooleanForText", "  apiserver: {serviceAccountIssuer: no}\n",
                 "a boolean stands where text is expected (quote it: \"no\")"},
        BadField{"QuotedNumber", "  apiserver: {port: \"6443\"}\n",
                 ":10:21: spec.apiserver.port: text stands where a number is expected (remove the quotes)"},
        BadField{"WordForNumber", "  apiserver: {port: https}\n",
                 "\"https\" is not a whole number (write a whole number from 1 to 65535)"},
        BadField{"OctalNumber", "  apiserver: {port: 06443}\n", "\"06443\" is not a whole number"},
        BadField{"FractionalNumber", "  apiserver: {port: 1.5}\n", "\"1.5\" is not a whole number"},
        BadField{"ZeroPort", "  apiserver: {port: 0}\n", "0 is out of range"},
        BadField{"HugePort", "  apiserver: {port: 65536}\n", "65536 is out of range"},
        BadField{"OverflowingPort", "  apiserver: {port: 99999999999999999999}\n", "is out of range"},
        BadField{"LineBreakInText", "  pki: {directory: \"/x\\n/y\"}\n",
                 "the value has a line break or a control character"},
        BadField{"UnknownChoice", "  pki: {mode: manged}\n",
                 ":10:15: spec.pki.mode: unknown value \"manged\" (did you mean \"managed\"?)"},
        BadField{"FarOffKey", "  zzzzzzzz: 1\n", "(known: kubernetesVersion, address, etcd,"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Trust, BadFields,
    ::testing::Values(
        BadField{"RelativeDirectory", "  pki: {directory: keys}\n",
                 "\"keys\" is not an absolute path (start it with /)"},
        BadField{"DotDot", "  pki: {directory: /srv/../etc}\n", "is not a plain path"},
        BadField{"SystemDirectory", "  pki: {directory: /etc}\n", "\"/etc\" is a directory of the system"},
        BadField{"PathWithSpace", "  pki: {directory: /srv/my keys}\n", "has a character that paths here cannot have"},
        BadField{"PathWithVariable", "  pki: {directory: /srv/$(HOME)}\n",
                 "has a character that paths here cannot have"},
        BadField{"BadSan", "  pki: {extraSANs: [api_1]}\n",
                 ":10:21: spec.pki.extraSANs[0]: \"api_1\" is neither a DNS name nor an IP address"},
        BadField{"AlmostAnAddress", "  pki: {extraSANs: [10.0.0.256]}\n", "is neither a DNS name nor an IP address"},
        BadField{"SameSanTwice", "  pki: {extraSANs: [a, b, a]}\n",
                 ":10:27: spec.pki.extraSANs[2]: \"a\" is in the list twice"},
        BadField{"EmptyList", "  pki: {extraSANs: []}\n", "the list is empty"},
        BadField{"DurationWithoutUnit", "  pki: {renewBefore: 30}\n",
                 "\"30\" is not a duration (whole days, as in 365d or 8760h)"},
        BadField{"PartOfADay", "  pki: {renewBefore: 25h}\n", "is not a number of whole days"},
        BadField{"ZeroDays", "  pki: {renewBefore: 0d}\n", "is out of range"},
        BadField{"RenewalOfAlways", "  pki: {renewBefore: 365d}\n",
                 ":10:22: spec.pki.renewBefore: a certificate of 365d would be renewed 365d before its end"},
        BadField{"LeafOutlivesAuthority", "  pki:\n    authorityValidity: 100d\n",
                 ":11:24: spec.pki.authorityValidity: certificates would outlive"},
        BadField{"ExternalAlgorithm", "  pki: {mode: external, algorithm: RSA-2048}\n",
                 ":10:36: spec.pki.algorithm: has no effect with mode: external"},
        BadField{"ExternalSans", "  pki: {mode: external, extraSANs: [a]}\n",
                 "spec.pki.extraSANs: has no effect with mode: external"},
        BadField{"KubeconfigInAHomeDirectory", "  adminKubeconfig: {file: /root/.kube/config}\n",
                 ":10:27: spec.adminKubeconfig.file: \"/root/.kube/config\" is in a home directory"},
        BadField{"KubeconfigOfOthersAuthority",
                 "  pki: {mode: external}\n  adminKubeconfig: {file: /etc/planekeeper/admin.kubeconfig}\n",
                 ":11:3: spec.adminKubeconfig: needs a certificate"},
        BadField{"DownloadThatAnybodyCouldReplace", "  image: {source: {url: \"http://a.example.org/x\"}}\n",
                 ":10:25: spec.image.source.url: \"http://a.example.org/x\" is not https and has no sha512"},
        BadField{"KubeconfigThatIsOff", "  adminKubeconfig: {enabled: false, server: \"https://a.example.org\"}\n",
                 ":10:45: spec.adminKubeconfig.server: has no effect with enabled: false"},
        BadField{"KubeconfigAmongManifests", "  adminKubeconfig: {file: /etc/kubelet.d/admin.conf}\n",
                 "lies in the directory of the static pods"},
        BadField{
            "KubeconfigOverAKey", "  adminKubeconfig: {file: /var/lib/kubernetes/ca.pem}\n",
            ":10:27: spec.adminKubeconfig.file: \"/var/lib/kubernetes/ca.pem\" is also the file of spec.pki.directory"},
        BadField{"KeysAmongManifests",
                 "  staticPods: {directory: /var/lib/kubernetes}\n  encryption: {provider: none}\n",
                 "lies in the directory of the static pods"},
        BadField{"UnusedEncryptionFile", "  encryption: {provider: none, file: /srv/x/y}\n",
                 ":10:38: spec.encryption.file: has no effect with provider: none"},
        BadField{"FileThatIsNotOurs", "  files: [{path: /etc/shadow, mode: \"0640\"}]\n",
                 ":10:18: spec.files[0].path: \"/etc/shadow\" is not a file that planekeeper writes"},
        BadField{"KeyForEverybody", "  files: [{path: /var/lib/kubernetes/ca-key.pem, mode: 0644}]\n",
                 "spec.files[0].mode: everybody could read a secret"},
        BadField{"FileThatOthersWrite", "  files: [{path: /var/lib/kubernetes/ca.pem, mode: 0664}]\n",
                 "\"0664\" lets others write"},
        BadField{"OwnerThatIsNone", "  files: [{path: /var/lib/kubernetes/ca.pem, owner: \"a b\", mode: 0644}]\n",
                 "\"a b\" is not the name or number of a user"},
        BadField{"FileThatIsHiddenFromPlanekeeper",
                 "  files: [{path: /var/lib/kubernetes/ca-key.pem, owner: etcd, group: etcd, mode: 0640}]\n",
                 "spec.files[0].mode: planekeeper could not read the file any more"},
        BadField{"DecimalMode", "  files: [{path: /var/lib/kubernetes/ca.pem, mode: 640}]\n", "\"640\" is not a mode"},
        BadField{"FileTwice",
                 "  files: [{path: /var/lib/kubernetes/ca.pem, mode: 0640}, {path: /var/lib/kubernetes/ca.pem, mode: "
                 "0644}]\n",
                 "stands here twice"},
        BadField{"UnusedEncryptionResources", "  encryption: {provider: none, resources: [secrets]}\n",
                 "spec.encryption.resources: has no effect with provider: none"},
        BadField{"NoEncryptionResources", "  encryption: {resources: []}\n", "spec.encryption.resources"},
        BadField{"CapitalResource", "  encryption: {resources: [Secrets]}\n",
                 ":10:28: spec.encryption.resources[0]: has capital letters"},
        BadField{"ResourceTwice", "  encryption: {resources: [secrets, secrets]}\n", "spec.encryption.resources[1]"},
        BadField{"WildcardBefore127", "  encryption: {resources: [\"*.*\"]}\n",
                 "spec.encryption.resources[0]: \"*.*\" matches nothing in v1.20 (wildcards are read from v1.27 on"},
        BadField{"KmsWithoutPlugin", "  encryption: {provider: kms}\n",
                 "spec.encryption: provider: kms needs its plugin"},
        BadField{"KmsBefore127", "  encryption: {kms: {name: v, endpoint: \"unix:///run/kms/v.sock\"}}\n",
                 "spec.encryption.kms: planekeeper writes apiVersion: v2"},
        BadField{"UnknownProvider", "  encryption: {provider: aescb}\n",
                 "unknown value \"aescb\" (did you mean \"aescbc\"?)"},
        BadField{"WebhookWithoutServer", "  authorizationWebhook: {}\n",
                 "spec.authorizationWebhook.server: is missing"},
        BadField{"WebhookOverHttp", "  authorizationWebhook: {server: \"http://a.example.org/x\"}\n",
                 "does not use https"},
        BadField{"WebhookWithPassword", "  authorizationWebhook: {server: \"https://u:p@a.example.org/x\"}\n",
                 "the URL has a user or password in it"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Image, BadFields,
    ::testing::Values(
        BadField{"NameWithTag", "  image: {name: localhost/x:latest}\n", "has a tag or digest"},
        BadField{"NameInUpperCase", "  image: {name: localhost/X}\n", "is not an image name"},
        BadField{"BaseWithSpace", "  image: {base: \"a b\"}\n", "is not an image"},
        BadField{"NameInUpperCasePath", "  image: {name: LOCALHOST/X}\n", "is not an image name"},
        BadField{"NameWithTwoTags", "  image: {name: \"localhost/x:tag:tag\"}\n", "has a tag or digest"},
        BadField{"NameWithAnEmptyPart", "  image: {name: localhost//x}\n", "is not an image name"},
        BadField{"LongName", "  image: {name: " + std::string(300, 'x') + "}\n", "is not an image name"},
        BadField{"BaseWithDotDot", "  image: {base: a/../b}\n", "is not an image"},
        BadField{"LongBase", "  image: {base: " + std::string(300, 'x') + "}\n", "is not an image"},
        BadField{"BaseWithADigestOfNothing", "  image: {base: \"a@sha256:zz\"}\n", "is not an image"},
        BadField{"BaseWithAShortDigest", "  image: {base: \"a@sha256:abcd\"}\n", "is not an image"},
        BadField{"BaseWithTwoTags", "  image: {base: \"localhost/x:tag:tag\"}\n", "is not an image"},
        BadField{"BaseInUpperCase", "  image: {base: LOCALHOST/X}\n", "is not an image"},
        BadField{"BaseWithThreeUnderscores", "  image: {base: a___b}\n", "is not an image"},
        BadField{"BaseWithAPortOfLetters", "  image: {base: \"a:b/c\"}\n", "is not an image"},
        BadField{"TwoSources", "  image:\n    source: {url: \"https://x.org/k\", path: /x}\n",
                 ":11:5: spec.image.source: more than one of url, path and archive"},
        BadField{"ShortDigest", "  image: {source: {sha512: abcd}}\n",
                 "not a SHA-512 digest: 4 characters (128 hexadecimal characters, as sha512sum prints)"},
        BadField{"NoHexDigest", "  image: {source: {sha512: " + std::string(128, 'g') + "}}\n",
                 "not all of them hexadecimal"},
        BadField{"FtpSource", "  image: {source: {url: \"ftp://x.org/k\"}}\n", "is not a scheme to download with"},
        BadField{"BaseOfAnArchive", "  image: {base: debian, source: {archive: /x.tar}}\n",
                 ":10:17: spec.image.base: has no effect with source.archive"},
        BadField{"BakedArchive", "  image: {contents: baked, source: {archive: /x.tar}}\n",
                 "nothing can be baked into an archive"},
        BadField{"ExtraFileWithoutSource", "  image: {extraFiles: [{destination: /x}]}\n",
                 "spec.image.extraFiles[0].source: is missing"},
        BadField{"ExtraFileOverTheProgram",
                 "  image: {extraFiles: [{source: /x, destination: /usr/bin/kube-apiserver}]}\n",
                 "is kube-apiserver itself"},
        BadField{"ExtraFileTwice",
                 "  image: {extraFiles: [{source: /x, destination: /x}, {source: /y, destination: /x}]}\n",
                 "two files with the destination"},
        BadField{"BuilderWithArguments", "  image: {builder: buildah bud}\n", "is not a program"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    ApiServer, BadFields,
    ::testing::Values(
        BadField{"BindName", "  apiserver: {bindAddress: localhost}\n", "is not an IP address"},
        BadField{"BadQuantity", "  apiserver: {resources: {limits: {memory: 384MB}}}\n",
                 "\"384MB\" is not an amount of memory"},
        BadField{"MilliBytes", "  apiserver: {resources: {limits: {memory: 384m}}}\n",
                 "is less than 1 MiB (as in 384Mi; \"m\" means thousandths)"},
        BadField{"NoCpu", "  apiserver: {resources: {requests: {cpu: 0}}}\n", "no CPU at all"},
        BadField{
            "RequestAboveLimit", "  apiserver: {resources: {limits: {memory: 200Mi}}}\n",
            ":10:44: spec.apiserver.resources.limits.memory: the request \"256Mi\" is more than the limit \"200Mi\""},
        BadField{"RangeWithoutPrefix", "  apiserver: {serviceClusterIPRange: 10.32.0.0}\n", "is not an address range"},
        BadField{"RangeWithHostBits", "  apiserver: {serviceClusterIPRange: 10.32.0.1/24}\n",
                 "has bits behind its prefix (write 10.32.0.0/24)"},
        BadField{"HugeRange", "  apiserver: {serviceClusterIPRange: 10.0.0.0/8}\n", "is too large"},
        BadField{"TinyRange", "  apiserver: {serviceClusterIPRange: 10.32.0.0/30}\n", "is too small"},
        BadField{"RangeWithTheNodeInside", "  apiserver: {serviceClusterIPRange: 192.168.0.0/16}\n",
                 "the node's address 192.168.10.50 lies in the service range"},
        BadField{"ReversedPorts", "  apiserver: {serviceNodePortRange: 32767-30000}\n", "is not a range of ports"},
        BadField{"IssuerThatIsNoUrl", "  apiserver: {serviceAccountIssuer: \"a:b\"}\n", "is not a URL"},
        BadField{"AudienceWithComma", "  apiserver: {serviceAccountAudiences: [\"a,b\"]}\n", "is not a single word"},
        BadField{"WebhookMode", "  apiserver: {authorizationModes: [RBAC, Webhook]}\n",
                 "Webhook is not named here (declare spec.authorizationWebhook"},
        BadField{"UnknownMode", "  apiserver: {authorizationModes: [RABC]}\n",
                 "unknown authorization mode \"RABC\" (did you mean \"RBAC\"?)"},
        BadField{"AbacWithoutPolicy", "  apiserver: {authorizationModes: [ABAC]}\n", "ABAC needs a policy file"},
        BadField{"PluginsInOneText", "  apiserver: {admissionPlugins: [\"A,B\"]}\n",
                 "is not a name (letters and digits only, one name per item)"},
        BadField{"GateThatIsNoBoolean", "  apiserver: {featureGates: {A: maybe}}\n",
                 ":10:33: spec.apiserver.featureGates.A: \"maybe\" stands where true or false is expected"},
        BadField{"BadApi", "  apiserver: {runtimeConfig: {v1beta1: true}}\n",
                 ":10:31: spec.apiserver.runtimeConfig.v1beta1: \"v1beta1\" is not an API"},
        BadField{"OwnedFlag", "  apiserver:\n    flags:\n      tls-cert-file: /x\n",
                 ":12:7: spec.apiserver.flags.tls-cert-file: this flag follows from spec.pki.directory (set that field "
                 "instead)"},
        BadField{"OwnedFlagRemoved", "  apiserver: {flags: {etcd-servers: null}}\n",
                 "this flag follows from spec.etcd.servers"},
        BadField{"FlagWithDashes", "  apiserver: {flags: {--v: 4}}\n",
                 "starts with a dash (write the flag's name without dashes)"},
        BadField{"FlagName", "  apiserver: {flags: {max_requests: 4}}\n", "is not the name of a flag"},
        BadField{"FlagAsList", "  apiserver: {flags: {v: [1]}}\n", "a list stands where text is expected"},
        BadField{"FlagWithLineBreak", "  apiserver: {flags: {v: \"1\\n- --x\"}}\n", "the value has a line break"},
        BadField{"ExtraFlagWithoutDashes", "  apiserver: {extraFlags: [profiling=false]}\n",
                 "is not a flag (one item for name and value, as in --name=value)"},
        BadField{"ExtraFlagWithLineBreak", "  apiserver: {extraFlags: [\"--a=b\\nc\"]}\n",
                 "the value has a line break"},
        BadField{"NegativeAge", "  apiserver: {audit: {maxAgeDays: -1}}\n", "\"-1\" is not a whole number"},
        BadField{"PolicyThatIsNone", "  apiserver:\n    audit:\n      policy: |\n        kind: Policy\n",
                 ":12:15: spec.apiserver.audit.policy: the text is not an audit policy"},
        BadField{"PolicyWithoutRules",
                 "  apiserver: {audit: {policy: \"{apiVersion: audit.k8s.io/v1, kind: Policy}\"}}\n",
                 "the policy has no rules"},
        BadField{
            "PolicyWithBadYaml",
            "  apiserver:\n    audit:\n      policy: |\n        kind: Policy\n        rules: [\n        - a: b: c\n",
            "spec.apiserver.audit.policy: in the text: not valid YAML"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Node, BadFields,
    ::testing::Values(
        BadField{"NoYamlName", "  staticPods: {fileName: kube-apiserver}\n",
                 "is not the name of a manifest (end it with .yaml)"},
        BadField{"DotName", "  staticPods: {fileName: .apiserver.yaml}\n",
                 "starts with a dot (the kubelet would not read it)"},
        BadField{"NameWithSlash", "  staticPods: {fileName: ../a.yaml}\n", "is a path (write the file name only)"},
        BadField{"NameWithDotDot", "  staticPods: {fileName: a..yaml}\n", "is not a plain file name"},
        BadField{"TcpEndpoint", "  runtime: {endpoint: \"tcp://localhost:1\"}\n",
                 "is not an endpoint (as in unix:///run/containerd/containerd.sock)"},
        BadField{"UnknownStore", "  runtime: {imageStore: container}\n",
                 "unknown value \"container\" (did you mean \"containerd\"?)"},
        BadField{"UnknownPolicy", "  policies: {pods: PSP}\n", "unknown value \"PSP\""},
        BadField{"TaintWithoutEffect", "  taints: [{key: a}]\n", ":10:12: spec.taints[0].effect: is missing"},
        BadField{"UnknownEffect", "  taints: [{key: a, effect: noSchedule}]\n",
                 "unknown effect \"noSchedule\" (did you mean \"NoSchedule\"?)"},
        BadField{"BadTaintKey", "  taints: [{key: a/b/c, effect: NoSchedule}]\n", "is not a key"},
        BadField{"TaintTwice",
                 "  taints:\n    - {key: a, effect: NoSchedule}\n    - {key: a, value: b, effect: NoSchedule}\n",
                 ":12:7: spec.taints[1]: a second taint with this key and effect"},
        BadField{"ManifestOfTheApiServer",
                 "  manifests:\n    - fileName: kube-api-server.yaml\n      content: \"{apiVersion: v1, kind: Pod, "
                 "metadata: {name: a}, spec: {containers: [{name: a, image: a}]}}\"\n",
                 ":11:17: spec.manifests[0].fileName: is the name of kube-apiserver's own manifest"},
        BadField{"ManifestsWithOneName",
                 "  manifests:\n    - fileName: a.yaml\n      content: \"{apiVersion: v1, kind: Pod, metadata: {name: "
                 "a}, spec: {containers: [{name: a, image: a}]}}\"\n"
                 "    - fileName: a.yaml\n      content: \"{apiVersion: v1, kind: Pod, metadata: {name: b}, spec: "
                 "{containers: [{name: a, image: a}]}}\"\n",
                 ":13:17: spec.manifests[1].fileName: two manifests with the name \"a.yaml\""},
        BadField{
            "ManifestThatIsNoPod",
            "  manifests:\n    - fileName: a.yaml\n      content: |\n        apiVersion: v1\n        kind: Service\n",
            ":12:16: spec.manifests[0].content: the text is not a Pod"},
        BadField{"PodWithoutName", "  manifests: [{fileName: a.yaml, content: \"{apiVersion: v1, kind: Pod}\"}]\n",
                 "the Pod has no metadata.name"},
        BadField{"EmptyManifest", "  manifests: [{fileName: a.yaml, content: \"# soon\"}]\n",
                 "in the text: there is nothing to read"},
        BadField{"DuplicateKeyInAManifest",
                 "  manifests:\n    - fileName: a.yaml\n      content: |\n\n        apiVersion: v1\n        kind: "
                 "Pod\n        metadata:\n"
                 "          name: a\n          name: b\n        spec: {containers: [{name: a, image: a}]}\n",
                 ":18:11: spec.manifests[0].content: in the text: metadata: the key \"name\" is here twice"}),
    name_of);

struct BadLine {
    std::string_view name;
    std::string from;
    std::string to;
    std::string wanted;
};

class BadRequiredFields : public ::testing::TestWithParam<BadLine> {};

TEST_P(BadRequiredFields, AreReportedWithPlaceAndHint) {
    std::string text(minimal);
    const auto at = text.find(GetParam().from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, GetParam().from.size(), GetParam().to);
    const auto parsed = parse_text(text);
    EXPECT_EQ(parsed.problems.size(), 1U) << all_texts(parsed);
    EXPECT_THAT(all_texts(parsed), HasSubstr(GetParam().wanted));
    EXPECT_EQ(editor_problems(text).empty(), passes_the_schema(GetParam().name));
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadRequiredFields,
    ::testing::Values(
        BadLine{"NoApiVersion", "apiVersion: planekeeper/v1alpha1\n", "",
                ":1:1: apiVersion: is missing (add \"apiVersion: planekeeper/v1alpha1\")"},
        BadLine{"OtherApiVersion", "v1alpha1", "v2",
                ":1:13: apiVersion: \"planekeeper/v2\" is not a version of this file"},
        BadLine{"OtherKind", "ControlPlaneNode", "Node", ":2:7: kind: \"Node\" is not a kind that planekeeper keeps"},
        BadLine{"NoMetadata", "metadata:\n  name: k8s-master\n", "", ":1:1: metadata: is missing"},
        BadLine{"NoName", "  name: k8s-master\n", "", ":3:1: metadata: has no value"},
        BadLine{"UpperCaseName", "k8s-master", "K8s-Master",
                ":4:9: metadata.name: \"K8s-Master\" is not a node name (write it in lower case"},
        BadLine{"NameWithUnderscore", "k8s-master", "k8s_master", "is not a node name (use a-z, 0-9"},
        BadLine{"NoVersion", "  kubernetesVersion: v1.20.1\n", "", ":5:1: spec.kubernetesVersion: is missing"},
        BadLine{"VersionWithoutV", "v1.20.1", "1.20.1",
                ":6:22: spec.kubernetesVersion: \"1.20.1\" is not a release of Kubernetes (write v1.20.1)"},
        BadLine{"VersionWithoutPatch", "v1.20.1", "v1.20", "is not a release of Kubernetes (as in v1.20.1)"},
        BadLine{"PreRelease", "v1.20.1", "v1.20.0-rc.1", "is not a release of Kubernetes"},
        BadLine{"OldVersion", "v1.20.1", "v1.19.16", "Kubernetes v1.19.16 is not supported (supported: v1.20"},
        BadLine{"FarVersion", "v1.20.1", "v2.0.0", "Kubernetes v2.0.0 is not supported"},
        BadLine{"BadAddress", "192.168.10.50\n", "192.168.10.500\n",
                ":7:12: spec.address: \"192.168.10.500\" is not an IP address"},
        BadLine{"AddressWithPrefix", "192.168.10.50\n", "192.168.10.50/24\n", "is not an IP address"},
        BadLine{"LoopbackAddress", "192.168.10.50\n", "127.0.0.1\n", "is a loopback address"},
        BadLine{"AnyAddress", "192.168.10.50\n", "0.0.0.0\n", "stands for all addresses"},
        BadLine{"LinkLocalAddress", "192.168.10.50\n", "fe80::1\n", "is a link-local address"},
        BadLine{"NoEtcd", "  etcd:\n    servers: [https://192.168.10.50:2379]\n", "", ":5:1: spec.etcd: is missing"},
        BadLine{"NoServers", "[https://192.168.10.50:2379]", "[]", ":9:5: spec.etcd.servers: the list is empty"},
        BadLine{"ServersAsText", "[https://192.168.10.50:2379]", "https://192.168.10.50:2379",
                ":9:14: spec.etcd.servers: a single value stands where a list is expected"},
        BadLine{"ServerWithoutScheme", "https://192.168.10.50:2379", "192.168.10.50:2379",
                ":9:15: spec.etcd.servers[0]: \"192.168.10.50:2379\" is not a URL"},
        BadLine{"ServerWithoutPort", "50:2379", "50", "has no port"},
        BadLine{"ServerWithPath", "50:2379", "50:2379/v3", "has a path"},
        BadLine{"ServerWithBadPort", "50:2379", "50:99999", "\"99999\" in the URL is not a port"},
        BadLine{"ServerWithBadAddress", "50:2379", "500:2379", "\"192.168.10.500\" in the URL is not a host"},
        BadLine{"ServerWithOtherScheme", "https://", "unix://", "is not a scheme for etcd"}),
    [](const auto& instance) { return std::string(instance.param.name); });

}  // namespace
}  // namespace planekeeper::spec::testing::bad_fields_test
