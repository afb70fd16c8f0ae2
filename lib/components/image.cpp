#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "components/component_row.hpp"
#include "components/named_files.hpp"
#include "components/render.hpp"

namespace planekeeper::kubernetes {

namespace {

/// Flat and unique, with the file's own name in it for whoever reads the Containerfile.
std::string staged_name(std::string_view origin, std::size_t number, std::string_view path) {
    std::string name = fmt::format("{}-{}-", origin, number);
    for (const char c : path.substr(path.rfind('/') + 1)) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                           c == '-' || c == '_';
        name += plain ? c : '_';
    }
    return name;
}

bool is_ready_image(const model::Image& image) { return std::holds_alternative<model::ImageArchive>(image.source); }

/// A program may be run by its owner and others, an extra file may be a program, a key is root's alone.
std::string_view mode_of(const ImageFile& file) {
    if (file.secret) return "0600";
    const bool may_be_program = file.source.empty() || file.staged_name.starts_with("extra-");
    return may_be_program ? "0755" : "0644";
}

/// The mode is written down here, so that it depends neither on umask nor on the build context (buildah from 1.20 on
/// takes --chmod; measured with 1.28.2). The JSON form bears every path.
std::string copy_line(const ImageFile& file) {
    return fmt::format("COPY --chmod={} {}\n", mode_of(file),
                       nlohmann::json::array({file.staged_name, file.destination})
                           .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace

std::string program_path(model::ComponentId id) { return fmt::format("/usr/bin/{}", to_string(id)); }

std::vector<ImageFile> image_files(model::ComponentId id, const model::DesiredState& desired) {
    const auto& image = desired.component(id).image;
    if (is_ready_image(image)) return {};
    std::vector<ImageFile> files{{.staged_name = std::string{to_string(id)}, .destination = program_path(id)}};
    std::size_t number = 0;
    for (const auto& extra : image.extra_files) {
        files.push_back({.staged_name = staged_name("extra", ++number, extra.source),
                         .source = extra.source,
                         .destination = extra.destination});
    }
    if (image.contents != model::ImageContents::baked) return files;
    number = 0;
    for (const auto& file : named_files(id, desired)) {
        files.push_back({.staged_name = staged_name("baked", ++number, file.path),
                         .source = file.path,
                         .destination = file.path,
                         .secret = file.secret});
    }
    return files;
}

std::string containerfile(model::ComponentId id, const model::DesiredState& desired) {
    std::string text = fmt::format("FROM {}\n", desired.component(id).image.base);
    for (const auto& file : image_files(id, desired)) text += copy_line(file);
    text += fmt::format("EXPOSE {}\n", row_of(id).endpoint(desired).port);
    text += fmt::format("ENTRYPOINT [\"{}\"]\n", program_path(id));
    return text;
}

std::string image_reference(model::ComponentId id, const model::DesiredState& desired, std::string_view binary_digest,
                            const std::map<std::string, Digest>& other_files) {
    const auto& image = desired.component(id).image;
    std::string inputs = fmt::format("{}\n", binary_digest);
    if (!is_ready_image(image)) inputs += containerfile(id, desired);
    for (const auto& [name, digest] : other_files) inputs += fmt::format("{} {}\n", name, digest.hex());
    return fmt::format("{}:{}-{}", image.name, model::to_string(desired.version), Digest::of(inputs).short_hex());
}

}  // namespace planekeeper::kubernetes
