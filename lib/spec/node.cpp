#include "spec/node.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <sstream>
#include <unordered_map>
#include <utility>

#include "spec/character_scan.hpp"
#include "spec/source_text.hpp"

namespace planekeeper::spec {

namespace {

/// Leaves the parser from inside an event; the reason is in the findings already.
struct StopParsing {};

[[nodiscard]] std::size_t byte_offset(const SourceText& source, const YAML::Mark& mark) {
    if (mark.is_null() || mark.line < 0 || mark.column < 0) return source.size();
    return source.offset(static_cast<std::size_t>(mark.line), static_cast<std::size_t>(mark.column));
}

class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(const SourceText& source, Strictness strictness, Findings& findings)
        : source_(source), strict_(strictness == Strictness::strict), findings_(findings) {}

    void OnDocumentStart(const YAML::Mark& mark) override;
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override;
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value style) override;
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value style) override;
    void OnMapEnd() override { close(); }
    void OnAnchor(const YAML::Mark& mark, const std::string& name) override;

    [[nodiscard]] std::optional<Node>& root() { return root_; }

private:
    struct Frame {
        Node node;
        std::unordered_map<std::string, Mark> keys;
        std::optional<Entry> pending;  ///< key that waits for its value
        bool drop_value = false;       ///< the key was no good
        bool block = true;             ///< not between brackets
    };

    [[nodiscard]] Node make(Node::Kind kind, std::size_t offset) const {
        return {.kind = kind, .mark = source_.mark(offset)};
    }
    /// Where the node that comes next belongs: "spec.etcd.servers[0]".
    [[nodiscard]] std::string path() const;
    [[nodiscard]] bool tagged(const std::string& tag, std::size_t offset);
    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::EmitterStyle::value style);
    void close();
    void attach(Node node);
    void take_key(Frame& frame, Node key);

    const SourceText& source_;
    bool strict_;
    Findings& findings_;
    std::vector<Frame> open_;
    std::optional<Node> root_;
    bool started_ = false;
};

std::string TreeBuilder::path() const {
    std::string result;
    for (const Frame& frame : open_) {
        if (frame.node.kind == Node::Kind::sequence) {
            result += fmt::format("[{}]", frame.node.items.size());
        } else if (frame.pending && !frame.pending->key.empty()) {
            result += (result.empty() ? "" : ".") + path_part(frame.pending->key);
        }
    }
    return result;
}

void TreeBuilder::OnDocumentStart(const YAML::Mark& mark) {
    if (!std::exchange(started_, true)) return;
    const std::size_t offset = byte_offset(source_, mark);
    if (source_.from(offset).starts_with("---")) {
        findings_.add(source_.mark(offset), "", "a second document starts here", "keep one document in the file");
    } else {
        findings_.add(source_.mark(offset), "", "this does not belong to what stands before it",
                      "check the indentation and the brackets");
    }
    throw StopParsing{};
}

void TreeBuilder::OnAnchor(const YAML::Mark& mark, const std::string& name) {
    if (!strict_) return;
    findings_.add(source_.mark(byte_offset(source_, mark)), path(),
                  fmt::format("the anchor {} is not allowed", quoted(fmt::format("&{}", name))),
                  "write the value out where it is needed; quote text that starts with &");
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t) {
    const std::size_t offset = byte_offset(source_, mark);
    if (strict_) {
        findings_.add(source_.mark(offset), path(), "an alias is not allowed",
                      "write the value out; quote text that starts with *");
    }
    attach(make(Node::Kind::broken, offset));
}

void TreeBuilder::OnNull(const YAML::Mark& mark, YAML::anchor_t) {
    const std::size_t offset = byte_offset(source_, mark);
    Node node = make(Node::Kind::null, offset);
    // For a missing value the parser names the next token; people look for the key or the dash.
    if (!open_.empty() && open_.back().pending) node.mark = open_.back().pending->mark;
    const bool written = source_.at(offset) == '~' || source_.at(offset) == 'n' || source_.at(offset) == 'N';
    const bool item = !open_.empty() && open_.back().node.kind == Node::Kind::sequence && open_.back().block;
    if (item && !written) node.mark = source_.empty_item_before(offset);
    attach(std::move(node));
}

bool TreeBuilder::tagged(const std::string& tag, std::size_t offset) {
    // "?" and "!" are what the parser says for plain and quoted scalars without a tag.
    const bool written = tag != "?" && !tag.empty() && (tag != "!" || source_.at(offset) == '!');
    if (!written || !strict_) return false;
    const std::string_view source = source_.from(offset);
    const std::string_view shown = source.starts_with('!') ? source.substr(0, source.find_first_of(" \t\r\n")) : tag;
    findings_.add(source_.mark(offset), path(), fmt::format("the tag {} is not allowed", quoted(shown)),
                  "remove it; quote text that starts with !");
    return true;
}

