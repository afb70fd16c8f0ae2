#include "drivers/apiserver_unit.hpp"

#include <algorithm>
#include <string_view>

namespace planekeeper::drivers {

namespace {

constexpr std::size_t longest = 256UL * 1024;

/// Slices of templates lie within system.slice; deeper ones are nobody's habit.
constexpr int most_slices = 3;

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto part = text.substr(0, text.find(separator));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        parts.emplace_back(part);
    }
    return parts;
}

bool is_apiserver(const std::string& program) { return program.substr(program.rfind('/') + 1) == "kube-apiserver"; }

std::vector<std::string> apiserver_of(const edges::FileSystem& files, const std::string& group) {
    const auto processes = files.read(group + "/cgroup.procs", longest);
    if (!processes) return {};
    for (const auto& process : split(*processes, '\n')) {
        const auto line = files.read("/proc/" + process + "/cmdline", longest);
        if (!line || line->empty()) continue;
        auto words = split(*line, '\0');
        if (is_apiserver(words.front())) return words;
    }
    return {};
}

std::optional<ApiServerUnit> unit_in(const edges::FileSystem& files, const std::string& slice, int depth) {
    const auto names = files.list(slice);
    if (!names) return std::nullopt;
    for (const auto& name : *names) {
        const auto group = slice + "/" + name;
        if (name.ends_with(".slice") && depth < most_slices) {
            if (auto found = unit_in(files, group, depth + 1)) return found;
        }
        if (!name.ends_with(".service")) continue;
        if (auto command = apiserver_of(files, group); !command.empty()) return ApiServerUnit{name, std::move(command)};
    }
    return std::nullopt;
}

}  // namespace

std::optional<ApiServerUnit> apiserver_unit(const edges::FileSystem& files) {
    // The unified hierarchy, and that of systemd beside the others of cgroup v1.
    for (const char* hierarchy : {"/sys/fs/cgroup", "/sys/fs/cgroup/systemd"}) {
        if (auto found = unit_in(files, std::string{hierarchy} + "/system.slice", 1)) return found;
    }
    return std::nullopt;
}

}  // namespace planekeeper::drivers
