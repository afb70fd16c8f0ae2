#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

#include "spec/names.hpp"
#include "spec/node_paths.hpp"

namespace planekeeper::spec {

namespace {

enum class Forbidden {
    writing,      ///< planekeeper and the pods write nothing there
    any_use,      ///< also, planekeeper reads nothing there, and no container sees it
    in_the_image  ///< also, no file in the image has such a path
};

/// A part of the node, with everything below it, that a desired state may not use freely.
struct Reserved {
    std::string_view tree;
    Forbidden forbidden = Forbidden::writing;
    std::string_view holds;
};

constexpr std::string_view system = "belongs to the system";
constexpr std::string_view kernel = "belongs to the kernel";
constexpr std::string_view own_state = "holds planekeeper's own state, with the keys in custody";
constexpr std::string_view own_socket = "holds planekeeper's socket";

constexpr auto reserved_trees = std::to_array<Reserved>({
    {"/var/lib/planekeeper", Forbidden::any_use, own_state},
    {"/run/planekeeper", Forbidden::any_use, own_socket},
    {"/var/run/planekeeper", Forbidden::any_use, own_socket},
    {"/proc", Forbidden::in_the_image, kernel},
    {"/sys", Forbidden::in_the_image, kernel},
    {"/dev", Forbidden::in_the_image, kernel},
    {"/bin", Forbidden::writing, system},
    {"/boot", Forbidden::writing, system},
    {"/lib", Forbidden::writing, system},
    {"/lib32", Forbidden::writing, system},
    {"/lib64", Forbidden::writing, system},
    {"/sbin", Forbidden::writing, system},
    {"/usr", Forbidden::writing, system},
    {"/lost+found", Forbidden::writing, system},
    {"/tmp", Forbidden::writing, "is everybody's, and empty after a start"},
    {"/var/tmp", Forbidden::writing, "is everybody's"},
    {"/run/systemd", Forbidden::writing, system},
    {"/etc/systemd", Forbidden::writing, system},
    {"/etc/apt", Forbidden::writing, system},
    {"/etc/cron.d", Forbidden::writing, system},
    {"/etc/init.d", Forbidden::writing, system},
    {"/etc/ld.so.conf.d", Forbidden::writing, system},
    {"/etc/modprobe.d", Forbidden::writing, system},
    {"/etc/network", Forbidden::writing, system},
    {"/etc/pam.d", Forbidden::writing, system},
    {"/etc/profile.d", Forbidden::writing, system},
    {"/etc/security", Forbidden::writing, system},
    {"/etc/ssh", Forbidden::writing, system},
    {"/etc/sudoers.d", Forbidden::writing, system},
    {"/etc/sysctl.d", Forbidden::writing, system},
    {"/etc/udev", Forbidden::writing, system},
    {"/var/lib/apt", Forbidden::writing, system},
    {"/var/lib/dpkg", Forbidden::writing, system},
    {"/var/lib/systemd", Forbidden::writing, system},
    {"/var/lib/containerd", Forbidden::writing, "belongs to containerd"},
    {"/var/lib/containers", Forbidden::writing, "belongs to the container runtime"},
    {"/run/containerd", Forbidden::writing, "belongs to containerd"},
    {"/run/crio", Forbidden::writing, "belongs to CRI-O"},
    {"/var/lib/etcd/member", Forbidden::writing, "holds etcd's data"},
    {"/var/lib/kubelet/pods", Forbidden::writing, "belongs to the kubelet"},
    {"/var/lib/kubelet/pki", Forbidden::writing, "belongs to the kubelet"},
});

constexpr std::string_view packaged_desired_state = "/etc/planekeeper/desired-state.yaml";
constexpr std::string_view own_place = "give it a place of its own, as below /etc/kubernetes";

[[nodiscard]] bool is_directory(PathUse use) {
    return use == PathUse::written_directory || use == PathUse::log_directory || use == PathUse::mounted_directory;
}

[[nodiscard]] bool is_written(PathUse use) {
    return use == PathUse::written_file || use == PathUse::written_directory || use == PathUse::log_directory;
}

/// At it or below it.
[[nodiscard]] bool within(std::string_view path, std::string_view tree) {
    return path.starts_with(tree) && (path.size() == tree.size() || path[tree.size()] == '/');
}

[[nodiscard]] bool below(std::string_view path, std::string_view tree) {
    return path.size() > tree.size() && within(path, tree);
}

[[nodiscard]] std::string_view parent(std::string_view path) { return path.substr(0, path.rfind('/')); }

[[nodiscard]] bool applies(Forbidden forbidden, PathUse use) {
    if (use == PathUse::image_file) return forbidden == Forbidden::in_the_image;
    return forbidden != Forbidden::writing || is_written(use);
}

[[nodiscard]] std::optional<Complaint> reserved_tree(const NodePath& node) {
    for (const auto& row : reserved_trees) {
        if (!within(node.path, row.tree) || !applies(row.forbidden, node.use)) continue;
        return Complaint{fmt::format("{} lies in {}, which {}", quoted(node.path), row.tree, row.holds),
                         std::string{own_place}};
    }
    return std::nullopt;
}

/// Names that planekeeper, the kubelet or an editor take for something that is not meant to stay.
[[nodiscard]] std::optional<Complaint> reserved_name(const NodePath& node) {
    if (!is_written(node.use)) return std::nullopt;
    const std::string hint = "take a plain name";
    if (fmt::format("{}/", node.path).contains(".planekeeper-tmp/")) {
        return Complaint{fmt::format("{} is a name of planekeeper's temporary files", quoted(node.path)), hint};
    }
    if (node.path.substr(parent(node.path).size()).starts_with("/.")) {
        return Complaint{fmt::format("{} is a hidden name", quoted(node.path)), hint};
    }
    if (node.use == PathUse::written_file && (parent(node.path).empty() || parent(node.path) == "/etc")) {
        return Complaint{fmt::format("{} lies among the system's own files", quoted(node.path)),
                         std::string{own_place}};
    }
    return std::nullopt;
}

/// `file` may have the directory of --root in front.
[[nodiscard]] std::optional<Complaint> desired_state_itself(const NodePath& node, std::string_view file) {
    if (!is_written(node.use) && !is_directory(node.use)) return std::nullopt;
    const bool directory = is_directory(node.use);
    const auto meets = [&](std::string_view its) {
        return directory ? within(its, node.path) || within(node.path, its) : within(node.path, its);
    };
    const bool other_root = !directory && file.starts_with('/') && file.ends_with(node.path);
    if (!meets(packaged_desired_state) && !(file.starts_with('/') && meets(file)) && !other_root) return std::nullopt;
    return Complaint{quoted(node.path) +
                         (directory ? " is the directory of the desired state itself" : " is the desired state itself"),
                     std::string{own_place}};
}

/// A value of a flag is the user's text: it has not been read as a path before.
[[nodiscard]] std::optional<Complaint> mounted_badly(const NodePath& node) {
    if (node.use != PathUse::mounted_file) return std::nullopt;
    const auto checked = mounted_file(node.path);
    return checked ? std::nullopt : std::optional{checked.error()};
}

constexpr std::string_view manifests_field = "spec.staticPods.directory";
constexpr std::string_view log_field = "spec.apiserver.audit.logDirectory";

/// The conflict of a path with the path of another field; nullopt: none.
[[nodiscard]] std::optional<Complaint> conflict(const NodePath& node, const NodePath& other) {
    if ((node.use == PathUse::image_file) != (other.use == PathUse::image_file)) return std::nullopt;
    const std::string field{other.field};
    if (!is_directory(other.use) && below(node.path, other.path)) {
        return Complaint{fmt::format("{} lies below a file, that of {}", quoted(node.path), field),
                         "give each its own"};
    }
    const bool one_is_a_directory = is_directory(node.use) != is_directory(other.use);
    const bool both_are_written = node.use == PathUse::written_file && other.use == PathUse::written_file;
    if (node.path == other.path && (one_is_a_directory || both_are_written)) {
        const std::string kind = is_directory(other.use) ? "directory" : "file";
        return Complaint{fmt::format("{} is also the {} of {}", quoted(node.path), kind, field), "give each its own"};
    }
    const std::string not_a_pod = "the kubelet reads every file in there as a pod: take another directory";
    if (other.field == manifests_field && !is_directory(node.use) && parent(node.path) == other.path) {
        return Complaint{fmt::format("{} lies in the directory of the static pods", quoted(node.path)), not_a_pod};
    }
    if (node.field == log_field && within(other.path, node.path)) {
        return Complaint{fmt::format("{} holds {} of {}, and the container writes to it", quoted(node.path),
                                     quoted(other.path), field),
                         "give the log a directory of its own"};
    }
    if (other.field == log_field && within(node.path, other.path)) {
        return Complaint{fmt::format("{} lies in {}, which the container writes to", quoted(node.path), log_field),
                         "give the log a directory of its own"};
    }
    return std::nullopt;
}

[[nodiscard]] std::optional<Complaint> reserved(const NodePath& node, std::string_view file) {
    auto complaint = mounted_badly(node);
    if (!complaint) complaint = reserved_tree(node);
    if (!complaint) complaint = reserved_name(node);
    if (!complaint) complaint = desired_state_itself(node, file);
    return complaint;
}

/// The container may read what another field says is there: nothing new is said of that file.
[[nodiscard]] bool judged(std::span<const NodePath> earlier, const NodePath& node) {
    return !is_written(node.use) && std::ranges::any_of(earlier, [&](const NodePath& other) {
        return other.path == node.path && !is_directory(other.use) && other.use != PathUse::image_file;
    });
}

}  // namespace

bool may_be_mounted(const std::string& path) {
    return !reserved({.use = PathUse::mounted_file, .field = {}, .path = path}, {});
}

void check_node_paths(const model::DesiredState& state, std::string_view file, Findings& findings) {
    auto paths = node_paths(state);
    std::ranges::stable_sort(paths, {}, &NodePath::use);
    // The defaults are good by themselves: one that is not follows from what is written, which comes first.
    const auto defaults =
        std::ranges::stable_partition(paths, [&](const NodePath& node) { return findings.has(node.field); });
    bool found = false;
    for (auto node = paths.begin(); node != paths.end(); ++node) {
        if (found && node >= defaults.begin()) return;
        if (node->path.empty() || findings.wrong(node->field)) continue;
        auto complaint = judged({paths.begin(), node}, *node) ? std::nullopt : reserved(*node, file);
        for (auto other = paths.begin(); !complaint && other != paths.end(); ++other) {
            const bool its_turn_comes = other > node && other < defaults.begin() && other->path == node->path;
            if (other != node && !its_turn_comes && !findings.wrong(other->field)) complaint = conflict(*node, *other);
        }
        if (!complaint) continue;
        findings.add_at(node->field, std::move(complaint->message), std::move(complaint->hint));
        found = true;
    }
}

}  // namespace planekeeper::spec
