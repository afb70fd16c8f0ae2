#include "drivers/image_store.hpp"

#include "base/url.hpp"
#include "drivers/crictl_output.hpp"
#include "drivers/runtime_driver.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;

asio::awaitable<Result<model::ImageStore>> image_store(edges::ProcessRunner* processes, model::Runtime runtime) {
    if (runtime.image_store != model::ImageStore::detect) co_return runtime.image_store;
    std::vector<std::string> words{"version"};
    edges::ProcessSpec spec;
    spec.argv = crictl_command(runtime, std::move(words));
    const auto outcome = co_await processes->run(std::move(spec));
    if (!outcome) co_return fail(outcome.error());
    if (outcome->exit_code != 0) co_return fail(ErrorKind::transient, crictl_error(outcome->errors));
    const auto name = runtime_name(outcome->output);
    if (!name) co_return fail(ErrorKind::transient, "crictl version names no runtime");
    co_return name->contains("cri-o") ? model::ImageStore::containers_storage : model::ImageStore::containerd;
}

std::vector<std::string> ctr_command(const model::Runtime& runtime, std::vector<std::string> words) {
    std::vector<std::string> argv{"ctr"};
    if (const auto socket = runtime.endpoint ? unix_socket_path(*runtime.endpoint) : std::nullopt) {
        argv.emplace_back("--address");
        argv.emplace_back(*socket);
    }
    argv.emplace_back("--namespace");
    argv.emplace_back("k8s.io");
    argv.insert(argv.end(), std::make_move_iterator(words.begin()), std::make_move_iterator(words.end()));
    return argv;
}

}  // namespace planekeeper::drivers
