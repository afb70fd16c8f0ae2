#include "drivers/runtime_driver.hpp"

#include <algorithm>
#include <charconv>

#include "drivers/crictl_output.hpp"
#include "kubernetes/known_failures.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;

namespace {

constexpr const char* log_lines = "40";

std::vector<std::string> split_lines(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (auto line = text.substr(0, end); !line.empty()) lines.push_back(kubernetes::mask_secrets(line));
        if (end == std::string_view::npos) break;
        text.remove_prefix(end + 1);
    }
    return lines;
}

/// VmRSS of /proc/PID/status, in bytes.
std::optional<std::uint64_t> resident_bytes(std::string_view status) {
    constexpr std::string_view field = "VmRSS:";
    const auto at = status.find(field);
    if (at == std::string_view::npos) return std::nullopt;
    const auto digits = status.find_first_of("0123456789", at);
    if (digits == std::string_view::npos) return std::nullopt;
    std::uint64_t kilobytes = 0;
    std::from_chars(status.data() + digits, status.data() + status.size(), kilobytes);
    return kilobytes * 1024;
}

}  // namespace

std::vector<std::string> crictl_command(const model::Runtime& runtime, std::vector<std::string> words) {
    std::vector<std::string> argv{runtime.crictl};
    if (runtime.endpoint) {
        argv.emplace_back("--runtime-endpoint");
        argv.push_back(*runtime.endpoint);
    }
    argv.insert(argv.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    return argv;
}

asio::awaitable<std::vector<std::string>> RuntimeDriver::last_lines(std::vector<std::string> argv) {
    edges::ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.timeout = std::chrono::seconds{10};
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome || outcome->exit_code != 0) co_return std::vector<std::string>{};
    // A container's stdout and stderr come out of crictl as they went in.
    co_return split_lines(outcome->output + outcome->errors);
}

asio::awaitable<void> RuntimeDriver::describe(model::DesiredState desired, model::ObservedContainer* container,
                                              model::ObservedRuntime* seen) {
    edges::ProcessSpec inspect;
    std::vector<std::string> inspect_words{"inspect", container->id};
    inspect.argv = crictl_command(desired.runtime, std::move(inspect_words));
    const auto outcome = co_await processes_.run(std::move(inspect));
    if (outcome && outcome->exit_code == 0) {
        if (const auto detail = parse_inspect(outcome->output)) {
            container->exit_code = detail->exit_code;
            container->reason = detail->reason;
            if (container->state == model::ContainerState::running && detail->pid > 0) {
                const auto status = files_.read("/proc/" + std::to_string(detail->pid) + "/status", 64UL * 1024);
                if (status) seen->memory_bytes = resident_bytes(*status);
            }
        }
    }
    std::vector<std::string> log_words{"logs", "--tail", log_lines, container->id};
    container->log = co_await last_lines(crictl_command(desired.runtime, std::move(log_words)));
}

asio::awaitable<model::ObservedRuntime> RuntimeDriver::look(model::DesiredState desired, Now now) {
    model::ObservedRuntime seen;
    seen.checked_at = now.steady;
    edges::ProcessSpec spec;
    std::vector<std::string> words{"ps", "-a", "-o", "json"};
    spec.argv = crictl_command(desired.runtime, std::move(words));
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) {
        seen.error = outcome.error().text();
        co_return seen;
    }
    if (outcome->exit_code != 0) {
        seen.error = crictl_error(outcome->errors);
        co_return seen;
    }
    auto containers = parse_containers(outcome->output, "kube-apiserver-" + desired.node_name);
    if (!containers) {
        seen.error = containers.error().text();
        co_return seen;
    }
    seen.known = true;
    seen.containers = std::move(*containers);
    // The newest container tells what is going on, the newest that ended why it did.
    const auto newest = seen.containers.begin();
    if (newest != seen.containers.end()) co_await describe(desired, &*newest, &seen);
    const auto ended = std::ranges::find(seen.containers, model::ContainerState::exited,
                                         &model::ObservedContainer::state);
    if (ended != seen.containers.end() && ended != newest) co_await describe(desired, &*ended, &seen);
    if (seen.containers.empty()) {
        std::vector<std::string> journal{"journalctl", "--unit", "kubelet", "--lines", log_lines, "--output", "cat",
                                         "--no-pager"};
        seen.kubelet_log = co_await last_lines(std::move(journal));
    }
    co_return seen;
}

}  // namespace planekeeper::drivers
