#pragma once

#include <string>

// Examples and exit codes, as --help ends with them. One place for wording, none for logic.

namespace planekeeper::cli::help {

inline const std::string program =
    R"(Examples:
  planekeeper status                    what is ready, what is not and why
  planekeeper plan                      what would change, with diffs
  planekeeper why kube-apiserver        where each of its flags is from
  planekeeper validate new.yaml         is this file right?

Exit codes: 0 done; 1 error, also a wrong command line; 2 `plan` found changes;
3 the daemon cannot be reached (status, reconcile, retry, init, events).
`planekeeper COMMAND --help` says more about each command.)";

inline const std::string status =
    R"(Examples:
  planekeeper status
  planekeeper status -o wide            with generations and messages
  planekeeper status --watch            keeps up to date until Ctrl-C
  planekeeper status --until Converged  ends when that condition is True
  planekeeper status -o json | jq '.resources[] | select(.state != "Ready")'

Exit codes: 0 the daemon answered, whatever its answer, with --until the
condition holds; 1 error, or --until was ended by Ctrl-C before it held; 3 the
daemon cannot be reached. With --watch and --until a daemon that is not there is
waited for; one that you may not ask is not.)";

inline const std::string plan =
    R"(Examples:
  planekeeper plan                      what the daemon is about to do
  planekeeper plan new.yaml             what this file would change
  planekeeper --root /mnt plan          for an SD card mounted at /mnt
  planekeeper plan --to v1.37.2         what an upgrade would do, step by step

Asks the daemon when it keeps the same file, else looks at the node itself (as
root). Changes nothing. Secrets never appear in a diff.

With --to nothing but the file is read: no root, no daemon, no network. It says
what the new version refuses, or the steps, the diffs of what is written and
what Kubernetes does otherwise. An upgrade begins when the file has the version.

Exit codes: 0 nothing to do, the node is as the file says; 1 error; 2 there are
changes, something is refused, or the node is not as the file says yet.)";

inline const std::string why =
    R"(Examples:
  planekeeper why                       what can be asked for
  planekeeper why kube-apiserver        its manifest, line by line
  planekeeper why /etc/kubelet.d/kube-api-server.yaml --flag feature-gates
  planekeeper why /var/lib/kubernetes/kubernetes.pem
  planekeeper why 10.32.0.1             a name in a certificate
  planekeeper why -f new.yaml PodSecurityPolicy/default

Names for each flag, file, mount and name the line of the file, the default, or
the fact of the version that it is from, with its source. Asks the daemon, which
knows this node's cures and links, too; with -f, or without a daemon, the file
alone is read.

Exit codes: 0 explained; 1 error, also when there is nothing of that name.)";

inline const std::string validate =
    R"(Examples:
  planekeeper validate
  planekeeper validate new.yaml
  generate | planekeeper validate -

Prints one problem a line as FILE:LINE:COLUMN: PATH: MESSAGE, with the line of
the file below it. Files of admission, authorization, authentication and audit
that flags name are judged, too, where this machine has them.

Exit codes: 0 valid; 1 not valid or not readable.)";

inline const std::string render =
    R"(Examples:
  planekeeper render                    lists the artefacts
  planekeeper render manifest
  planekeeper render policies new.yaml | kubectl diff -f -

Needs no root, no daemon and no node. Keys are shown as <masked>.

Exit codes: 0 done; 1 error.)";

inline const std::string reconcile =
    R"(Examples:
  planekeeper reconcile                 asks for a pass now, as root
  planekeeper reconcile --wait          and waits until the node is converged
  planekeeper reconcile --wait --timeout 5m

The daemon makes a pass by itself whenever something changes: this is for those
who do not want to wait for a retry.

Exit codes: 0 accepted, with --wait converged; 1 error, not converged in time or
the desired state is not valid; 3 the daemon cannot be reached.)";

inline const std::string retry =
    R"(Examples:
  planekeeper retry                     tries again what failed, as root
  planekeeper retry --wait              and waits until the node is converged

A generation of kube-apiserver that failed is not published again before its
inputs change, or, when it was only too slow, for 10 minutes to 2 hours. This
ends that wait: use it when you have mended what it failed for.

Exit codes: 0 accepted, with --wait converged; 1 error, not converged in time or
the desired state is not valid; 3 the daemon cannot be reached.)";

inline const std::string init =
    R"(Example:
  planekeeper init --new-cluster        makes the keys that are missing, as root

Keys that stored objects may need are not made anew on a node that lived before:
status says KeyLost, and what tells of that life. If nothing of it is needed,
say so with this. What exists is never overwritten. It is remembered.

Exit codes: 0 accepted, with --wait converged; 1 error, not converged in time or
the desired state is not valid; 3 the daemon cannot be reached.)";

inline const std::string events =
    R"(Examples:
  planekeeper events                    recent ones
  planekeeper events --follow           and those to come, until Ctrl-C

The journal has them all: journalctl -u planekeeper

Exit codes: 0 done; 1 error; 3 the daemon cannot be reached.)";

inline const std::string schema =
    R"(Example:
  planekeeper schema > desired-state.schema.json

For editors: a YAML language server completes and checks a file by it. It refuses
unknown keys, missing fields, types and words; `planekeeper validate` knows more.
The Debian package installs it already, and its files name it in a line:
  # yaml-language-server: $schema=/usr/share/planekeeper/desired-state.schema.json

Exit codes: 0 done; 1 error.)";

inline const std::string version =
    R"(Example:
  planekeeper version                   of this program and of the daemon)";

inline const std::string completion =
    R"(The Debian package installs the completion already. For a planekeeper that was
installed by hand:
  planekeeper completion bash > /etc/bash_completion.d/planekeeper)";

}  // namespace planekeeper::cli::help
