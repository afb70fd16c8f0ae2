#include "drivers/runtime_driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <deque>

#include "components/program.hpp"
#include "drivers/crictl_output.hpp"
#include "failures/known_failures.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kept_lines = 40;
constexpr std::size_t kept_of_kubelet = 500;
constexpr const char* lines_of_running = "40";
/// After a fatal line klog prints the stacks of all goroutines, and kube-apiserver has hundreds of them.
constexpr const char* lines_of_ended = "5000";
/// The kubelet prints about fifty lines of stacks, and two hundred lines in its next attempt.
constexpr const char* lines_of_kubelet = "500";

bool begins_stack(std::string_view line) { return line.starts_with("goroutine ") && line.ends_with("]:"); }

bool continues_stack(std::string_view line) {
    return line.starts_with('\t') || line.starts_with("created by ") || line.ends_with(')');
}

/// The last lines with useful content, secrets masked.
std::vector<std::string> telling_lines(std::string_view text, std::size_t wanted) {
    std::deque<std::string_view> last;
    bool in_stack = false;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty()) continue;
        in_stack = begins_stack(line) || (in_stack && continues_stack(line));
        if (in_stack || kubernetes::is_of_usage(line)) continue;
        last.push_back(line);
        if (last.size() > wanted) last.pop_front();
    }
    std::vector<std::string> lines;
    for (const auto line : last) lines.push_back(kubernetes::mask_secrets(line));
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
        // crictl reads each endpoint from /etc/crictl.yaml when no flag gives it. The second one is for images.
        for (const char* flag : {"--runtime-endpoint", "--image-endpoint"}) {
            argv.emplace_back(flag);
            argv.push_back(*runtime.endpoint);
        }
    }
    argv.insert(argv.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    return argv;
}

asio::awaitable<std::vector<std::string>> RuntimeDriver::last_lines(std::vector<std::string> argv, std::size_t wanted) {
    edges::ProcessSpec spec;
    spec.argv = std::move(argv);
    spec.timeout = std::chrono::seconds{10};
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome || outcome->exit_code != 0) co_return std::vector<std::string>{};
    // crictl keeps a container's stdout and stderr apart.
    const auto text = outcome->output + outcome->errors;
    co_return telling_lines(text, wanted);
}

asio::awaitable<void> RuntimeDriver::describe(model::Runtime runtime, model::ObservedContainer* container,
                                              ComponentContainers* seen) {
    edges::ProcessSpec inspect;
    std::vector<std::string> inspect_words{"inspect", container->id};
    inspect.argv = crictl_command(runtime, std::move(inspect_words));
    const auto outcome = co_await processes_.run(std::move(inspect));
    if (outcome && outcome->exit_code == 0) {
        if (const auto detail = parse_inspect(outcome->output)) {
            container->exit_code = detail->exit_code;
            container->reason = detail->reason;
            container->out_of_memory = detail->out_of_memory;
            container->message = kubernetes::mask_secrets(detail->message);
            if (container->state == model::ContainerState::running && detail->pid > 0) {
                const auto status = files_.read(fmt::format("/proc/{}/status", detail->pid), 64UL * 1024);
                if (status) seen->memory_bytes = resident_bytes(*status);
            }
        }
    }
    const bool ended = container->state == model::ContainerState::exited;
    std::vector<std::string> log_words{"logs", "--tail", ended ? lines_of_ended : lines_of_running, container->id};
    container->log = co_await last_lines(crictl_command(runtime, std::move(log_words)), kept_lines);
}

asio::awaitable<void> RuntimeDriver::describe_newest(model::Runtime runtime, ComponentContainers* seen) {
    auto& containers = seen->containers;
    // The newest container shows the present state; the newest ended container shows why it ended.
    const auto newest = containers.begin();
    if (newest != containers.end()) co_await describe(runtime, &*newest, seen);
    const auto ended = std::ranges::find(containers, model::ContainerState::exited, &model::ObservedContainer::state);
    if (ended != containers.end() && ended != newest) co_await describe(runtime, &*ended, seen);
}

