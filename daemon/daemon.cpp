#include "daemon.hpp"

#include <fmt/format.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <exception>

#include "ledger/ledger_store.hpp"
#include "linux/child_process_runner.hpp"
#include "linux/clock_watch.hpp"
#include "linux/https_client.hpp"
#include "linux/inotify_watcher.hpp"
#include "linux/instance_lock.hpp"
#include "linux/posix_file_system.hpp"
#include "linux/sandboxed_processes.hpp"
#include "linux/signals.hpp"
#include "linux/system_clock.hpp"
#include "linux/systemd_notifier.hpp"
#include "linux/unix_http_server.hpp"
#include "linux/worker_process_runner.hpp"
#include "machine.hpp"
#include "reconcile/reconciler.hpp"
#include "status/event_json.hpp"
#include "status/router.hpp"

namespace planekeeper {

namespace asio = boost::asio;
using namespace linux_edges;

namespace {

reconcile::Options reconcile_options(const DaemonOptions& options) {
    return {.version = PLANEKEEPER_VERSION,
            .desired_state_file = options.file.empty()
                                      ? fmt::format("{}/etc/planekeeper/desired-state.yaml", options.root)
                                      : options.file,
            .root = options.root,
            .architecture = go_architecture(),
            .download_environment = proxy_environment()};
}

std::string socket_path(const DaemonOptions& options) {
    return options.socket.empty() ? fmt::format("{}/run/planekeeper/planekeeper.sock", options.root) : options.socket;
}

/// A daemon without one of its parts would not notice changes, so an exception ends the daemon, and systemd starts it
/// again.
void end_with_it(const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
}

/// All parts of the daemon, in the order of their dependencies.
class Daemon {
public:
    explicit Daemon(const DaemonOptions& options)
        : options_(reconcile_options(options)),
          files_(options.root),
          watcher_(loop_.get_executor(), wake_),
          builder_(options.builder),
          fetcher_(options.fetcher),
          rehearser_(options.rehearser),
          restarter_(options.restarter),
          sandboxes_(processes_, elsewhere(options.fetcher, fetcher_), elsewhere(options.builder, builder_),
                     elsewhere(options.rehearser, rehearser_), elsewhere(options.restarter, restarter_)),
          http_(loop_.get_executor()),
          clock_watch_(loop_.get_executor(), wake_),
          notifier_(SystemdNotifier::from_environment()),
          reconciler_(loop_.get_executor(), wake_, outside_, watcher_, notifier_, options_, events_),
          router_(sources()),
          server_(loop_.get_executor(), {.path = socket_path(options), .group = options.group},
                  [this](const auto& request, const auto& peer) { return router_.route(request, peer); }),
          ends_(loop_.get_executor()),
          reloads_(loop_.get_executor()),
          watchdog_(loop_) {}

    Result<void> run();

private:
    /// The runner of a unit's programs: the unit's workers if a socket is given, otherwise this process.
    edges::ProcessRunner& elsewhere(const std::string& socket, WorkerProcessRunner& worker) {
        if (socket.empty()) return processes_;
        return worker;
    }

    status::StatusSources sources();
    asio::awaitable<void> end_when_told();
    asio::awaitable<void> reload_when_told();
    asio::awaitable<void> feed_watchdog();
    asio::awaitable<void> shut_down();

    asio::io_context loop_{1};
    async::WakeFlag wake_{loop_.get_executor()};
    reconcile::Options options_;
    PosixFileSystem files_;
    PosixFileSystem host_files_{""};
    InotifyWatcher watcher_;
    ChildProcessRunner processes_;
    WorkerProcessRunner builder_;
    WorkerProcessRunner fetcher_;
    WorkerProcessRunner rehearser_;
    WorkerProcessRunner restarter_;
    SandboxedProcesses sandboxes_;
    HttpsClient http_;
    SystemClock clock_{SystemTime{std::chrono::seconds{release_time}}};
    ClockWatch clock_watch_;
    SystemdNotifier notifier_;
    reconcile::Outside outside_{files_, host_files_, sandboxes_, http_, clock_};
    reconcile::EventLog events_;
    reconcile::Reconciler reconciler_;
    status::StatusRouter router_;
    UnixHttpServer server_;
    Signals ends_;  ///< separate, so that no other signal delays it
    Signals reloads_;
    asio::steady_timer watchdog_;
};

status::StatusSources Daemon::sources() {
    return {.snapshot = [this]() -> const model::Snapshot& { return reconciler_.snapshot(); },
            .explanations = [this] { return reconciler_.explanations(); },
            .recent_events = [this] { return std::vector(events_.recent().begin(), events_.recent().end()); },
            .passes_happen = [this] { return reconciler_.passes_happen(); },
            .request_reconcile = [this] { reconciler_.request(); },
            .request_retry = [this] { reconciler_.retry(); },
            .begin_new_cluster = [this] { reconciler_.begin_new_cluster(); }};
}

asio::awaitable<void> Daemon::end_when_told() {
    co_await ends_.next();
    co_await shut_down();
}

asio::awaitable<void> Daemon::reload_when_told() {
    for (;;) {
        co_await reloads_.next();
        notifier_.reloading();
        reconciler_.request();
        notifier_.ready();
    }
}

asio::awaitable<void> Daemon::shut_down() {
    notifier_.stopping();
    server_.stop();
    co_await reconciler_.stop();
    loop_.stop();
}

asio::awaitable<void> Daemon::feed_watchdog() {
    const auto interval = notifier_.watchdog_interval();
    if (!interval) co_return;
    for (;;) {
        // Sent from the loop itself, so that a stuck loop sends nothing.
        notifier_.watchdog();
        watchdog_.expires_after(*interval / 2);
        co_await watchdog_.async_wait(asio::use_awaitable);
    }
}

Result<void> Daemon::run() {
    const edges::FileMetadata directory{.mode = 0700};
    if (auto made = files_.make_directory(ledger::state_directory, directory); !made) return made;
    const auto lock = InstanceLock::acquire(options_.root + ledger::state_directory);
    if (!lock) return fail(lock.error());
    if (auto heard = ends_.start({SIGTERM, SIGINT}); !heard) return heard;
    if (auto heard = reloads_.start({SIGHUP}); !heard) return heard;
    if (auto started = server_.start(); !started) return started;
    if (auto watching = clock_watch_.start(); !watching) return watching;
    events_.set_listener([this](const model::Event& event) { server_.publish(status::event_frame(event)); });
    asio::co_spawn(loop_, reconciler_.run(), end_with_it);
    asio::co_spawn(loop_, end_when_told(), end_with_it);
    asio::co_spawn(loop_, reload_when_told(), end_with_it);
    asio::co_spawn(loop_, feed_watchdog(), end_with_it);
    loop_.run();
    return {};
}

}  // namespace

Result<void> run_daemon(const DaemonOptions& options) {
    Daemon daemon{options};
    return daemon.run();
}

}  // namespace planekeeper
