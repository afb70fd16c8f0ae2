#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/complaint.hpp"
#include "spec/fields.hpp"
#include "spec/findings.hpp"
#include "spec/node.hpp"
#include "spec/spelling.hpp"

// Typed access to the tree. A wrong value is reported at once and then counts as absent, so one pass
// over the tree finds all problems.

namespace planekeeper::spec {

/// A value of the file with its place; or the absence of one.
class Value {
public:
    Value(const Node* node, const Field& field, std::string path, Mark mark, Findings& findings)
        : node_(node), field_(&field), path_(std::move(path)), mark_(mark), findings_(&findings) {}

    /// True when the file has a value here (of whatever type).
    [[nodiscard]] bool present() const { return node_ != nullptr; }
    [[nodiscard]] bool null() const { return node_ != nullptr && node_->kind == Node::Kind::null; }
    [[nodiscard]] bool list() const { return node_ != nullptr && node_->kind == Node::Kind::sequence; }
    /// The row of the table that describes it.
    [[nodiscard]] const Field& field() const { return *field_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Mark mark() const { return mark_; }
    [[nodiscard]] Findings& findings() const { return *findings_; }

    void report(std::string message, std::string hint) const;
    void report(Complaint complaint) const { report(std::move(complaint.message), std::move(complaint.hint)); }

    /// One line of text. A number keeps its spelling; a word that YAML 1.1 reads as a boolean must be quoted.
    [[nodiscard]] std::optional<std::string> text() const;
    /// The text as written, true and false included.
    [[nodiscard]] std::optional<std::string> text_or_boolean() const;
    /// Several lines.
    [[nodiscard]] std::optional<std::string> block() const;
    /// The place in the file of a place in the text of block(); the whole value's place when the former is unknown.
    [[nodiscard]] Mark place_in_block(Mark inner) const;
    [[nodiscard]] std::optional<bool> boolean() const;
    /// Within the field's range.
    [[nodiscard]] std::optional<int> integer() const;
    [[nodiscard]] std::vector<Value> items() const;
    /// The node when it is a map; reports anything else.
    [[nodiscard]] const Node* map() const;

private:
    [[nodiscard]] bool is(Node::Kind kind, std::string_view wanted) const;

    const Node* node_;
    const Field* field_;
    std::string path_;
    Mark mark_;
    Findings* findings_;
};

/// One entry of a map whose keys the user chooses.
struct NamedValue {
    std::string name;
    Mark name_mark;
    Value value;
};

/// The limit for lists and for maps with keys of the user; the limit keeps a hostile file cheap.
inline constexpr std::size_t maximum_items = 256;

/// The word when the field has it among its choices; `kind` is what a word is called in the complaint.
[[nodiscard]] Checked<std::string> one_of(const Field& field, std::string_view kind, const std::string& word);

/// One map of the file. The table of fields defines its keys and the form of each value. Precondition of
/// each reading: the table has a row for the key.
class MapReader {
public:
    explicit MapReader(const Value& value);

    /// False when the file does not have this map at all.
    [[nodiscard]] bool present() const { return node_ != nullptr; }

    /// Reports a required key that is not there.
    [[nodiscard]] Value at(std::string_view key);
    /// All entries of a map whose keys are the user's own (flags, feature gates).
    [[nodiscard]] std::vector<NamedValue> entries() const;

    template <class T, class Check>
    void read(std::string_view key, T& target, Check check) {
        store(at(key), target, check);
    }
    /// The value after the check of the field's type.
    void read(std::string_view key, std::string& target) { store(at(key), target); }
    void read(std::string_view key, std::optional<std::string>& target) { store(at(key), target); }
    void read(std::string_view key, bool& target);
    void read(std::string_view key, int& target);
    /// A list of distinct texts with at least one item.
    template <class Check>
    void read_list(std::string_view key, std::vector<std::string>& target, Check check) {
        store_list(at(key), target, check);
    }
    void read_list(std::string_view key, std::vector<std::string>& target) { store_list(at(key), target); }
    /// Precondition: `choices` has each word of the field's choices.
    template <class T>
    void choose(std::string_view key, T& target, std::initializer_list<std::pair<std::string_view, T>> choices) {
        choose_from(at(key), target, choices);
    }

    /// Every field of this map that has a target.
    void read_targets(model::DesiredState& state);

    /// Reports every key that has no field. Precondition: each field of this map was asked for.
    void finish();

    template <class T, class Check>
    static void store(const Value& value, T& target, Check check) {
        const auto text = value.text();
        if (!text) return;
        if (auto checked = check(*text)) {
            target = *std::move(checked);
        } else {
            value.report(std::move(checked.error()));
        }
    }
    template <class T>
    static void store(const Value& value, T& target) {
        store(value, target, value.field().type->check);
    }
    template <class Check>
    static void store_list(const Value& value, std::vector<std::string>& target, Check check) {
        if (!value.present()) return;
        target.clear();
        const auto items = value.items();
        for (const Value& item : items) {
            std::string text;
            store(item, text, check);
            add_distinct(item, std::move(text), target);
        }
        if (items.empty()) report_empty_list(value);
    }
    static void store_list(const Value& value, std::vector<std::string>& target) {
        store_list(value, target, value.field().type->check);
    }
    template <class T>
    static void choose_from(const Value& value, T& target,
                            std::initializer_list<std::pair<std::string_view, T>> choices) {
        std::string text;
        store(value, text, [&](const std::string& word) { return one_of(value.field(), "value", word); });
        for (const auto& [name, choice] : choices) {
            if (text == name) target = choice;
        }
    }

private:
    static void add_distinct(const Value& item, std::string text, std::vector<std::string>& target);
    static void report_empty_list(const Value& value);
    [[nodiscard]] std::string path_of(std::string_view key) const;

    const Node* node_;
    const Field* field_;
    std::string path_;
    Mark mark_;
    Findings* findings_;
    std::vector<const Field*> below_;
    std::vector<const Field*> asked_;
};

}  // namespace planekeeper::spec
