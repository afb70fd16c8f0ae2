#include "process_cost.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "bench_root.hpp"

namespace planekeeper::bench {

namespace fs = std::filesystem;

namespace {

/// The number after "NAME:" at the start of a line.
std::uint64_t field(const fs::path& file, const std::string& name) {
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with(name + ":")) continue;
        std::istringstream rest(line.substr(name.size() + 1));
        std::uint64_t number = 0;
        rest >> number;
        return number;
    }
    return 0;
}

/// cminflt and cmajflt of /proc/PID/stat. The fields are counted after the name, which may contain spaces.
std::uint64_t faults_of_children(const fs::path& process) {
    const std::string stat = read_file(process / "stat");
    std::istringstream fields(stat.substr(stat.rfind(')') + 1));
    std::string word;
    std::uint64_t faults = 0;
    for (int number = 3; number <= 13 && fields >> word; ++number) {
        if (number == 11 || number == 13) faults += std::stoull(word);
    }
    return faults;
}

}  // namespace

ProcessCost cost_of(pid_t pid) {
    const fs::path process = fs::path("/proc") / std::to_string(pid);
    ProcessCost cost;
    cost.resident_kib = field(process / "smaps_rollup", "Rss");
    cost.proportional_kib = field(process / "smaps_rollup", "Pss");
    cost.private_kib =
        field(process / "smaps_rollup", "Private_Clean") + field(process / "smaps_rollup", "Private_Dirty");
    cost.written_bytes = field(process / "io", "write_bytes");
    cost.write_calls = field(process / "io", "syscw");
    cost.child_faults = faults_of_children(process);
    std::error_code ended;
    for (const auto& task : fs::directory_iterator(process / "task", ended)) {
        cost.wakeups += field(task.path() / "status", "voluntary_ctxt_switches");
        std::istringstream running(read_file(task.path() / "schedstat"));
        std::uint64_t nanoseconds = 0;
        running >> nanoseconds;
        cost.cpu += Duration(nanoseconds);
    }
    return cost;
}

}  // namespace planekeeper::bench
