#include "linux/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <optional>

namespace planekeeper::linux_edges {

namespace {

/// A failed step before the program ran, as the child reports it.
struct Failure {
    enum class Step : int { working_directory, execute, other };
    Step step = Step::other;
    int error_number = 0;
};

struct Pipe {
    FileDescriptor read_end;
    FileDescriptor write_end;
};

Result<Pipe> make_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(Error::from_errno(errno, "pipe"));
    Pipe pipe{.read_end = FileDescriptor(ends[0]), .write_end = FileDescriptor(ends[1])};
    return pipe;
}

std::string_view search_path(const std::vector<std::string>& environment) {
    for (const std::string_view entry : environment) {
        if (entry.starts_with("PATH=")) return entry.substr(5);
    }
    return "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
}

/// The parent looks the program up instead of execvp, so that "no such program" needs no process.
std::optional<std::string> find_program(const std::string& name, std::string_view path) {
    if (name.empty()) return std::nullopt;
    if (name.find('/') != std::string::npos) return name;
    while (!path.empty()) {
        const auto end = path.find(':');
        const auto directory = path.substr(0, end);
        path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
        if (!directory.starts_with('/')) continue;  // skips empty or relative entries, which mean the current directory
        auto candidate = fmt::format("{}/{}", directory, name);
        struct stat info{};
        if (::stat(candidate.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(candidate.c_str(), X_OK) == 0) {
            return candidate;
        }
    }
    return std::nullopt;
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (const auto& text : strings) out.push_back(const_cast<char*>(text.c_str()));  // execve does not write to them
    out.push_back(nullptr);
    return out;
}

/// The child's data, made before the fork: after it only async-signal-safe calls are allowed.
struct Plan {
    const char* program = nullptr;
    char* const* argv = nullptr;
    char* const* environment = nullptr;
    const char* working_directory = "/";
    pid_t parent = -1;
    int input = -1;
    int output = -1;
    int errors = -1;
    int failure = -1;
};

[[noreturn]] void give_up(const Plan& plan, Failure::Step step) {
    const Failure failure{.step = step, .error_number = errno};
    (void)!::write(plan.failure, &failure, sizeof failure);
    ::_exit(127);
}

[[noreturn]] void run_child(const Plan& plan) {
    ::setpgid(0, 0);
    // getppid() finds a parent that died before prctl() took effect.
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != plan.parent) ::_exit(127);
    // exec would keep ignored signals ignored.
    for (int signal = 1; signal < NSIG; ++signal) {
        if (signal != SIGKILL && signal != SIGSTOP) ::signal(signal, SIG_DFL);
    }
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::umask(022);  // the daemon's umask is 077; image builders expect the usual one
    if (::dup2(plan.input, 0) < 0 || ::dup2(plan.output, 1) < 0 || ::dup2(plan.errors, 2) < 0) {
        give_up(plan, Failure::Step::other);
    }
    // All our descriptors are O_CLOEXEC; a library's may not be.
    ::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC);
    if (::chdir(plan.working_directory) != 0) give_up(plan, Failure::Step::working_directory);
    ::execve(plan.program, plan.argv, plan.environment);
    give_up(plan, Failure::Step::execute);
}

/// Blocks until exec has happened (the pipe closes) or failed. That is short: the child does nothing else before exec.
std::optional<Failure> wait_for_exec(int fd) {
    Failure failure;
    ssize_t got = 0;
    do got = ::read(fd, &failure, sizeof failure);
    while (got < 0 && errno == EINTR);
    if (got != sizeof failure) return std::nullopt;
    return failure;
}

void set_nonblocking(int fd) { ::fcntl(fd, F_SETFL, O_NONBLOCK); }

void reap(pid_t pid) {
    while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace

Result<Spawned> spawn(const std::vector<std::string>& argv, const std::vector<std::string>& environment,
                      const std::string& working_directory) {
    if (argv.empty()) return fail(ErrorKind::bug, "a program without a name");
    const auto program = find_program(argv.front(), search_path(environment));
    if (!program) return fail(ErrorKind::not_found, fmt::format("{}: no such program in PATH", argv.front()));

    const FileDescriptor input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!input) return fail(Error::from_errno(errno, "open /dev/null"));
    auto output = make_pipe();
    if (!output) return fail(std::move(output.error()));
    auto errors = make_pipe();
    if (!errors) return fail(std::move(errors.error()));
    auto failure = make_pipe();
    if (!failure) return fail(std::move(failure.error()));

    const auto argv_pointers = pointers(argv);
    const auto environment_pointers = pointers(environment);
    const Plan plan{.program = program->c_str(),
                    .argv = argv_pointers.data(),
                    .environment = environment_pointers.data(),
                    .working_directory = working_directory.empty() ? "/" : working_directory.c_str(),
                    .parent = ::getpid(),
                    .input = input.get(),
                    .output = output->write_end.get(),
                    .errors = errors->write_end.get(),
                    .failure = failure->write_end.get()};

    const pid_t pid = ::fork();
    if (pid < 0) return fail(Error::from_errno(errno, "fork"));
    if (pid == 0) run_child(plan);

    ::setpgid(pid, pid);  // parent and child both call it, so that the group exists before anybody sends it a signal
    failure->write_end.reset();
    output->write_end.reset();
    errors->write_end.reset();
    if (const auto failed = wait_for_exec(failure->read_end.get())) {
        reap(pid);
        const bool directory = failed->step == Failure::Step::working_directory;
        return fail(Error::from_errno(failed->error_number,
                                      directory ? fmt::format("chdir to {}", working_directory) : *program));
    }

    FileDescriptor pidfd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    if (!pidfd) {
        auto error = Error::from_errno(errno, "pidfd_open");
        ::kill(-pid, SIGKILL);
        reap(pid);
        return fail(std::move(error));
    }
    set_nonblocking(output->read_end.get());
    set_nonblocking(errors->read_end.get());
    Spawned spawned{.pid = pid,
                    .pidfd = std::move(pidfd),
                    .output = std::move(output->read_end),
                    .errors = std::move(errors->read_end)};
    return spawned;
}

}  // namespace planekeeper::linux_edges
