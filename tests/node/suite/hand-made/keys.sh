# shellcheck shell=sh
# Sourced by the scripts here: certificates as cfssl makes them, RSA keys in PKCS#1.

address=192.168.10.50
node=k8s-master
# Those of the guide, and those that its readers add.
server_names="DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, DNS:localhost, DNS:$node, IP:10.32.0.1, IP:$address, IP:127.0.0.1"

# authority CERTIFICATE KEY COMMON-NAME
authority() {
    openssl genrsa -traditional -out "$2" 2048
    openssl req -x509 -new -sha256 -key "$2" -days 1825 -subj "/C=JP/ST=Tokyo/L=Tokyo/O=Kubernetes/OU=CA/CN=$3" \
        -addext keyUsage=critical,keyCertSign,cRLSign -out "$1"
    chmod 644 "$1"
}

# leaf CERTIFICATE KEY AUTHORITY AUTHORITY-KEY COMMON-NAME ORGANIZATION [NAMES]
leaf() {
    openssl genrsa -traditional -out "$2" 2048
    {
        echo "basicConstraints = critical, CA:FALSE"
        echo "keyUsage = critical, digitalSignature, keyEncipherment"
        echo "extendedKeyUsage = serverAuth, clientAuth"
        [ -z "${7:-}" ] || echo "subjectAltName = $7"
    } >extensions
    openssl req -new -key "$2" -subj "/C=JP/ST=Tokyo/L=Tokyo/O=$6/CN=$5" -out request
    openssl x509 -req -sha256 -in request -CA "$3" -CAkey "$4" -set_serial "0x$(openssl rand -hex 15)" -days 365 \
        -extfile extensions -out "$1"
    rm extensions request
    chmod 644 "$1"
}

# kubeconfig FILE AUTHORITY CERTIFICATE KEY: all in one file, as kubectl config --embed-certs=true writes it.
kubeconfig() {
    cat >"$1" <<END
apiVersion: v1
kind: Config
clusters:
- name: kubernetes-the-hard-way
  cluster:
    certificate-authority-data: $(base64 -w0 "$2")
    server: https://$address:6443
contexts:
- name: default
  context:
    cluster: kubernetes-the-hard-way
    user: me
current-context: default
users:
- name: me
  user:
    client-certificate-data: $(base64 -w0 "$3")
    client-key-data: $(base64 -w0 "$4")
END
}

# The legacy form, with one key.
encryption_config() {
    cat >"$1" <<END
kind: EncryptionConfig
apiVersion: v1
resources:
  - resources:
      - secrets
    providers:
      - aescbc:
          keys:
            - name: key1
              secret: $(head -c 32 /dev/urandom | base64)
      - identity: {}
END
}

# The files of the guide and of the procedure, in /var/lib/kubernetes; the administrator's beside them in /root.
cfssl_files() {
    mkdir -p /var/lib/kubernetes
    cd /var/lib/kubernetes
    authority ca.pem ca-key.pem Kubernetes
    leaf kubernetes.pem kubernetes-key.pem ca.pem ca-key.pem kubernetes Kubernetes "$server_names"
    leaf service-account.pem service-account-key.pem ca.pem ca-key.pem service-accounts Kubernetes
    encryption_config encryption-config.yaml
    leaf /root/admin.pem /root/admin-key.pem ca.pem ca-key.pem admin system:masters
    kubeconfig /root/admin.kubeconfig ca.pem /root/admin.pem /root/admin-key.pem
}
