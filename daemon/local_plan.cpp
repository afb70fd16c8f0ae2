#include "local_plan.hpp"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>

#include "linux/child_process_runner.hpp"
#include "linux/https_client.hpp"
#include "linux/posix_file_system.hpp"
#include "linux/system_clock.hpp"
#include "machine.hpp"
#include "reconcile/local_plan.hpp"

namespace planekeeper {

namespace {

using Seen = Result<model::PlanView>;

/// The daemon's unit gives it no right to override file modes. So the local plan drops these rights too and reads the
/// same files.
void see_what_the_daemon_sees() {
    __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    std::array<__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
    if (::syscall(SYS_capget, &header, sets.data()) != 0) return;
    sets[0].effective &= ~(1U << CAP_DAC_OVERRIDE | 1U << CAP_DAC_READ_SEARCH);
    (void)::syscall(SYS_capset, &header, sets.data());
}

Seen plan_node(const cli::LocalPlanInputs& inputs) {
    // A mounted card may be below a directory of another user.
    if (inputs.root.empty()) see_what_the_daemon_sees();
    boost::asio::io_context loop{1};
    linux_edges::PosixFileSystem files{inputs.root};
    linux_edges::PosixFileSystem host_files{""};
    linux_edges::ChildProcessRunner processes;
    linux_edges::HttpsClient http{loop.get_executor()};
    linux_edges::SystemClock clock{SystemTime{std::chrono::seconds{release_time}}};
    const reconcile::Outside outside{files, host_files, processes, http, clock};
    const reconcile::Options options{.version = PLANEKEEPER_VERSION,
                                     .desired_state_file = inputs.file,
                                     .root = inputs.root,
                                     .architecture = go_architecture(),
                                     .download_environment = proxy_environment()};
    std::optional<Seen> seen;
    auto keep = [&seen](const std::exception_ptr& thrown, Seen found) {
        if (thrown) std::rethrow_exception(thrown);
        seen = std::move(found);
    };
    boost::asio::co_spawn(loop, reconcile::plan_locally(outside, options, inputs.desired), std::move(keep));
    loop.run();
    return seen ? std::move(*seen) : fail(ErrorKind::bug, "the look at the node did not end");
}

}  // namespace

cli::LocalPlan local_plan() { return plan_node; }

}  // namespace planekeeper
