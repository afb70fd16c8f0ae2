#include "spec/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "spec/characters.hpp"

namespace planekeeper::spec {

namespace {

[[nodiscard]] std::string_view kind_name(Node::Kind kind) {
    switch (kind) {
        case Node::Kind::null: return "nothing";
        case Node::Kind::scalar: return "a single value";
        case Node::Kind::sequence: return "a list";
        case Node::Kind::map: return "a map";
        case Node::Kind::broken: break;
    }
    return "something else";
}

/// What a YAML 1.1 reader takes for a boolean.
[[nodiscard]] bool boolean_word(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(),
                           [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return lower == "true" || lower == "false" || lower == "yes" || lower == "no" || lower == "on" || lower == "off";
}

/// The first character that a value of one line cannot have, with its name; empty: none.
[[nodiscard]] std::string breaks_the_line(std::string_view text) {
    const auto found = std::ranges::find_if(text, [](unsigned char byte) { return byte < 0x20 || byte == 0x7f; });
    return found == text.end() ? std::string{} : character_text(static_cast<unsigned char>(*found));
}

/// Of a map or a list people look for the line with its name; of a single value, for the value.
[[nodiscard]] Mark place_of(const Entry& entry) {
    return entry.value.kind == Node::Kind::scalar ? entry.value.mark : entry.mark;
}

[[nodiscard]] std::string meant_boolean(std::string_view text) {
    if (text == "true" || text == "yes" || text == "on") return "write true, without quotes";
    if (text == "false" || text == "no" || text == "off") return "write false, without quotes";
    return "write true or false";
}

}  // namespace

void Value::report(std::string message, std::string hint) const {
    findings_->add(mark_, path_, std::move(message), std::move(hint));
}

bool Value::is(Node::Kind kind, std::string_view wanted) const {
    if (node_ == nullptr || node_->kind == Node::Kind::broken) return false;
    if (node_->kind == kind) return true;
    if (node_->kind == Node::Kind::null) {
        report("has no value", fmt::format("write {}, or delete the line", wanted));
    } else {
        report(fmt::format("{} stands where {} is expected", kind_name(node_->kind), wanted),
               kind == Node::Kind::sequence ? "start each item with \"- \"" : "");
    }
    return false;
}

std::optional<std::string> Value::text_or_boolean() const {
    if (!is(Node::Kind::scalar, "text")) return std::nullopt;
    if (const auto found = breaks_the_line(node_->text); !found.empty()) {
        report(fmt::format("the value has a line break or a control character: {}", found),
               "write it on one line, with blanks");
        return std::nullopt;
    }
    return node_->text;
}

std::optional<std::string> Value::text() const {
    auto result = text_or_boolean();
    if (result && node_->plain && boolean_word(*result)) {
        report("a boolean stands where text is expected", fmt::format("quote it: \"{}\"", *result));
        return std::nullopt;
    }
    return result;
}

std::optional<std::string> Value::block() const {
    if (!is(Node::Kind::scalar, "a block of text (\"|\")")) return std::nullopt;
    const bool clean = std::ranges::none_of(node_->text, [](unsigned char byte) {
        return (byte < 0x20 && byte != '\n' && byte != '\t' && byte != '\r') || byte == 0x7f;
    });
    if (!clean) {
        report("the text has a control character", "delete it");
        return std::nullopt;
    }
    return node_->text;
}

Mark Value::place_in_block(Mark inner) const {
    if (node_ == nullptr || !node_->block_indent || inner.line == 0) return mark_;
    return {mark_.line + inner.line, inner.column + *node_->block_indent};
}

std::optional<bool> Value::boolean() const {
    if (!is(Node::Kind::scalar, "true or false")) return std::nullopt;
    if (node_->plain && node_->text == "true") return true;
    if (node_->plain && node_->text == "false") return false;
    report(fmt::format("{} stands where true or false is expected", quoted(node_->text)), meant_boolean(node_->text));
    return std::nullopt;
}

std::optional<int> Value::integer() const {
    const auto [least, greatest] = std::pair{field_->least, field_->greatest};
    if (!is(Node::Kind::scalar, "a number")) return std::nullopt;
    const std::string& text = node_->text;
    const bool digits =
        !text.empty() && std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
    const bool decimal = digits && (text.size() == 1 || text.front() != '0');
    const std::string range = fmt::format("write a whole number from {} to {}", least, greatest);
    if (decimal && !node_->plain) {
        report("text stands where a number is expected", "remove the quotes");
        return std::nullopt;
    }
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!decimal) {
        report(fmt::format("{} is not a whole number", quoted(text)), range);
        return std::nullopt;
    }
    if (error != std::errc{} || number < least || number > greatest) {
        report(fmt::format("{} is out of range", text.substr(0, 20)), range);
        return std::nullopt;
    }
    return number;
}

std::vector<Value> Value::items() const {
    std::vector<Value> result;
    if (!is(Node::Kind::sequence, "a list")) return result;
    if (node_->items.size() > maximum_items) {
        report(fmt::format("the list has {} items", node_->items.size()),
               fmt::format("more than {} are not read", maximum_items));
        return result;
    }
    result.reserve(node_->items.size());
    for (const Node& item : node_->items) {
        std::string path = fmt::format("{}[{}]", path_, result.size());
        findings_->note_place(path, item.mark);
        result.emplace_back(&item, *field_, std::move(path), item.mark, *findings_);
    }
    return result;
}

const Node* Value::map() const { return is(Node::Kind::map, "a map") ? node_ : nullptr; }

MapReader::MapReader(const Value& value)
    : node_(value.map()),
      field_(&value.field()),
      path_(value.path()),
      mark_(value.mark()),
      findings_(&value.findings()),
      below_(fields_below(value.field())) {
    if (node_ == nullptr) return;
    for (const Entry& entry : node_->entries) findings_->note_place(path_of(entry.key), place_of(entry));
}

std::string MapReader::path_of(std::string_view key) const {
    return path_.empty() ? path_part(key) : fmt::format("{}.{}", path_, path_part(key));
}

Value MapReader::at(std::string_view key) {
    const auto row = std::ranges::find(below_, key, &Field::key);
    if (row == below_.end()) std::abort();
    const Field& field = **row;
    asked_.push_back(&field);
    Value absent(nullptr, field, path_of(key), mark_, *findings_);
    if (node_ == nullptr) return absent;
    const auto found = std::ranges::find(node_->entries, key, &Entry::key);
    if (found != node_->entries.end()) return {&found->value, field, path_of(key), place_of(*found), *findings_};
    if (field.required) {
        absent.report("is missing", fmt::format("add \"{}: {}\"", key, field.example));
    }
    return absent;
}

void MapReader::read_targets(model::DesiredState& state) {
    struct Reader {
        const Value& value;
        void operator()(std::string* target) const { store(value, *target); }
        void operator()(std::optional<std::string>* target) const { store(value, *target); }
        void operator()(std::vector<std::string>* target) const { store_list(value, *target); }
        void operator()(bool* target) const {
            if (const auto read = value.boolean()) *target = *read;
        }
        void operator()(int* target) const {
            if (const auto read = value.integer()) *target = *read;
        }
        void operator()(std::uint16_t* target) const {
            if (const auto read = value.integer()) *target = static_cast<std::uint16_t>(*read);
        }
    };
    for (const auto* field : below_) {
        if (field->target != nullptr) std::visit(Reader{at(field->key())}, field->target(state));
    }
}

std::vector<NamedValue> MapReader::entries() const {
    std::vector<NamedValue> result;
    if (node_ == nullptr) return result;
    if (node_->entries.size() > maximum_items) {
        findings_->add(mark_, path_, fmt::format("the map has {} entries", node_->entries.size()),
                       fmt::format("more than {} are not read", maximum_items));
        return result;
    }
    for (const Entry& entry : node_->entries) {
        result.push_back({.name = entry.key,
                          .name_mark = entry.mark,
                          .value = Value(&entry.value, *field_, path_of(entry.key), place_of(entry), *findings_)});
    }
    return result;
}

void MapReader::read(std::string_view key, bool& target) {
    if (const auto value = at(key).boolean()) target = *value;
}

void MapReader::read(std::string_view key, int& target) {
    if (const auto value = at(key).integer()) target = *value;
}

void MapReader::finish() {
    if (node_ == nullptr) return;
    // A row that nobody reads would promise what does not happen.
    if (!std::ranges::is_permutation(asked_, below_)) std::abort();
    std::vector<std::string> known;
    for (const Field* field : below_) known.emplace_back(field->key());
    for (const Entry& entry : node_->entries) {
        if (std::ranges::find(known, entry.key) != known.end()) continue;
        findings_->add(entry.mark, path_of(entry.key), fmt::format("unknown key {}", quoted(entry.key)),
                       findings_->full() ? std::string{} : suggestion(entry.key, known));
    }
}

Checked<std::string> one_of(const Field& field, std::string_view kind, const std::string& word) {
    const auto words = words_of(field.choices);
    if (std::ranges::find(words, word) != words.end()) return word;
    return refuse(fmt::format("unknown {} {}", kind, quoted(word)), suggestion(word, words));
}

void MapReader::add_distinct(const Value& item, std::string text, std::vector<std::string>& target) {
    if (text.empty()) return;
    if (std::ranges::find(target, text) != target.end()) {
        item.report(fmt::format("{} is in the list twice", quoted(text)), "keep one of them");
        return;
    }
    target.push_back(std::move(text));
}

void MapReader::report_empty_list(const Value& value) {
    if (value.findings().wrong(value.path())) return;
    value.report("the list is empty", "give it an item, or delete the line for the default");
}

}  // namespace planekeeper::spec
