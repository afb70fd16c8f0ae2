"""Expired certificates, made by openssl on the node."""

from node import PKI

EXPIRED = r"""
set -e
rm -rf /root/ca && mkdir /root/ca && cd /root/ca
: >index; echo 1000 >serial
cat >ca.cnf <<END
[ca]
default_ca = it
[it]
database = /root/ca/index
serial = /root/ca/serial
new_certs_dir = /root/ca
default_md = sha256
policy = any
copy_extensions = copy
unique_subject = no
[any]
commonName = supplied
organizationName = optional
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
END
"""
DATES = "-startdate 20200101000000Z -enddate 20210101000000Z"


def expire_server_certificate(node):
    """Makes an expired certificate with the same key, names and CA. Returns the path of the certificate."""
    node.sh(EXPIRED + f"""
openssl x509 -x509toreq -in {PKI}/kubernetes.pem -signkey {PKI}/kubernetes-key.pem -copy_extensions copy -out a.csr
openssl ca -batch -notext -config ca.cnf -cert {PKI}/ca.pem -keyfile {PKI}/ca-key.pem {DATES} -in a.csr -out a.pem
""")
    return "/root/ca/a.pem"


def enddate(node, path):
    return node.run("openssl", "x509", "-enddate", "-noout", "-in", path)


def expired_authority(node):
    """Makes an expired authority in place of the node's own."""
    node.sh(EXPIRED + f"""
mkdir -p {PKI}; umask 077
openssl ecparam -name prime256v1 -genkey -noout -out {PKI}/ca-key.pem
openssl req -new -key {PKI}/ca-key.pem -subj "/CN=old" -out ca.csr
openssl ca -batch -notext -config ca.cnf -selfsign -keyfile {PKI}/ca-key.pem -extensions authority {DATES} \\
    -in ca.csr -out {PKI}/ca.pem
""")