asio::awaitable<RuntimeAnswers> RuntimeDriver::look(model::DesiredState desired, Now now) {
    RuntimeAnswers answers;
    auto& seen = answers.runtime;
    seen.checked_at = now.steady;
    edges::ProcessSpec spec;
    std::vector<std::string> words{"ps", "-a", "-o", "json"};
    spec.argv = crictl_command(desired.runtime, std::move(words));
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) {
        seen.error = outcome.error().text();
        co_return answers;
    }
    if (outcome->exit_code != 0) {
        seen.error = crictl_error(outcome->errors);
        co_return answers;
    }
    bool all_run = true;
    for (const auto& [id, component] : desired.components) {
        auto containers = parse_containers(outcome->output, id, desired.node_name);
        if (!containers) {
            seen.error = containers.error().text();
            co_return answers;
        }
        auto& its = answers.components[id];
        its.containers = std::move(*containers);
        co_await describe_newest(desired.runtime, &its);
        const auto runs =
            std::ranges::find(its.containers, model::ContainerState::running, &model::ObservedContainer::state);
        all_run = all_run && runs != its.containers.end();
    }
    seen.running = parse_running(outcome->output, desired.node_name).value_or(decltype(seen.running){});
    seen.known = true;
    if (!all_run) {
        // Lines from before the kubelet's repair do not matter.
        std::vector<std::string> journal{"journalctl",     "--unit",   "kubelet", "--since=-3min", "--lines",
                                         lines_of_kubelet, "--output", "cat",     "--no-pager"};
        seen.kubelet_log = co_await last_lines(std::move(journal), kept_of_kubelet);
    }
    co_return answers;
}

asio::awaitable<Result<bool>> RuntimeDriver::is_there(std::string sandbox, model::Runtime runtime) {
    std::vector<std::string> words{"pods", "--id", std::move(sandbox), "-o", "json"};
    edges::ProcessSpec spec;
    spec.argv = crictl_command(runtime, std::move(words));
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) co_return fail(outcome.error());
    if (outcome->exit_code != 0) co_return fail(ErrorKind::transient, crictl_error(outcome->errors));
    co_return has_sandboxes(outcome->output);
}

asio::awaitable<Result<Removed>> RuntimeDriver::remove(model::RemoveSandbox change, model::Runtime runtime) {
    // In the CRI both verbs succeed for a missing sandbox, so they do not tell whether they removed anything.
    const auto there = co_await is_there(change.id, runtime);
    if (!there) co_return fail(there.error());
    if (!*there) co_return Removed::was_gone;
    for (const char* verb : {"stopp", "rmp"}) {
        std::vector<std::string> words{verb, change.id};
        edges::ProcessSpec spec;
        spec.argv = crictl_command(runtime, std::move(words));
        spec.timeout = std::chrono::minutes{2};
        const auto outcome = co_await processes_.run(std::move(spec));
        if (!outcome) co_return fail(outcome.error());
        const bool gone = outcome->errors.contains("not found") || outcome->errors.contains("NotFound");
        if (outcome->exit_code != 0 && !gone) co_return fail(ErrorKind::transient, crictl_error(outcome->errors));
    }
    co_return Removed::now;
}

asio::awaitable<Result<void>> RuntimeDriver::restart_kubelet() {
    edges::ProcessSpec spec;
    spec.argv = {"systemctl", "try-restart", "kubelet.service"};
    spec.timeout = std::chrono::minutes{2};
    spec.sandbox = edges::Sandbox::restart;
    const auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) co_return fail(outcome.error());
    if (outcome->exit_code != 0) {
        const auto line = outcome->errors.substr(0, outcome->errors.find('\n'));
        co_return fail(ErrorKind::transient, fmt::format("systemctl: {}", line));
    }
    co_return Result<void>{};
}

}  // namespace planekeeper::drivers
