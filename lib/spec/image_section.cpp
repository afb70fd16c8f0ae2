#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "components/render.hpp"
#include "spec/names.hpp"
#include "spec/sections.hpp"

namespace planekeeper::spec {

namespace {

/// At most one of url, path and archive says where the program comes from; without one it is the default URL. sha512 goes
/// with each of them.
void read_source(const Value& value, model::ImageSource& source) {
    MapReader map(value);
    const Value url = map.at("url");
    const Value path = map.at("path");
    const Value archive = map.at("archive");
    std::string text;
    std::optional<std::string> digest;
    MapReader::store(url, text);
    MapReader::store(path, text);
    MapReader::store(archive, text);
    map.read("sha512", digest);
    map.finish();
    const int given = int{url.present()} + int{path.present()} + int{archive.present()};
    if (given > 1) value.report("more than one of url, path and archive", "keep the one that is meant");
    if (text.starts_with("http://") && !digest) {
        url.report(fmt::format("{} is not https and has no sha512: anybody on the way could replace the program",
                               quoted(text)),
                   "add sha512, or take https");
    }
    if (path.present()) {
        source = model::BinaryPath{.path = std::move(text), .sha512 = std::move(digest)};
    } else if (archive.present()) {
        source = model::ImageArchive{.path = std::move(text), .sha512 = std::move(digest)};
    } else {
        source = model::BinaryUrl{.url = std::move(text), .sha512 = std::move(digest)};
    }
}

[[nodiscard]] Checked<std::string> destination_in_image(model::ComponentId id, const std::string& text) {
    if (text == kubernetes::program_path(id)) {
        return refuse(fmt::format("{} is {} itself", quoted(text), to_string(id)),
                      "take another path, or spec.image.source for the program");
    }
    if (text == "/") return refuse("\"/\" is a directory", "write the path of the file");
    return absolute_path(text);
}

void read_extra_files(const Value& value, model::ComponentId id, std::vector<model::ExtraFile>& files) {
    if (!value.present()) return;
    for (const Value& item : value.items()) {
        MapReader map(item);
        model::ExtraFile file;
        map.read("source", file.source);
        map.read("destination", file.destination, std::bind_front(destination_in_image, id));
        map.finish();
        const bool twice = std::ranges::find(files, file.destination, &model::ExtraFile::destination) != files.end();
        if (twice && !file.destination.empty()) {
            item.report(fmt::format("two files with the destination {}", quoted(file.destination)), "keep one of them");
        }
        files.push_back(std::move(file));
    }
}

}  // namespace

void read_image(const Value& value, model::ComponentId id, model::Image& image) {
    MapReader map(value);
    map.read("name", image.name);
    map.read("base", image.base);
    map.choose<model::ImageContents>(
        "contents", image.contents, {{"binary", model::ImageContents::binary}, {"baked", model::ImageContents::baked}});
    if (const Value source = map.at("source"); source.present()) read_source(source, image.source);
    read_extra_files(map.at("extraFiles"), id, image.extra_files);
    map.read("builder", image.builder);
    map.finish();
}

}  // namespace planekeeper::spec
