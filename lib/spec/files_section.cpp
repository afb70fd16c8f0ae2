#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "components/artefacts.hpp"
#include "spec/sections.hpp"

// Who may read the files that planekeeper keeps.

namespace planekeeper::spec {

namespace {

constexpr std::uint32_t others_read = 0004;

/// As useradd and groupadd take it, or a number.
bool is_account(const std::string& text) {
    return !text.empty() && text.size() <= 32 && !text.starts_with('-') && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
               c == '.';
    });
}

[[nodiscard]] Checked<std::string> group(const std::string& text) {
    if (is_account(text)) return text;
    return refuse(fmt::format("{} is not the name or number of a group", quoted(text)), "as in \"getent group\"");
}

[[nodiscard]] Checked<std::string> owner(const std::string& text) {
    if (is_account(text)) return text;
    return refuse(fmt::format("{} is not the name or number of a user", quoted(text)), "as in \"getent passwd\"");
}

bool is_root(const std::string& account) {
    return account == "root" || account.find_first_not_of('0') == std::string::npos;
}

/// The daemon reads by mode as anyone does: what only another user reads, it could not keep right.
bool hidden_from_planekeeper(const model::FileAccess& file) {
    constexpr std::uint32_t group_reads = 0040;
    const bool by_group = is_root(file.group) && (file.mode & group_reads) != 0;
    return !is_root(file.owner) && !by_group && (file.mode & others_read) == 0;
}

[[nodiscard]] Checked<std::uint32_t> mode(const std::string& text) {
    const bool octal =
        text.size() == 4 && text.front() == '0' && text.find_first_not_of("01234567") == std::string::npos;
    if (!octal) return refuse(fmt::format("{} is not a mode", quoted(text)), "write four octal digits: 0640");
    std::uint32_t bits = 0;
    std::from_chars(text.data(), text.data() + text.size(), bits, 8);
    constexpr std::uint32_t executable_or_written_by_others = 0133;
    constexpr std::uint32_t read_by_owner = 0400;
    if ((bits & executable_or_written_by_others) != 0) {
        return refuse(fmt::format("{} lets others write, or makes the file executable", quoted(text)),
                      "others may only read: 0640");
    }
    if ((bits & read_by_owner) == 0)
        return refuse(fmt::format("{} hides the file from root", quoted(text)), "begin with 06 or 04");
    return bits;
}

}  // namespace

void read_files(const Value& value, std::vector<model::FileAccess>& files) {
    if (!value.present()) return;
    for (const Value& item : value.items()) {
        MapReader map(item);
        model::FileAccess file;
        map.read("path", file.path);
        map.read("mode", file.mode, mode);
        map.read("owner", file.owner, owner);
        map.read("group", file.group, group);
        map.finish();
        const bool twice = std::ranges::find(files, file.path, &model::FileAccess::path) != files.end();
        if (twice) item.report(fmt::format("{} stands here twice", quoted(file.path)), "say it once");
        files.push_back(std::move(file));
    }
}

void check_files(const model::DesiredState& state, Findings& findings) {
    using enum kubernetes::ArtefactKind;
    auto own = kubernetes::files_of(state, {key_material, configuration});
    std::erase_if(own, &kubernetes::Artefact::external);
    for (std::size_t i = 0; i < state.files.size(); ++i) {
        const auto& file = state.files[i];
        const std::string place = fmt::format("spec.files[{}].", i);
        const auto found = std::ranges::find(own, file.path, &kubernetes::Artefact::path);
        if (found == own.end() && !file.path.empty()) {
            findings.add_at(fmt::format("{}path", place),
                            fmt::format("{} is not a file that planekeeper writes", quoted(file.path)),
                            "name one of its keys, certificates or configuration files; manifests are root's alone");
        }
        if (hidden_from_planekeeper(file)) {
            findings.add_at(fmt::format("{}mode", place),
                            "planekeeper could not read the file any more, nor keep it right",
                            "let the group root read it (group: root, mode: 0640), or give it to a group and leave the "
                            "owner root");
        }
        const bool secret = found != own.end() && found->kind == key_material && (found->mode & others_read) == 0;
        if (secret && (file.mode & others_read) != 0) {
            findings.add_at(fmt::format("{}mode", place), "everybody could read a secret", "give it a group: 0640");
        }
    }
}

}  // namespace planekeeper::spec
