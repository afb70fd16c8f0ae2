#include "drivers/running_unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace planekeeper::drivers {

namespace {

constexpr std::size_t longest = 256UL * 1024;

/// Slices of templates are inside system.slice. Deeper slices are not in use.
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

std::vector<std::string> command_of(const edges::FileSystem& files, const std::string& group,
                                    std::string_view program) {
    const auto processes = files.read(fmt::format("{}/cgroup.procs", group), longest);
    if (!processes) return {};
    for (const auto& process : split(*processes, '\n')) {
        const auto line = files.read(fmt::format("/proc/{}/cmdline", process), longest);
        if (!line || line->empty()) continue;
        auto words = split(*line, '\0');
        const std::string_view first{words.front()};
        if (first.substr(first.rfind('/') + 1) == program) return words;
    }
    return {};
}

std::optional<RunningUnit> unit_in(const edges::FileSystem& files, const std::string& slice, std::string_view program,
                                   int depth) {
    const auto names = files.list(slice);
    if (!names) return std::nullopt;
    for (const auto& name : *names) {
        const auto group = fmt::format("{}/{}", slice, name);
        if (name.ends_with(".slice") && depth < most_slices) {
            if (auto found = unit_in(files, group, program, depth + 1)) return found;
        }
        if (!name.ends_with(".service")) continue;
        if (auto command = command_of(files, group, program); !command.empty())
            return RunningUnit{name, std::move(command)};
    }
    return std::nullopt;
}

}  // namespace

std::optional<RunningUnit> unit_of(const edges::FileSystem& files, std::string_view program) {
    // The unified hierarchy, and systemd's own hierarchy of cgroup v1.
    for (const char* hierarchy : {"/sys/fs/cgroup", "/sys/fs/cgroup/systemd"}) {
        if (auto found = unit_in(files, fmt::format("{}/system.slice", hierarchy), program, 1)) return found;
    }
    return std::nullopt;
}

}  // namespace planekeeper::drivers
