#include "cli/why_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace planekeeper::cli {

namespace {

using model::ExplainedPart;
using model::Explanation;
using model::OriginKind;
using model::PartKind;

std::string with_source(std::string text, const std::string& source) {
    return source.empty() ? text : fmt::format("{} ({})", text, source);
}

std::string field_text(const model::Origin& origin) {
    const auto text = !origin.place.empty()     ? with_source(origin.name, origin.place)
                      : origin.standard.empty() ? fmt::format("{}, by default", origin.name)
                                                : fmt::format("{}, by default: {}", origin.name, origin.standard);
    return origin.reason.empty() ? text : fmt::format("{}: {}", text, origin.reason);
}

std::string mount_text(const ExplainedPart& part) {
    const auto directory = part.written.value.value_or("");
    return directory == part.name ? fmt::format("mount {}", part.name)
                                  : fmt::format("mount {} of {}", part.name, directory);
}

std::string part_text(const ExplainedPart& part) {
    const auto value = part.written.value.value_or("");
    switch (part.kind) {
        case PartKind::path: return fmt::format("file {}", part.name);
        case PartKind::mode: return fmt::format("mode {}", value);
        case PartKind::reader: return fmt::format("read by {}", part.name);
        case PartKind::flag:
            return part.written.value ? fmt::format("--{}={}", part.name, value)
                                      : fmt::format("--{} is not written", part.name);
        case PartKind::mount: return fmt::format("{}, read only", mount_text(part));
        case PartKind::writable_mount: return fmt::format("{}, to write", mount_text(part));
        case PartKind::name: return fmt::format("name {}", part.name);
        case PartKind::setting: return fmt::format("{}: {}", part.name, value);
    }
    return {};
}

/// Items of the same origin stand in one line.
std::string causes_text(const std::vector<model::Cause>& causes) {
    std::string text;
    for (auto first = causes.begin(); first != causes.end();) {
        const auto end = std::find_if(first, causes.end(), [&](const auto& cause) {
            return cause.origin != first->origin || cause.left_out != first->left_out;
        });
        std::string items;
        for (auto cause = first; cause != end; ++cause) items += (items.empty() ? "" : ", ") + cause->part;
        if (!items.empty()) items = fmt::format("{}: ", printable(items));
        text += fmt::format("      {}{}\n", items, printable(origin_text(first->origin)));
        first = end;
    }
    return text;
}

bool is_named(const Explanation& explanation, const std::string& subject) {
    const auto& [kind, name] = explanation.resource;
    if (name == subject || to_string(explanation.resource) == subject) return true;
    // Status has "File//etc/…" of a file that an item of key material explains.
    const auto path = subject.substr(std::min(subject.find("//"), subject.size() - 1) + 1);
    if (kind == model::ResourceKind::static_pod && explanation.component == subject) return true;
    return std::ranges::any_of(explanation.parts, [&](const ExplainedPart& part) {
        return part.kind == PartKind::path && (part.name == subject || part.name == path);
    });
}

bool speaks_of(const ExplainedPart& part, const std::string& subject) {
    const auto& [kind, name, written] = part;
    if (kind == PartKind::setting || kind == PartKind::mode || kind == PartKind::reader) return false;
    return name == subject || written.value == subject ||
           std::ranges::find(written.causes, subject, &model::Cause::part) != written.causes.end();
}

/// A mount of a directory of the node that this path lies in.
bool shows(const ExplainedPart& part, const std::string& path) {
    const bool is_mount = part.kind == PartKind::mount || part.kind == PartKind::writable_mount;
    return is_mount && path.starts_with(fmt::format("{}/", *part.written.value));
}

/// The explanations with this name in full, of the others the parts that speak of it.
std::vector<Explanation> of_subject(const std::vector<Explanation>& all, const std::string& subject,
                                    const auto& speaks) {
    std::vector<Explanation> found;
    for (auto explanation : all) {
        if (!is_named(explanation, subject)) std::erase_if(explanation.parts, std::not_fn(speaks));
        if (!explanation.parts.empty()) found.push_back(std::move(explanation));
    }
    return found;
}

}  // namespace

std::vector<Explanation> asked_for(const std::vector<Explanation>& all, const std::string& subject) {
    if (subject.empty()) return all;
    auto found = of_subject(all, subject, [&](const ExplainedPart& part) { return speaks_of(part, subject); });
    if (!found.empty()) return found;
    return of_subject(all, subject, [&](const ExplainedPart& part) { return shows(part, subject); });
}

std::vector<Explanation> flag_of(std::vector<Explanation> all, const std::string& flag) {
    for (auto& explanation : all) {
        std::erase_if(explanation.parts,
                      [&](const ExplainedPart& part) { return part.kind != PartKind::flag || part.name != flag; });
    }
    std::erase_if(all, [](const auto& explanation) { return explanation.parts.empty(); });
    return all;
}

std::string origin_text(const model::Origin& origin) {
    switch (origin.kind) {
        case OriginKind::field: return field_text(origin);
        case OriginKind::choice: return fmt::format("planekeeper: {}", origin.reason);
        case OriginKind::version:
            return with_source(fmt::format("Kubernetes {}: {}", origin.name, origin.reason), origin.source);
        case OriginKind::other_versions:
            return with_source(fmt::format("written only for Kubernetes {}: {}", origin.name, origin.reason),
                               origin.source);
        case OriginKind::cure:
            return with_source(fmt::format("cure {}: {}", origin.name, origin.reason), origin.source);
        case OriginKind::flag: return fmt::format("named by {}", origin.name);
        case OriginKind::stage: return fmt::format("stage {}: {}", origin.name, origin.reason);
        case OriginKind::node: return fmt::format("this node: {}", origin.reason);
    }
    return {};
}

std::string explanation_text(const Explanation& explanation, const Style& style) {
    auto text = style.paint(Colour::bold, printable(to_string(explanation.resource)));
    if (!explanation.component.empty()) text += fmt::format(" of {}", explanation.component);
    text += "\n";
    for (const auto& part : explanation.parts) {
        text += fmt::format("  {}\n", printable(part_text(part)));
        text += causes_text(part.written.causes);
    }
    return text;
}

}  // namespace planekeeper::cli
