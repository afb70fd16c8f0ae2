#include "local_plan.hpp"

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

using Changes = Result<std::vector<model::PlannedChange>>;

Changes plan_node(const cli::LocalPlanInputs& inputs) {
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
    std::optional<Changes> changes;
    auto keep = [&changes](const std::exception_ptr& thrown, Changes found) {
        if (thrown) std::rethrow_exception(thrown);
        changes = std::move(found);
    };
    boost::asio::co_spawn(loop, reconcile::plan_locally(outside, options, inputs.desired), std::move(keep));
    loop.run();
    return changes ? std::move(*changes) : fail(ErrorKind::bug, "the look at the node did not end");
}

}  // namespace

cli::LocalPlan local_plan() { return plan_node; }

}  // namespace planekeeper
