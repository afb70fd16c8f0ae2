#include "failures/failure_rules.hpp"

#include "failures/known_failures.hpp"

namespace planekeeper::kubernetes {

namespace {

using Rules = std::vector<FailureRule>;

/// kubernetes/kubernetes#97525.
const Rules flow_control_rules{
    {.id = "FlowControlBootstrap",
     .parts = {"failed creating mandatory flowcontrol settings"},
     .explanation =
         "on a slow board, API Priority and Fairness of Kubernetes 1.20 fails to create its own objects "
         "(kubernetes/kubernetes#97525). planekeeper turns it off: --feature-gates=APIPriorityAndFairness=false with "
         "--runtime-config=flowcontrol.apiserver.k8s.io/v1beta1=false",
     .cure = flow_control_cure,
     .oldest_minor = 20,
     .newest_minor = 20},  // cure_switches()
    {.id = "FlowControlBootstrap",
     .parts = {"failed creating mandatory flowcontrol settings"},
     .explanation = "API Priority and Fairness fails to create its own objects. Is etcd slow? To turn it off, set "
                    "enable-priority-and-fairness: \"false\" under spec.apiserver.flags"},
    // validation.go of cmd/kube-apiserver: one setting was given without the other.
    {.id = "FlowControlConflict",
     .parts = {"conflicts with APIPriorityAndFairness feature gate"},
     .explanation = "flowcontrol.apiserver.k8s.io/v1beta1=false under spec.apiserver.runtimeConfig is refused as long "
                    "as the feature gate APIPriorityAndFairness is on; set both or neither",
     .deterministic = true},
};

/// pflag stops at the first bad flag and exits with 1: cmd/kube-apiserver, v1.20.2 (measured).
const Rules flag_rules{
    {.id = "UnknownFlag",
     .parts = {"unknown flag: --"},
     .explanation = "kube-apiserver of this version refuses a flag: {}. Remove it from spec.apiserver.flags or "
                    "spec.apiserver.extraFlags",
     .deterministic = true},
    {.id = "UnknownAdmissionPlugin",
     .parts = {"admission-plugins plugin ", " is unknown"},
     .explanation = "this version does not have an admission plugin: {}. Correct spec.apiserver.admissionPlugins",
     .deterministic = true},
    {.id = "AdmissionPluginOverlap",
     .parts = {"enable-admission-plugins and disable-admission-plugins overlapped"},
     .explanation = "an admission plugin is both enabled and disabled; correct spec.apiserver.admissionPlugins or the "
                    "flag disable-admission-plugins",
     .deterministic = true},
    {.id = "UnknownFeatureGate",
     .parts = {"unrecognized feature gate"},
     .explanation = "this version does not have a feature gate: {}. Correct spec.apiserver.featureGates",
     .deterministic = true},
    {.id = "LockedFeatureGate",
     .parts = {"cannot set feature gate ", "feature is locked to"},
     .explanation = "{}. Remove the gate from spec.apiserver.featureGates",
     .deterministic = true},
    {.id = "UnknownRuntimeConfig",
     .parts = {"unknown api groups"},
     .explanation = "{}. Correct spec.apiserver.runtimeConfig",
     .deterministic = true},
    {.id = "UnknownRuntimeConfig",
     .parts = {"group version ", "that has not been registered"},
     .explanation = "{}. Correct spec.apiserver.runtimeConfig",
     .deterministic = true},
    {.id = "InvalidFlagValue",
     .parts = {"invalid argument \"", "\" flag: "},
     .explanation = "kube-apiserver refuses the value of a flag: {}",
     .deterministic = true},
    {.id = "InvalidFlagValue",
     .parts = {"Error: flag needs an argument: --"},
     .explanation = "kube-apiserver refuses a flag: {}",
     .deterministic = true},
    // pkg/kubeapiserver/options/authorization.go, from v1.29 on.
    {.id = "AuthorizationConfigConflict",
     .parts = {"--authorization-config can not be specified when"},
     .explanation = "the file of --authorization-config and the flags for modes and webhook exclude each other; remove "
                    "one of them from spec.apiserver.flags and spec.apiserver.extraFlags",
     .deterministic = true},
    {.id = "AnonymousConflict",
     .parts = {"--anonymous-auth flag cannot be set when anonymous field is configured"},
     .explanation = "the file of --authentication-config and spec.apiserver.anonymousAuth both configure anonymous "
                    "access; remove the section \"anonymous\" from the file",
     .deterministic = true},
    {.id = "WebhookModeMissing",
     .parts = {"cannot specify --authorization-webhook-config-file without mode Webhook"},
     .explanation =
         "a webhook config is given, but the mode Webhook is not; declare spec.authorizationWebhook in place "
         "of the flags",
     .deterministic = true},
    {.id = "ServiceAccountFlagMissing",
     .parts = {"--service-account-signing-key-file, --service-account-issuer, and --api-audiences should be specified"},
     .explanation = "a service account flag is missing: {}. Is one removed under spec.apiserver.flags?",
     .deterministic = true},
};

/// staging/src/k8s.io/apiserver: encryptionconfig/config.go, options/audit.go.
const Rules file_rules{
    // From v1.31 on an unknown or duplicate key is an error (kubernetes commit b0c3a41fa).
    {.id = "StrictDecoding",
     .parts = {"strict decoding error"},
     .explanation = "a configuration file has a key that kube-apiserver does not know, or one twice: {}",
     .deterministic = true},
    {.id = "EncryptionConfigInvalid",
     .parts = {"encryption provider configuration file"},
     .explanation = "kube-apiserver cannot use the encryption config: {}. planekeeper never changes a file that holds "
                    "encryption keys; put back the one that the stored secrets were written with",
     .deterministic = true},
    {.id = "EncryptionConfigInvalid",
     .parts = {"secret is not of the expected length"},
     .explanation = "a key in the encryption config does not have 16, 24 or 32 bytes: {}",
     .deterministic = true},
    {.id = "EncryptionKeyMissing",
     .parts = {"no matching key was found for the provided"},
     .explanation = "a secret in etcd was encrypted with a key that the encryption config does not hold; put the old "
                    "key back as a further entry, under its old name"},
    {.id = "AuditPolicyInvalid",
     .parts = {"loading audit policy file"},
     .explanation = "kube-apiserver cannot use the audit policy: {}. Correct spec.apiserver.audit.policy",
     .deterministic = true},
    {.id = "KeyMismatch",
     .parts = {"private key does not match public key"},
     .explanation = "a private key and its certificate do not belong together: {}",
     .deterministic = true},
    {.id = "CertificateUnreadable",
     .parts = {"failed to find any PEM data"},
     .explanation = "a certificate or key file holds no PEM data: {}",
     .deterministic = true},
    {.id = "CertificateUnreadable",
     .parts = {"data does not contain a"},  // "any valid RSA or ECDSA certificates", "a valid … private key"
     .explanation = "a certificate or key file does not contain what its flag needs: {}",
     .deterministic = true},
    {.id = "FileUnreadable",
     .parts = {"open /", ": no such file or directory"},
     .explanation = "a file that a flag names is not there: {}. Files outside the mounted directories are not seen by "
                    "the pod",
     .deterministic = true},
    {.id = "FileUnreadable",
     .parts = {"open /", ": permission denied"},
     .explanation = "kube-apiserver may not read a file: {}",
     .deterministic = true},
};

/// Causes that pass or that somebody else must repair: the same inputs may succeed the next time.
const Rules world_rules{
    {.id = port_in_use,
     .parts = {"bind: address already in use"},
     .explanation = "another process listens on the API server's port: {}. Find it with `ss -ltnp`. A kube-apiserver "
                    "that was set up by hand is often a unit: `systemctl disable --now kube-apiserver` ends it"},
    // At boot the address may come with the network. Even so, a generation that never ran well is taken back.
    {.id = "AddressMissing",
     .parts = {"bind: cannot assign requested address"},
     .explanation = "the node does not have the address to listen on: {}. Correct spec.apiserver.bindAddress, or bring "
                    "the network up",
     .deterministic = true},
    // Lines without the words about the handshake may be about a client with an expired certificate, which is no
    // failure.
    {.id = "CertificateExpired",
     .parts = {"authentication handshake failed: ", "certificate has expired or is not yet valid"},
     .explanation = "etcd's certificate has expired or is not valid yet: {}. Is the node's clock right?"},
    {.id = "CertificateExpired",
     .parts = {"Error: ", "certificate has expired or is not yet valid"},
     .explanation = "a certificate has expired or is not valid yet: {}. Is the node's clock right?"},
    {.id = "CertificateRejected",
     .parts = {"authentication handshake failed: "},
     .explanation = "etcd and the API server do not trust each other's certificates: {}. Correct spec.etcd.caFile, "
                    "certFile and keyFile"},
    {.id = "CertificateRejected",
     .parts = {"createTransport failed to connect", "remote error: tls: "},
     .explanation =
         "etcd refuses the API server's client certificate: {}. Does etcd trust the authority that issued it?"},
    // v1.20: klog.Fatalf in storage_decorator.go, or the storage factory's error.
    {.id = "EtcdUnreachable",
     .parts = {"Unable to create storage backend: config"},
     .explanation = "etcd does not answer. Is it running, and are spec.etcd.servers right?"},
    {.id = "EtcdUnreachable",
     .parts = {"error creating storage factory: "},
     .explanation = "etcd does not answer. Is it running, and are spec.etcd.servers right?"},
    {.id = "EtcdUnreachable",
     .parts = {"Error: context deadline exceeded"},
     .explanation = "etcd does not answer in time. Is it running, and are spec.etcd.servers right?"},
};

/// kube-apiserver serves nothing before etcd answers. The lines are from clientconn.go of google.golang.org/grpc, which
/// each minor vendors; v1.20.1 and v1.33.3 write the same.
const Rules api_server_wait_rules{
    {.id = "WaitsForEtcd",
     .parts = {"grpc: addrConn.createTransport failed to connect to "},
     .explanation = "etcd does not answer yet: {}"},
};

/// Lines of the kubelet (cmd/kubelet/app/server.go and auth.go, v1.20.1) and of containerd's CRI plugin.
const Rules kubelet_rules{
    {.id = "KubeletWebhookAuthentication",
     .parts = {"no client provided, cannot use webhook authentication"},
     .explanation =
         "the kubelet is told to authenticate by webhook, but has no API server to ask: it runs without a kubeconfig. "
         "Give it --kubeconfig, or set authentication.webhook.enabled: false in its KubeletConfiguration "
         "(--authentication-token-webhook=false). kube-apiserver needs no setting for it"},
    {.id = "KubeletWebhookAuthorization",
     .parts = {"no client provided, cannot use webhook authorization"},
     .explanation =
         "the kubelet is told to authorize by webhook, but has no API server to ask: it runs without a kubeconfig. "
         "Give "
         "it --kubeconfig, or set authorization.mode: AlwaysAllow in its KubeletConfiguration while it stands alone"},
    {.id = "KubeletSwap",
     .parts = {"unning with swap on is not supported"},
     .explanation = "the kubelet refuses to run while swap is on; turn it off (swapoff -a, dphys-swapfile) or set "
                    "failSwapOn: false in its KubeletConfiguration"},
    {.id = "SandboxImageMissing",
     .parts = {"failed to get sandbox image"},
     .explanation =
         "the container runtime has no pause image and cannot pull it: {}. Import it, or correct sandbox_image "
         "in the runtime's configuration"},
    // The kubelet repeats every refusal of the container runtime in the runtime's own words (pkg/kubelet/kuberuntime).
    {.id = "KubeletCannotStart",
     .parts = {"failed to ", "for ", component_piece, " with ", "Err"},
     .explanation = "the kubelet cannot start the pod: {}"},
};

}  // namespace

std::span<const FailureRule> failure_rules(LogSource source) {
    if (source == LogSource::kubelet) return kubelet_rules;
    if (source == LogSource::kube_scheduler) return scheduler_rules();
    static const Rules all = [] {
        Rules joined;
        for (const auto* rules : {&flow_control_rules, &flag_rules, &file_rules, &world_rules}) {
            joined.insert(joined.end(), rules->begin(), rules->end());
        }
        return joined;
    }();
    return all;
}

std::span<const FailureRule> wait_rules(LogSource source) {
    if (source == LogSource::kube_apiserver) return api_server_wait_rules;
    return {};
}

}  // namespace planekeeper::kubernetes
