# shellcheck shell=bash
# Builds kube-apiserver, kubelet and kubectl of KUBERNETES_VERSION from the Go module k8s.io/kubernetes.
#
# That module's own go.mod replaces its staging modules by local folders, which a module that
# requires it cannot use. So a module is generated that maps them to their published versions.

readonly KUBERNETES_COMMANDS=(kube-apiserver kubelet kubectl)

kubernetes_minor() { cut -d. -f2 <<<"$KUBERNETES_VERSION"; }

kubernetes_dir() {
    printf '%s/kubernetes/%s-%s\n' "$CACHE_DIR" "$KUBERNETES_VERSION" \
        "$(hash_of "$NODE_DIR/lib/kubernetes.sh")"
}

# Settings for every go command here: no cgo, vendor mode is chosen per call.
kubernetes_go() {
    env CGO_ENABLED=0 GO111MODULE=on GOFLAGS="-buildvcs=false ${NODE_GOFLAGS:--p=2}" \
        nice -n "${NODE_NICE:-10}" "$(go_command)" "$@"
}

# go.mod of the wanted version on stdin, go.mod of the generated module on stdout.
kubernetes_go_mod() {
    local staging="v0.${KUBERNETES_VERSION#v1.}" go_line=
    # Later language levels prune the module graph, which the old go.mod files are not made for.
    if (($(kubernetes_minor) < 24)); then go_line=1.16; fi
    awk -v version="$KUBERNETES_VERSION" -v staging="$staging" -v go_line="$go_line" '
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
    local package
    printf -- '-s -w'
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        printf -- ' -X %s.gitVersion=%s -X %s.gitMajor=1 -X %s.gitMinor=%s -X %s.gitTreeState=clean' \
            "$package" "$KUBERNETES_VERSION" "$package" "$package" "$(kubernetes_minor)" "$package"
    done
}

# Runs in an empty work folder; leaves the commands there.
kubernetes_build() {
    local module command
    kubernetes_go mod download "k8s.io/kubernetes@$KUBERNETES_VERSION"
    module=$("$(go_command)" env GOMODCACHE)/k8s.io/kubernetes@$KUBERNETES_VERSION
    kubernetes_go_mod <"$module/go.mod" >go.mod
    kubernetes_tools_go "$module" >tools.go
    if [[ -e $NODE_DIR/kubernetes/$KUBERNETES_VERSION.sum ]]; then
        cp "$NODE_DIR/kubernetes/$KUBERNETES_VERSION.sum" go.sum
    fi
    # -e: some test-only dependencies of dependencies are gone; the build tells when one is needed.
    kubernetes_go mod tidy -e
    kubernetes_go mod vendor -e
    if kubernetes_lacks_openapi "$module"; then kubernetes_generate_openapi; fi
    for command in "${KUBERNETES_COMMANDS[@]}"; do
        kubernetes_go build -mod=vendor -trimpath -ldflags "$(kubernetes_ldflags)" \
            -o "$command" "k8s.io/kubernetes/cmd/$command"
    done
}

prepare_kubernetes() {
    local dir work log_file
    dir=$(kubernetes_dir)
    [[ -x $dir/kubelet ]] && return
    log "building Kubernetes $KUBERNETES_VERSION (some minutes the first time)"
    work=$dir.work
    log_file=$dir.log
    rm -rf "$work"
    mkdir -p "$work"
    (cd "$work" && quietly "$log_file" kubernetes_build)
    rm -rf "$dir.new"
    mkdir -p "$dir.new"
    mv "${KUBERNETES_COMMANDS[@]/#/$work/}" "$work/go.sum" "$dir.new/"
    mv "$dir.new" "$dir"
    rm -rf "$work"
}
