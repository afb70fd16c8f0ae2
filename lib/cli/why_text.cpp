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
    if (!origin.place.empty()) return with_source(origin.name, origin.place);
    return origin.name + (origin.standard.empty() ? ", by default" : ", by default: " + origin.standard);
}

std::string part_text(const ExplainedPart& part) {
    const auto value = part.written.value.value_or("");
    switch (part.kind) {
        case PartKind::path: return "file " + part.name;
        case PartKind::mode: return "mode " + value;
        case PartKind::reader: return "read by " + part.name;
        case PartKind::flag:
            return part.written.value ? "--" + part.name + "=" + value : "--" + part.name + " is not written";
        case PartKind::mount:
            return "mount " + part.name +
                   (value.starts_with(part.name + ",") ? value.substr(part.name.size()) : " of " + value);
        case PartKind::name: return "name " + part.name;
        case PartKind::setting: return part.name + ": " + value;
    }
    return {};
}

/// Items of the same origin stand in one line.
std::string causes_text(const std::vector<model::Cause>& causes) {
    std::string text;
    for (auto first = causes.begin(); first != causes.end();) {
        const auto end =
            std::find_if(first, causes.end(), [&](const auto& cause) { return cause.origin != first->origin; });
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
    const bool is_it = part.kind != PartKind::setting && part.kind != PartKind::mode && part.name == subject;
    return is_it || part.written.value == subject ||
           std::ranges::find(part.written.causes, subject, &model::Cause::part) != part.written.causes.end();
}

void keep_parts(std::vector<Explanation>& explanations, const auto& kept) {
    for (auto& explanation : explanations) std::erase_if(explanation.parts, std::not_fn(kept));
    std::erase_if(explanations, [](const auto& explanation) { return explanation.parts.empty(); });
}

}  // namespace

std::string origin_text(const model::Origin& origin) {
    switch (origin.kind) {
        case OriginKind::field: return field_text(origin);
        case OriginKind::choice: return "planekeeper: " + origin.reason;
        case OriginKind::version: return with_source("Kubernetes " + origin.name + ": " + origin.reason, origin.source);
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

std::vector<Explanation> asked_for(std::vector<Explanation> all, const std::string& subject, const std::string& flag) {
    if (!subject.empty()) {
        const bool named = std::ranges::any_of(all, [&](const auto& one) { return is_named(one, subject); });
        if (named) {
            std::erase_if(all, [&](const auto& one) { return !is_named(one, subject); });
        } else {
            keep_parts(all, [&](const ExplainedPart& part) { return speaks_of(part, subject); });
        }
    }
    if (!flag.empty()) {
        keep_parts(all, [&](const ExplainedPart& part) { return part.kind == PartKind::flag && part.name == flag; });
    }
    return all;
}

}  // namespace planekeeper::cli
