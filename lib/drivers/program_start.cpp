#include "drivers/program_start.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "components/program.hpp"
#include "drivers/image_store.hpp"

namespace planekeeper::drivers {

namespace {

using Words = ProgramStart::Words;

void append_words(Words& words, std::initializer_list<std::string> more) { words.insert(words.end(), more); }

/// ctr gives a container its own network without any interface.
ProgramStart by_ctr(const model::Runtime& runtime, const std::string& program, const std::string& reference,
                    const kubernetes::Rehearsal& bounds) {
    Words run{"run", "--rm"};
    if (bounds.memory_bytes > 0) append_words(run, {"--memory-limit", std::to_string(bounds.memory_bytes)});
    for (const auto& mount : bounds.mounts) {
        append_words(run, {"--mount",
                           fmt::format("type=bind,src={},dst={},options=rbind:ro", mount.host_path, mount.mount_path)});
    }
    for (const auto& directory : bounds.empty_directories) {
        append_words(run, {"--mount", fmt::format("type=tmpfs,dst={},options=mode=0700", directory)});
    }
    append_words(run, {reference, rehearsal_container, program});
    ProgramStart start;
    // Ending ctr does not end the container that it started.
    start.clear = {ctr_command(runtime, {"tasks", "delete", "--force", rehearsal_container}),
                   ctr_command(runtime, {"containers", "delete", rehearsal_container})};
    start.run = ctr_command(runtime, std::move(run));
    start.tasks = ctr_command(runtime, {"tasks", "ls"});
    return start;
}

/// The unit limits network and memory and decides who is killed first. With this isolation buildah only makes a root
/// directory and mounts (buildah-run(1)).
ProgramStart by_buildah(const std::string& builder, const std::string& program, const std::string& reference,
                        const kubernetes::Rehearsal& bounds) {
    ProgramStart start;
    start.sandbox = edges::Sandbox::rehearse;
    start.clear = {{builder, "rm", rehearsal_container}};
    start.prepare = {{builder, "from", "--pull-never", "--name", rehearsal_container, reference}};
    start.run = {builder, "run", "--isolation", "chroot"};
    for (const auto& mount : bounds.mounts) {
        append_words(start.run, {"--volume", fmt::format("{}:{}:ro", mount.host_path, mount.mount_path)});
    }
    for (const auto& directory : bounds.empty_directories) {
        append_words(start.run, {"--mount", fmt::format("type=tmpfs,dst={}", directory)});
    }
    append_words(start.run, {rehearsal_container, "--", program});
    return start;
}

}  // namespace

ProgramStart program_start(model::ImageStore store, model::ComponentId id, const model::DesiredState& desired,
                           const std::string& reference, const kubernetes::Rehearsal& bounds) {
    const auto program = kubernetes::program_path(id);
    if (store != model::ImageStore::containers_storage) return by_ctr(desired.runtime, program, reference, bounds);
    return by_buildah(desired.component(id).image.builder, program, reference, bounds);
}

bool starter_failed(int exit_code, const std::vector<std::string>& lines) {
    constexpr int buildahs_own = 125;
    if (kubernetes::cannot_be_executed(lines)) return false;
    const auto of_ctr = [](const std::string& line) { return line.starts_with("ctr: "); };
    return exit_code == buildahs_own || std::ranges::any_of(lines, of_ctr);
}

bool is_of_starter(std::string_view line) {
    return line.starts_with("subprocess exited ") || line.starts_with("Error: exit status");
}

}  // namespace planekeeper::drivers
