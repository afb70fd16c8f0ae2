#include <fmt/format.h>

#include "drivers/image_driver.hpp"
#include "drivers/image_paths.hpp"
#include "drivers/image_store.hpp"

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using edges::Sandbox;

asio::awaitable<Result<void>> ImageDriver::import(model::BuildImage change, model::DesiredState desired,
                                                  ProgressSink progress) {
    const auto store = co_await image_store(&processes_, desired.runtime);
    if (!store) co_return fail(store.error());
    // buildah has just written to the store that CRI-O reads.
    if (*store == model::ImageStore::containers_storage) co_return Result<void>{};
    progress("importing", change.reference);
    const std::string archive = fmt::format("{}{}/image.tar", root_, image_build_directory);
    Words push{desired.component(change.component).image.builder, "push", "--quiet", change.reference,
               fmt::format("docker-archive:{}:{}", archive, change.reference)};
    if (auto pushed = co_await run(std::move(push), 10min, Sandbox::build); !pushed)
        co_return fail(std::move(pushed).error());
    Words import_words{"images", "import", archive};
    if (auto done = co_await run(ctr_command(desired.runtime, std::move(import_words)), 10min, Sandbox::build); !done) {
        co_return fail(std::move(done).error());
    }
    // Protects the image from the kubelet's garbage collection (containerd 1.7 and later obey the label).
    if (auto pinned = co_await pin_image(change.reference, desired.runtime); !pinned) co_return pinned;
    // containerd has its own copy now; buildah's copy would only fill the card.
    Words remove{desired.component(change.component).image.builder, "rmi", change.reference};
    if (auto removed = co_await run(std::move(remove), 2min, Sandbox::build); !removed)
        co_return fail(std::move(removed).error());
    co_return Result<void>{};
}

}  // namespace planekeeper::drivers
