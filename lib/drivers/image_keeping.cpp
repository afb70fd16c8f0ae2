#include <fmt/format.h>

#include <algorithm>

#include "drivers/crictl_output.hpp"
#include "drivers/image_driver.hpp"
#include "drivers/image_store.hpp"
#include "drivers/runtime_driver.hpp"

// Pins images in the runtime's store and removes them.

namespace planekeeper::drivers {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using edges::Sandbox;

namespace {

constexpr std::string_view pin = "io.cri-containerd.pinned=pinned";

}  // namespace

asio::awaitable<Result<std::string>> ImageDriver::ask_crictl(model::Runtime runtime, Words words) {
    edges::ProcessSpec spec;
    spec.argv = crictl_command(runtime, std::move(words));
    spec.timeout = 2min;
    auto outcome = co_await processes_.run(std::move(spec));
    if (!outcome) co_return fail(std::move(outcome).error());
    if (outcome->exit_code != 0) co_return fail(ErrorKind::transient, crictl_error(outcome->errors));
    co_return std::move(outcome->output);
}

asio::awaitable<Result<std::vector<ListedImage>>> ImageDriver::list(model::Runtime runtime) {
    Words words{"images", "-o", "json"};
    const auto output = co_await ask_crictl(runtime, std::move(words));
    if (!output) co_return fail(output.error());
    co_return parse_images(*output);
}

asio::awaitable<bool> ImageDriver::is_pinned(std::string reference, model::Runtime runtime) {
    const auto store = co_await image_store(&processes_, runtime);
    // CRI-O pins images by its own configuration.
    if (!store || *store != model::ImageStore::containerd) co_return true;
    Words words{"images", "ls", fmt::format("name=={}", reference)};
    const auto listed = co_await run(ctr_command(runtime, std::move(words)), 30s, Sandbox::build);
    co_return !listed || listed->contains(pin);
}

asio::awaitable<ImageDriver::Look> ImageDriver::look(model::DesiredState desired, std::string reference) {
    Look result;
    const auto images = co_await list(desired.runtime);
    if (!images) {
        result.error = images.error().text();
        co_return result;
    }
    result.presence = model::ImagePresence::absent;
    bool pinned = false;
    for (const auto& image : *images) {
        for (const auto& tag : image.tags) result.listed[tag] = image.id;
        if (std::ranges::find(image.tags, reference) == image.tags.end()) continue;
        result.presence = model::ImagePresence::present;
        pinned = image.pinned;
    }
    // containerd 1.6 does not report this through the CRI.
    if (result.presence == model::ImagePresence::present && !pinned) {
        result.pinned = co_await is_pinned(std::move(reference), desired.runtime);
    }
    co_return result;
}

asio::awaitable<Result<void>> ImageDriver::pin_image(std::string reference, model::Runtime runtime) {
    Words words{"images", "label", std::move(reference), std::string{pin}};
    const auto labelled = co_await run(ctr_command(runtime, std::move(words)), 30s, Sandbox::build);
    if (!labelled) co_return fail(labelled.error());
    co_return Result<void>{};
}

asio::awaitable<Result<Removed>> ImageDriver::remove_image(model::RemoveImage change, model::Runtime runtime) {
    const auto images = co_await list(runtime);
    if (!images) co_return fail(images.error());
    const auto it = std::ranges::find_if(*images, [&](const ListedImage& image) {
        return std::ranges::find(image.tags, change.reference) != image.tags.end();
    });
    if (it == images->end()) co_return Removed::was_gone;
    // A removal by one name removes the image with all its names.
    if (it->tags.size() > 1)
        co_return fail(ErrorKind::conflict, fmt::format("{} has another name, too", change.reference));
    Words words{"ps", "-a", "-o", "json"};
    const auto containers = co_await ask_crictl(runtime, std::move(words));
    if (!containers) co_return fail(containers.error());
    const auto used = uses_image(*containers, it->id, change.reference);
    if (!used) co_return fail(used.error());
    if (*used) co_return fail(ErrorKind::conflict, fmt::format("a container was made from {}", change.reference));
    Words removal{"rmi", change.reference};
    const auto removed = co_await ask_crictl(runtime, std::move(removal));
    if (!removed) co_return fail(removed.error());
    co_return Removed::now;
}

}  // namespace planekeeper::drivers
