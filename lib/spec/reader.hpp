#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "spec/complaint.hpp"
#include "spec/findings.hpp"
#include "spec/node.hpp"
#include "spec/spelling.hpp"

// Typed access to the tree. Everything that does not fit is reported on the spot and read as "not there", so one pass
// over the tree finds all problems.

namespace planekeeper::spec {

/// A value of the file with its place; or the absence of one.
class Value {
public:
    Value(const Node* node, std::string path, Mark mark, Findings& findings)
        : node_(node), path_(std::move(path)), mark_(mark), findings_(&findings) {}

    /// True when the file has a value here (of whatever type).
    [[nodiscard]] bool present() const { return node_ != nullptr; }
    [[nodiscard]] bool null() const { return node_ != nullptr && node_->kind == Node::Kind::null; }
    [[nodiscard]] bool list() const { return node_ != nullptr && node_->kind == Node::Kind::sequence; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] Mark mark() const { return mark_; }
    [[nodiscard]] Findings& findings() const { return *findings_; }

    void report(std::string message, std::string hint) const;
    void report(Complaint complaint) const { report(std::move(complaint.message), std::move(complaint.hint)); }

    /// One line of text. Numbers are taken as they are written; what YAML 1.1 reads as a boolean must be quoted.
    [[nodiscard]] std::optional<std::string> text() const;
    /// As it is written: also true and false.
    [[nodiscard]] std::optional<std::string> text_or_boolean() const;
    /// Several lines.
    [[nodiscard]] std::optional<std::string> block() const;
    /// Where a place inside the text of block() stands in the file; the whole value's place when that cannot be told.
    [[nodiscard]] Mark place_in_block(Mark inner) const;
    [[nodiscard]] std::optional<bool> boolean() const;
    [[nodiscard]] std::optional<int> integer(int least, int greatest) const;
    [[nodiscard]] std::vector<Value> items() const;
    /// The node when it is a map; reports anything else.
    [[nodiscard]] const Node* map() const;

private:
    [[nodiscard]] bool is(Node::Kind kind, std::string_view wanted) const;

    const Node* node_;
    std::string path_;
    Mark mark_;
    Findings* findings_;
};

/// One entry of a map whose keys are the user's own.
struct NamedValue {
    std::string name;
    Mark name_mark;
    Value value;
};

/// No list of the file, and no map of the user's own keys, has a use for more; keeps a hostile file cheap.
inline constexpr std::size_t maximum_items = 256;

/// One map of the file. Knows which keys were asked for; `finish` reports the others.
class MapReader {
public:
    explicit MapReader(const Value& value);

    /// False when the file does not have this map at all.
    [[nodiscard]] bool present() const { return node_ != nullptr; }

    [[nodiscard]] Value optional(std::string_view key);
    /// Reports a key that is not there. `example` completes "add 'key: example'".
    [[nodiscard]] Value required(std::string_view key, std::string_view example);
    /// All entries of a map whose keys are the user's own (flags, feature gates).
    [[nodiscard]] std::vector<NamedValue> entries() const;

    template <class T, class Check>
    void read(std::string_view key, T& target, Check check) {
        store(optional(key), target, check);
    }
    template <class T, class Check>
    void read_required(std::string_view key, std::string_view example, T& target, Check check) {
        store(required(key, example), target, check);
    }
    /// A list of distinct texts with at least one item.
    template <class Check>
    void read_list(std::string_view key, std::vector<std::string>& target, Check check) {
        store_list(optional(key), target, check);
    }
    template <class T>
    void choose(std::string_view key, T& target, std::initializer_list<std::pair<std::string_view, T>> choices) {
        choose_from(optional(key), target, choices);
    }
    void read(std::string_view key, bool& target);
    void read(std::string_view key, int& target, int least, int greatest);

    /// Reports every key that nobody asked for.
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
    template <class T>
    static void choose_from(const Value& value, T& target,
                            std::initializer_list<std::pair<std::string_view, T>> choices) {
        const auto text = value.text();
        if (!text) return;
        std::vector<std::string> names;
        for (const auto& [name, choice] : choices) {
            if (*text == name) {
                target = choice;
                return;
            }
            names.emplace_back(name);
        }
        value.report("unknown value " + quoted(*text), suggestion(*text, names));
    }

private:
    static void add_distinct(const Value& item, std::string text, std::vector<std::string>& target);
    static void report_empty_list(const Value& value);
    [[nodiscard]] std::string path_of(std::string_view key) const;

    const Node* node_;
    std::string path_;
    Mark mark_;
    Findings* findings_;
    std::vector<std::string> known_;
};

}  // namespace planekeeper::spec
