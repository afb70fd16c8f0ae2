# shellcheck shell=bash
# The recipe: builds commands of Kubernetes of one version from the Go module k8s.io/kubernetes. What
# was built is cached by the hash of this file: what only chooses among versions is in versions.sh.
#
# That module's own go.mod replaces its staging modules by local folders, which a module that
# requires it cannot use. So a module is generated that maps them to their published versions.

# All that can be built. The generated module depends on all of them, so that its checksums are the
# same whichever are built.
readonly KUBERNETES_COMMANDS=(kube-apiserver kube-scheduler kubelet kubectl)

kubernetes_minor() { cut -d. -f2 <<<"$1"; }

# kubernetes_dir VERSION: where its commands are.
kubernetes_dir() {
    printf '%s/kubernetes/%s-%s\n' "$CACHE_DIR" "$1" "$(hash_of "$NODE_DIR/lib/kubernetes.sh")"
}

# Settings for every go command here: no cgo, vendor mode is chosen per call.
kubernetes_go() {
    env CGO_ENABLED=0 GO111MODULE=on GOTOOLCHAIN=local GOFLAGS="-buildvcs=false ${NODE_GOFLAGS:--p=2}" \
        nice -n "${NODE_NICE:-10}" "$KUBERNETES_GO" "$@"
}

# kubernetes_go_mod VERSION: its own go.mod on stdin, go.mod of the generated module on stdout.
kubernetes_go_mod() {
    local staging="v0.${1#v1.}" go_line=
    # Later language levels prune the module graph, which the old go.mod files are not made for.
    if (($(kubernetes_minor "$1") < 24)); then go_line=1.16; fi
    awk -v version="$1" -v staging="$staging" -v go_line="$go_line" '
        $1 == "module" { print "module planekeeper.test/kubernetes"; next }
        $1 == "go" && NF == 2 { print "go", (go_line ? go_line : $2); next }
        $1 == "toolchain" || $1 == "godebug" { next }
        /=> \.\/staging\// { sub(/=> .*/, ""); name = $(NF); print "\t" name " => " name " " staging; next }
        # reflect2 1.0.1 crashes when built with Go 1.18 or later.
        /=>/ && /modern-go\/reflect2 / { next }
        $1 ~ /^k8s\.io\// && $2 == "v0.0.0" && !/=>/ { staged[$1] = 1; print; next }
        /=>/ { replaces = 1 }
        { print }
        END {
            print "require k8s.io/kubernetes " version
            print "replace github.com/modern-go/reflect2 => github.com/modern-go/reflect2 v1.0.2"
            # Newer versions rely on a workspace and have no replaces at all.
            if (!replaces) for (name in staged) print "replace " name " => " name " " staging
        }'
}

# Old minors keep the generated OpenAPI definitions out of the module; server-side apply needs them.
kubernetes_lacks_openapi() {
    [[ ! -e $1/pkg/generated/openapi/zz_generated.openapi.go ]]
}

# What the generated module depends on, given the folder of the module k8s.io/kubernetes.
kubernetes_tools_go() {
    printf '%s\n' '//go:build tools' '// +build tools' '' 'package tools' '' 'import ('
    printf '\t_ "k8s.io/kubernetes/cmd/%s"\n' "${KUBERNETES_COMMANDS[@]}"
    if kubernetes_lacks_openapi "$1"; then
        printf '\t_ "k8s.io/kube-openapi/cmd/openapi-gen"\n'
    fi
    printf ')\n'
}

kubernetes_generate_openapi() {
    local packages
    packages=$(grep -rl --include='*.go' '+k8s:openapi-gen=' vendor/k8s.io |
        grep -v '/testdata/\|_test\.go$\|zz_generated' | xargs -n1 dirname | sort -u |
        sed 's#^vendor/##' | paste -sd,)
    kubernetes_go build -mod=vendor -o openapi-gen k8s.io/kube-openapi/cmd/openapi-gen
    ./openapi-gen --logtostderr -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi \
        -O zz_generated.openapi -h /dev/null -o generated -r violations.report
    cp generated/k8s.io/kubernetes/pkg/generated/openapi/zz_generated.openapi.go \
        vendor/k8s.io/kubernetes/pkg/generated/openapi/
}

kubernetes_ldflags() {
    local version=$1 package
    printf -- '-s -w'
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        printf -- ' -X %s.gitVersion=%s -X %s.gitMajor=1 -X %s.gitMinor=%s -X %s.gitTreeState=clean' \
            "$package" "$version" "$package" "$package" "$(kubernetes_minor "$version")" "$package"
    done
}

# kubernetes_build VERSION COMMAND...: runs in an empty work folder; leaves the commands there.
kubernetes_build() {
    local version=$1 module command KUBERNETES_GO
    KUBERNETES_GO=$(go_command)
    kubernetes_go mod download "k8s.io/kubernetes@$version"
    module=$(kubernetes_go env GOMODCACHE)/k8s.io/kubernetes@$version
    KUBERNETES_GO=$(go_command_for "$module/go.mod")
    kubernetes_go_mod "$version" <"$module/go.mod" >go.mod
    kubernetes_tools_go "$module" >tools.go
    if [[ -e $NODE_DIR/kubernetes/$version.sum ]]; then
        cp "$NODE_DIR/kubernetes/$version.sum" go.sum
    fi
    # -e: some test-only dependencies of dependencies are gone; the build tells when one is needed.
    kubernetes_go mod tidy -e
    kubernetes_go mod vendor -e
    if kubernetes_lacks_openapi "$module"; then kubernetes_generate_openapi; fi
    for command in "${@:2}"; do
        kubernetes_go build -mod=vendor -trimpath -ldflags "$(kubernetes_ldflags "$version")" \
            -o "$command" "k8s.io/kubernetes/cmd/$command"
    done
}

# prepare_kubernetes VERSION COMMAND...: builds those that are not there yet.
prepare_kubernetes() {
    local version=$1 dir work command missing=()
    dir=$(kubernetes_dir "$version")
    for command in "${@:2}"; do
        [[ -x $dir/$command ]] || missing+=("$command")
    done
    [[ ${#missing[@]} -gt 0 ]] || return 0
    log "building Kubernetes $version: ${missing[*]} (some minutes the first time)"
    work=$dir.work
    rm -rf "$work"
    mkdir -p "$work"
    (cd "$work" && quietly "$dir.log" kubernetes_build "$version" "${missing[@]}")
    mkdir -p "$dir"
    mv "$work/go.sum" "${missing[@]/#/$work/}" "$dir/"
    rm -rf "$work"
}
