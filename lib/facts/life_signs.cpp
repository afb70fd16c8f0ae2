#include "facts/life_signs.hpp"

#include <array>

namespace planekeeper::kubernetes {

namespace {

/// An etcd that was started and never written to has 20 KiB; the first start of a kube-apiserver leaves some hundred.
constexpr std::uint64_t unused_store = 64UL * 1024;

constexpr std::array signs{
    LifeSign{.path = "member/snap/db",
             .what = "data of etcd",
             .larger_than = unused_store,
             .source = "etcd server/storage/datadir; sizes measured with 3.4.23 and kube-apiserver v1.20.2"},
    LifeSign{.path = "/etc/kubernetes/kubelet.conf",
             .what = "a kubelet's kubeconfig",
             .of_authority = true,
             .source = "kubeadm cmd/kubeadm/app/constants KubeletKubeConfigFileName"},
    LifeSign{.path = "/etc/kubernetes/admin.conf",
             .what = "an administrator's kubeconfig",
             .of_authority = true,
             .source = "kubeadm cmd/kubeadm/app/constants AdminKubeConfigFileName"},
    LifeSign{.path = "/var/lib/kubelet/kubeconfig",
             .what = "a kubelet's kubeconfig",
             .of_authority = true,
             .source = "kubernetes the hard way; docs/raspberry-pi.md"},
    LifeSign{.path = "/var/lib/kubelet/pki/kubelet-client-current.pem",
             .what = "a kubelet's client certificate",
             .of_authority = true,
             .source = "kubernetes pkg/kubelet/certificate NewKubeletClientCertificateManager"},
};

}  // namespace

std::span<const LifeSign> life_signs() { return signs; }

}  // namespace planekeeper::kubernetes
