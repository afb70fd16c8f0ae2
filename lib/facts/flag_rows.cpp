#include "facts/flag_rows.hpp"

#include <algorithm>

#include "facts/measured/kube_apiserver.hpp"
#include "facts/measured/kube_scheduler.hpp"

namespace planekeeper::kubernetes {

namespace {

std::string without_blanks(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return std::string{text.substr(first, text.find_last_not_of(" \t") - first + 1)};
}

}  // namespace

std::span<const FlagRow> flag_rows(model::ComponentId id) {
    switch (id) {
        case model::ComponentId::api_server: return api_server_flags();
        case model::ComponentId::etcd:
        case model::ComponentId::controller_manager: break;
        case model::ComponentId::scheduler: return scheduler_flags();
    }
    return {};
}

std::string_view flag_source(model::ComponentId id) {
    switch (id) {
        case model::ComponentId::api_server: return measured::kube_apiserver::source_of_flags;
        case model::ComponentId::etcd:
        case model::ComponentId::controller_manager: break;
        case model::ComponentId::scheduler: return measured::kube_scheduler::source_of_flags;
    }
    return {};
}

std::string normalized_flag(std::string_view name) {
    std::string result{name};
    std::ranges::replace(result, '_', '-');
    return result;
}

const FlagRow* find_flag(model::ComponentId id, std::string_view name) {
    const auto wanted = normalized_flag(name);
    const auto rows = flag_rows(id);
    const auto found = std::ranges::lower_bound(rows, std::string_view{wanted}, {}, &FlagRow::name);
    return found != rows.end() && found->name == wanted ? &*found : nullptr;
}

const FlagRow* find_file_flag(model::ComponentId id, std::string_view name) {
    const auto* const row = find_flag(id, name);
    return row != nullptr && row->file != FileShape::none ? row : nullptr;
}

std::vector<std::string> flags_of(model::ComponentId id, int minor) {
    std::vector<std::string> names;
    for (const auto& flag : flag_rows(id)) {
        if (flag.known.contains(minor)) names.emplace_back(flag.name);
    }
    return names;
}

WrittenFlag written_flag(std::string_view text) {
    while (text.starts_with('-')) text.remove_prefix(1);
    const auto equals = text.find('=');
    return {normalized_flag(text.substr(0, equals)),
            std::string{equals == std::string_view::npos ? "" : text.substr(equals + 1)}};
}

std::vector<NamedFile> named_files(const FlagRow& flag, std::string_view value) {
    if (flag.file == FileShape::one) {
        if (value.empty()) return {};
        return {{std::string{value}, flag.secret}};
    }
    const auto pair = value.substr(0, value.find(':'));
    const auto comma = pair.find(',');
    if (comma == std::string_view::npos || pair.find(',', comma + 1) != std::string_view::npos) return {};
    return {{without_blanks(pair.substr(0, comma)), false}, {without_blanks(pair.substr(comma + 1)), flag.secret}};
}

}  // namespace planekeeper::kubernetes