void TreeBuilder::OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t, const std::string& value) {
    const std::size_t offset = byte_offset(source_, mark);
    Node node = make(tagged(tag, offset) ? Node::Kind::broken : Node::Kind::scalar, offset);
    node.text = value;
    node.plain = tag == "?";
    const char first = source_.at(offset);
    if (!node.plain && (first == '"' || first == '\'') && !source_.closes_quote(offset)) {
        findings_.add(node.mark, path(), "the quote that opens here is never closed",
                      "close it, or save the file again");
        node.kind = Node::Kind::broken;
    }
    // The scan of the file's text has seen every character that was typed; only an escape makes another one here.
    if (const auto found =
            first == '"' ? suspicious_in(node.text, strict_ ? Lookalikes::refused : Lookalikes::meant) : std::string{};
        !found.empty()) {
        findings_.add(node.mark, path(), fmt::format("an escape stands for {}, which is not allowed", found),
                      "delete it");
        node.kind = Node::Kind::broken;
    }
    if (!node.plain && first == '|') node.block_indent = source_.block_indent(node.mark.line, node.text);
    attach(std::move(node));
}

void TreeBuilder::OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                                  YAML::EmitterStyle::value style) {
    open(Node::Kind::sequence, mark, tag, style);
}

void TreeBuilder::OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                             YAML::EmitterStyle::value style) {
    open(Node::Kind::map, mark, tag, style);
}

void TreeBuilder::open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
                       YAML::EmitterStyle::value style) {
    const std::size_t offset = byte_offset(source_, mark);
    if (open_.size() >= maximum_depth) {
        findings_.add(source_.mark(offset), "", fmt::format("nested deeper than {} levels", maximum_depth),
                      "no field lies that deep");
        throw StopParsing{};
    }
    static_cast<void>(tagged(tag, offset));
    open_.push_back({.node = make(kind, offset), .block = style != YAML::EmitterStyle::Flow});
}

void TreeBuilder::close() {
    Node node = std::move(open_.back().node);
    open_.pop_back();
    attach(std::move(node));
}

void TreeBuilder::attach(Node node) {
    if (open_.empty()) {
        root_ = std::move(node);
        return;
    }
    Frame& frame = open_.back();
    if (frame.node.kind == Node::Kind::sequence) {
        frame.node.items.push_back(std::move(node));
    } else if (!frame.pending) {
        take_key(frame, std::move(node));
    } else {
        frame.pending->value = std::move(node);
        if (!std::exchange(frame.drop_value, false)) frame.node.entries.push_back(std::move(*frame.pending));
        frame.pending.reset();
    }
}

void TreeBuilder::take_key(Frame& frame, Node key) {
    const Mark mark = key.mark;
    const auto refuse = [&](std::string message, std::string hint) {
        findings_.add(mark, path(), std::move(message), std::move(hint));
        frame.pending = Entry{.key = {}, .mark = mark, .value = {}};
        frame.drop_value = true;
    };
    if (key.kind == Node::Kind::broken) {
        frame.pending = Entry{.key = {}, .mark = mark, .value = {}};
        frame.drop_value = true;
    } else if (key.kind != Node::Kind::scalar || key.text.empty()) {
        refuse("a key must be text", "write \"name: value\"; check the brackets and the ':'");
    } else if (strict_ && key.plain && key.text == "<<") {
        refuse("a merge key (<<) is not allowed", "write the values out");
    } else if (const auto [first, fresh] = frame.keys.emplace(key.text, mark); !fresh) {
        refuse(fmt::format("the key {} is here twice, first in line {}", quoted(key.text), first->second.line),
               "keep one of them");
    } else {
        frame.pending = Entry{.key = std::move(key.text), .mark = mark, .value = {}};
    }
}

[[nodiscard]] std::string syntax_hint(const std::string& message) {
    if (message == YAML::ErrorMsg::MAP_VALUE) {
        return "check the indentation; quote a value that contains \": \"";
    }
    if (message == YAML::ErrorMsg::UNKNOWN_TOKEN) return "quote a value that starts with @, ` or %";
    return "check the indentation, the brackets and the quotes around this line";
}

void report_syntax_error(const YAML::ParserException& error, const SourceText& source, Findings& findings) {
    const std::size_t offset = byte_offset(source, error.mark);
    const Mark mark = source.mark(offset);
    if (Mark tab; source.tab_indents(mark.line, tab)) {
        findings.add(tab, "", "a tab in the indentation", "indent with spaces");
        return;
    }
    const bool at_end = source.from(offset).find_first_not_of(" \t\r\n") == std::string_view::npos;
    findings.add(mark, "", fmt::format("not valid YAML: {}", error.msg),
                 at_end ? "the file may be half-saved, or a bracket or quote is not closed" : syntax_hint(error.msg));
}

}  // namespace

std::optional<Node> build_tree(std::string_view text, Strictness strictness, Findings& findings) {
    const SourceText source(text);
    TreeBuilder builder(source, strictness, findings);
    try {
        std::istringstream input{std::string(text)};
        YAML::Parser parser(input);
        // Twice at most: the second document is a problem, and yaml-cpp 0.7 never gets past some that start with ','.
        if (!parser.HandleNextDocument(builder)) {
            findings.add({1, 1}, "", "there is nothing to read", "comments and directives alone say nothing");
            return std::nullopt;
        }
        static_cast<void>(parser.HandleNextDocument(builder));
    } catch (const StopParsing&) {
        return std::nullopt;
    } catch (const YAML::ParserException& error) {
        report_syntax_error(error, source, findings);
        return std::nullopt;
    } catch (const std::exception& error) {
        findings.add({1, 1}, "", fmt::format("not valid YAML: {}", error.what()));
        return std::nullopt;
    }
    return std::move(builder.root());
}

}  // namespace planekeeper::spec
