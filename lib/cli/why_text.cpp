#include "cli/why_text.hpp"

#include <algorithm>

namespace planekeeper::cli {

namespace {

using model::ExplainedPart;
using model::Explanation;
using model::OriginKind;
using model::PartKind;

std::string with_source(std::string text, const std::string& source) {
    return source.empty() ? text : text + " (" + source + ")";
}

std::string field_text(const model::Origin& origin) {
    const auto text = !origin.place.empty()     ? with_source(origin.name, origin.place)
                      : origin.standard.empty() ? origin.name + ", by default"
                                                : origin.name + ", by default: " + origin.standard;
    return origin.reason.empty() ? text : text + ": " + origin.reason;
}

std::string mount_text(const ExplainedPart& part) {
    const auto directory = part.written.value.value_or("");
    return "mount " + part.name + (directory == part.name ? "" : " of " + directory);
}

std::string part_text(const ExplainedPart& part) {
    const auto value = part.written.value.value_or("");
    switch (part.kind) {
        case PartKind::path: return "file " + part.name;
        case PartKind::mode: return "mode " + value;
        case PartKind::reader: return "read by " + part.name;
        case PartKind::flag:
            return part.written.value ? "--" + part.name + "=" + value : "--" + part.name + " is not written";
        case PartKind::mount: return mount_text(part) + ", read only";
        case PartKind::writable_mount: return mount_text(part) + ", to write";
        case PartKind::name: return "name " + part.name;
        case PartKind::setting: return part.name + ": " + value;
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
        text +=
            "      " + (items.empty() ? "" : printable(items) + ": ") + printable(origin_text(first->origin)) + "\n";
        first = end;
    }
    return text;
}

bool is_named(const Explanation& explanation, const std::string& subject) {
    const auto& [kind, name] = explanation.resource;
    if (name == subject || to_string(explanation.resource) == subject) return true;
    if (kind == model::ResourceKind::static_pod && explanation.component == subject) return true;
    return std::ranges::any_of(explanation.parts, [&](const ExplainedPart& part) {
        return part.kind == PartKind::path && part.name == subject;
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
    return is_mount && path.starts_with(*part.written.value + "/");
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
        case OriginKind::choice: return "planekeeper: " + origin.reason;
        case OriginKind::version: return with_source("Kubernetes " + origin.name + ": " + origin.reason, origin.source);
        case OriginKind::other_versions:
            return with_source("written only for Kubernetes " + origin.name + ": " + origin.reason, origin.source);
        case OriginKind::cure: return with_source("cure " + origin.name + ": " + origin.reason, origin.source);
        case OriginKind::flag: return "named by " + origin.name;
        case OriginKind::stage: return "stage " + origin.name + ": " + origin.reason;
        case OriginKind::node: return "this node: " + origin.reason;
    }
    return {};
}

std::string explanation_text(const Explanation& explanation, const Style& style) {
    auto text = style.paint(Colour::bold, printable(to_string(explanation.resource)));
    if (!explanation.component.empty()) text += " of " + explanation.component;
    text += "\n";
    for (const auto& part : explanation.parts) {
        text += "  " + printable(part_text(part)) + "\n";
        text += causes_text(part.written.causes);
    }
    return text;
}

}  // namespace planekeeper::cli
