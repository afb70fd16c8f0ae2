#include "ledger/custody.hpp"

#include <fmt/format.h>

#include <charconv>

#include "ledger/ledger_store.hpp"

namespace planekeeper::ledger {

namespace {

constexpr std::string_view header = "planekeeper-custody 1\n";
constexpr std::size_t item_size_limit = 256UL * 1024;
constexpr edges::FileMetadata secret_file{.mode = 0600};
constexpr std::string_view way_out =
    "; restore it from a backup, or move it away if the published files are whole, for then they are taken over again";

/// Each entry is "role length\n<bytes>\n". Not JSON: a JSON library leaves copies of the bytes in freed memory.
Secret encode(const MaterialBytes& bytes) {
    std::string out{header};
    std::size_t size = out.size();
    for (const auto& [role, content] : bytes) size += to_string(role).size() + content.reveal().size() + 24;
    out.reserve(size);  // one allocation, so that no outgrown copy stays behind
    for (const auto& [role, content] : bytes) {
        out += fmt::format("{} {}\n", to_string(role), content.reveal().size());
        out += content.reveal();
        out += '\n';
    }
    return Secret{std::move(out)};
}

std::optional<MaterialBytes> decode(std::string_view text) {
    if (!text.starts_with(header)) return std::nullopt;
    text.remove_prefix(header.size());
    MaterialBytes bytes;
    while (!text.empty()) {
        const auto space = text.find(' ');
        const auto newline = text.find('\n');
        if (space == std::string_view::npos || newline == std::string_view::npos || space > newline)
            return std::nullopt;
        std::size_t length = 0;
        const auto [end, error] = std::from_chars(text.data() + space + 1, text.data() + newline, length);
        if (error != std::errc{} || end != text.data() + newline) return std::nullopt;
        // A sum would wrap around for a damaged length, so the check subtracts.
        const auto rest = text.size() - (newline + 1);
        if (rest < 1 || length > rest - 1 || text[newline + 1 + length] != '\n') return std::nullopt;
        const auto role = model::file_role_from(text.substr(0, space));
        if (!role) return std::nullopt;
        bytes.emplace(*role, Secret{std::string{text.substr(newline + 1, length)}});
        text.remove_prefix(newline + 1 + length + 1);
    }
    return bytes;
}

}  // namespace

std::string Custody::directory() { return fmt::format("{}/custody", state_directory); }

std::string Custody::path(const std::string& item) { return fmt::format("{}/{}", directory(), item); }

Result<std::optional<MaterialBytes>> Custody::load(const std::string& item,
                                                   std::span<const model::FileRole> files) const {
    auto text = files_.read(path(item), item_size_limit);
    if (!text) {
        if (text.error().kind() == ErrorKind::not_found) return std::nullopt;
        return fail(std::move(text).error().during(fmt::format("reading {}", path(item))));
    }
    const Secret whole{std::move(*text)};
    auto bytes = decode(whole.reveal());
    if (!bytes) return fail(ErrorKind::invalid, fmt::format("{} is damaged{}", path(item), way_out));
    for (const auto file : files) {
        if (bytes->contains(file)) continue;
        return fail(ErrorKind::invalid, fmt::format("{} is the file of something else, for it has no {}{}", path(item),
                                                    to_string(file), way_out));
    }
    return bytes;
}

Result<void> Custody::prepare_directory() {
    const edges::FileMetadata metadata{.mode = 0700};
    if (auto made = files_.make_directory(state_directory, metadata); !made) return made;
    return files_.make_directory(directory(), metadata);
}

Result<void> Custody::create(const std::string& item, const MaterialBytes& bytes) {
    if (auto made = prepare_directory(); !made) return made;
    return files_.create(path(item), encode(bytes).reveal(), secret_file);
}

Result<void> Custody::replace(const std::string& item, const MaterialBytes& bytes) {
    if (auto made = prepare_directory(); !made) return made;
    return files_.replace(path(item), encode(bytes).reveal(), secret_file);
}

}  // namespace planekeeper::ledger
