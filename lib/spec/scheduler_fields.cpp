#include <array>

#include "spec/field_tables.hpp"

// kube-scheduler and its image.

namespace planekeeper::spec {

namespace {

constexpr auto scheduler_table = std::to_array<Field>({
    {.path = "spec.scheduler",
     .shape = Shape::object,
     .standard_rule = "planekeeper runs none",
     .meaning = "kube-scheduler as a static pod, `{}` with all defaults. It is published behind the API server, from a "
                "local image of its own, rehearsed and gated as that is. When the section leaves the file, its static "
                "pod goes; its certificate, kubeconfig and their copies in custody stay. Its kubeconfig and the "
                "certificate that it serves with lie in `/etc/kubernetes/scheduler`, which is all that it sees of the "
                "node. Needs "
                "`pki.mode: managed`."},
    {.path = "spec.scheduler.resources",
     .shape = Shape::object,
     .meaning = "What the container asks for and is held to."},
    {.path = "spec.scheduler.resources.requests", .shape = Shape::object, .meaning = "What is set aside for it."},
    {.path = "spec.scheduler.resources.requests.cpu",
     .type = &types::cpu,
     .standard = "100m",
     .meaning = "Not more than the limit."},
    {.path = "spec.scheduler.resources.requests.memory",
     .type = &types::memory,
     .standard = "64Mi",
     .meaning = "Not more than the limit."},
    {.path = "spec.scheduler.resources.limits", .shape = Shape::object, .meaning = "What it cannot exceed."},
    {.path = "spec.scheduler.resources.limits.cpu",
     .type = &types::cpu,
     .standard = "1",
     .meaning = "What it may use at most."},
    {.path = "spec.scheduler.resources.limits.memory",
     .type = &types::memory,
     .standard = "256Mi",
     .meaning = "Status warns when it comes near."},
    {.path = "spec.scheduler.featureGates",
     .shape = Shape::map,
     .type = &types::boolean,
     .standard_rule = "none",
     .meaning = "`--feature-gates`.",
     .keys = "^[A-Za-z][A-Za-z0-9]*$"},
    {.path = "spec.scheduler.flags",
     .shape = Shape::map,
     .type = &types::flag_value,
     .standard_rule = "none",
     .meaning =
         "The flag is written without dashes. Replaces what planekeeper would write, or adds; `null` removes. The "
         "gate goes by `bind-address` and `secure-port`.",
     .keys = "^[a-z0-9][a-z0-9-]*$"},
    {.path = "spec.scheduler.extraFlags",
     .shape = Shape::list,
     .type = &types::extra_flag,
     .standard_rule = "none",
     .meaning = "Written last, as they stand. The last one of a flag wins in kube-scheduler.",
     .example = "[\"--profiling=false\"]"},
    {.path = "spec.scheduler.image",
     .shape = Shape::object,
     .meaning = "The image of kube-scheduler, which is local to the node."},
    {.path = "spec.scheduler.image.name",
     .type = &types::repository,
     .standard = "localhost/k8s-kube-scheduler",
     .meaning = "The tag is the version and a hash of the content."},
    {.path = "spec.scheduler.image.base",
     .type = &types::image,
     .standard = "scratch",
     .meaning = "What it is built on.",
     .example = "docker.io/arm64v8/debian:12"},
    {.path = "spec.scheduler.image.contents",
     .type = &types::choice,
     .choices = "binary baked",
     .standard = "binary",
     .meaning = "`binary`: only kube-scheduler; keys and configuration are mounted. `baked`: they are copied into the "
                "image, with a warning in status."},
    {.path = "spec.scheduler.image.source",
     .shape = Shape::object,
     .meaning = "Where the program comes from. Only one of `url`, `path` and `archive`."},
    {.path = "spec.scheduler.image.source.url",
     .type = &types::download_url,
     .standard_rule = "`https://dl.k8s.io/<kubernetesVersion>/bin/linux/<architecture>/kube-scheduler`",
     .meaning = "Downloads the program. Without `sha512` it has to be https. One whose path names another version is a "
                "problem."},
    {.path = "spec.scheduler.image.source.path",
     .type = &types::path,
     .meaning = "Takes the program from the node.",
     .example = "/opt/kubernetes/kube-scheduler"},
    {.path = "spec.scheduler.image.source.archive",
     .type = &types::path,
     .meaning =
         "Takes a ready image, a docker or OCI archive. Nothing is built then, so `base`, `extraFiles`, `builder` "
         "and `contents: baked` are problems.",
     .example = "/opt/kubernetes/kube-scheduler.tar"},
    {.path = "spec.scheduler.image.source.sha512",
     .type = &types::sha512,
     .standard_rule = "with `url`, what `<url>.sha512` says; with `path` and `archive`, none is demanded",
     .meaning = "Of the program or archive."},
    {.path = "spec.scheduler.image.extraFiles",
     .shape = Shape::objects,
     .standard_rule = "none",
     .meaning = "Files of the node that are copied into the image."},
    {.path = "spec.scheduler.image.extraFiles[].source",
     .type = &types::path,
     .required = true,
     .meaning = "A file on the node. A link is followed.",
     .example = "/etc/ssl/certs/ca-certificates.crt"},
    {.path = "spec.scheduler.image.extraFiles[].destination",
     .type = &types::path,
     .required = true,
     .meaning = "Where it lies in the image. Each once, and not `/usr/bin/kube-scheduler`.",
     .example = "/etc/ssl/certs/ca-certificates.crt"},
    {.path = "spec.scheduler.image.builder",
     .type = &types::program,
     .standard = "buildah",
     .meaning = "Builds the image. The packaged unit of the builder runs a program of the name buildah only; another "
                "takes a further `--allow` in its `ExecStart=`."},
});

}  // namespace

std::span<const Field> scheduler_fields() { return scheduler_table; }

}  // namespace planekeeper::spec
