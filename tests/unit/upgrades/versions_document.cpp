#include "versions_document.hpp"

#include <set>
#include <vector>

#include "facts/api_facts.hpp"
#include "facts/config_kind_facts.hpp"
#include "facts/flag_rendering.hpp"
#include "facts/flag_rows.hpp"
#include "facts/gate_facts.hpp"
#include "facts/node_facts.hpp"
#include "facts/plugin_facts.hpp"
#include "facts/release_facts.hpp"
#include "facts/skew.hpp"
#include "unit/components/states.hpp"
#include "upgrades/version_notes.hpp"

namespace planekeeper::kubernetes::test {

namespace {

using Row = std::vector<std::string>;

std::string text(std::string_view view) { return std::string{view}; }

/// Escapes characters that Markdown would interpret.
std::string escaped(std::string_view cell) {
    std::string result;
    for (const char c : cell) {
        if (c == '*' || c == '|' || c == '<') result += '\\';
        result += c;
    }
    return result;
}

std::string code(std::string_view word) { return word.empty() ? "" : "`" + text(word) + "`"; }

std::string range(const Minors& minors) {
    if (minors == never) return "none";
    const bool from_start = minors.first == oldest_minor;
    if (minors.last >= newest_minor) return from_start ? "all" : "from " + minor_name(minors.first);
    if (minors.first == minors.last) return minor_name(minors.first) + " only";
    return (from_start ? "to " : minor_name(minors.first) + " to ") + minor_name(minors.last);
}

std::string listed(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names) list += (list.empty() ? "" : ", ") + name;
    return list;
}

class Document {
public:
    explicit Document(const std::string& title) : text_("# " + title + "\n") {}

    void section(const std::string& title) { text_ += "\n## " + title + "\n"; }
    void paragraph(const std::string& words) { text_ += "\n" + words + "\n"; }
    void table(const Row& header) {
        text_ += "\n";
        row(header);
        text_ += "|";
        for (std::size_t column = 0; column < header.size(); ++column) text_ += " --- |";
        text_ += "\n";
    }
    void row(const Row& cells) {
        text_ += "|";
        for (const auto& cell : cells) text_ += cell.empty() ? " |" : " " + cell + " |";
        text_ += "\n";
    }
    [[nodiscard]] const std::string& written() const { return text_; }

private:
    std::string text_;
};

void add_upgrades(Document& document) {
    document.section("What an upgrade changes");
    document.paragraph("For a node that declares an authorization webhook and leaves everything else at its defaults.");
    document.table({"to", "changes"});
    for (int minor = oldest_minor + 1; minor <= newest_minor; ++minor) {
        auto desired = minimal_state_of({1, minor, 0});
        desired.authorization_webhook = webhook_to("https://authorizer.example.org/authorize");
        const auto notes = upgrade_notes(desired, {1, minor - 1, 0});
        if (notes.empty()) document.row({minor_name(minor), "nothing"});
        for (const auto& note : notes) document.row({minor_name(minor), escaped(note)});
    }
}

void add_rendering(Document& document) {
    document.section("What planekeeper writes for some versions only");
    document.paragraph(
        "What you declare stays the same. A field whose flag is gone is written in other words or not at all; a name "
        "of "
        "your own (flags, extraFlags, admissionPlugins, featureGates) that the version does not have is a problem in "
        "the "
        "file, found before anything is touched, with what takes its place. Left out, with a note in the plan, is what "
        "the version does by itself: a gate that has graduated to the value you gave it, an API that has ended, the "
        "plugin PodSecurityPolicy.");
    document.table({"written", "versions", "why", "source"});
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        if (!flag.written) continue;
        document.row({code("--" + text(flag.name)), range(flag.written->minors), escaped(flag.written->reason),
                      text(flag.written->source)});
    }
    for (const auto& row : rendered_switches()) {
        const std::string flag = row.kind == SwitchKind::feature_gate ? "--feature-gates=" : "--runtime-config=";
        document.row({code(flag + text(row.name) + (row.value ? "=true" : "=false")), range(row.minors),
                      escaped(row.reason), text(row.source)});
    }
    for (const auto& row : cure_switches()) {
        const std::string flag = row.kind == SwitchKind::feature_gate ? "--feature-gates=" : "--runtime-config=";
        document.row({code(flag + text(row.name) + (row.value ? "=true" : "=false")), range(row.minors),
                      "when the cure " + text(row.cure) + " is needed", text(row.source)});
    }
}

void add_flags(Document& document) {
    document.section("Flags of kube-apiserver");
    document.paragraph("Source, unless a row has its own: " + text(flag_source(model::ComponentId::api_server)) + ".");
    document.table({"deprecated or gone", "versions", "warns", "without it", "source"});
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        if (flag.deprecated == 0 && flag.known.last == still) continue;
        document.row({code("--" + text(flag.name)), range(flag.known),
                      flag.deprecated == 0 ? "" : "from " + minor_name(flag.deprecated), escaped(flag.instead),
                      text(flag.source)});
    }
    document.table({"new in", "flags"});
    for (int minor = oldest_minor + 1; minor <= newest_minor; ++minor) {
        std::vector<std::string> names;
        for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
            const std::string source = flag.source.empty() ? "" : " (" + text(flag.source) + ")";
            if (flag.known.first == minor) names.push_back(code("--" + text(flag.name)) + source);
        }
        if (!names.empty()) document.row({minor_name(minor), listed(names)});
    }
    document.paragraph("Without these kube-apiserver does not start; planekeeper writes all of them.");
    document.table({"required", "or"});
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        if (!flag.required) continue;
        const auto& other = flag.required->alternative;
        document.row({code("--" + text(flag.name)),
                      other.empty() ? "" : code("--" + text(other)) + " " + range(flag.required->with_alternative)});
    }
}

void add_plugins(Document& document) {
    document.section("Admission plugins");
    document.paragraph("Those that came or went. Source, unless a row has its own: " + text(plugin_source()) + ".");
    document.table({"plugin", "versions", "on by default", "without it", "source"});
    for (const auto& plugin : plugin_facts()) {
        if (plugin.known == Minors{}) continue;
        document.row({text(plugin.name), range(plugin.known), range(plugin.by_default), escaped(plugin.instead),
                      text(plugin.source)});
    }
}

void add_gates(Document& document) {
    document.section("Feature gates");
    document.paragraph("planekeeper sets none by itself but the one above. Source: " + text(gate_source()) + ".");
    document.table({"version", "new", "locked", "gone"});
    for (int minor = oldest_minor + 1; minor <= newest_minor; ++minor) {
        std::vector<std::string> come;
        std::vector<std::string> locked;
        std::vector<std::string> gone;
        std::set<std::string> names;
        for (const auto& row : gate_facts()) names.insert(text(row.name));
        for (const auto& name : names) {
            const auto* const before = gate_in(name, minor - 1);
            const auto* const now = gate_in(name, minor);
            if (before == nullptr && now != nullptr) come.push_back(name);
            if (before != nullptr && now == nullptr) gone.push_back(name);
            if (before != nullptr && now != nullptr && now->locked && !before->locked) locked.push_back(name);
        }
        document.row({minor_name(minor), listed(come), listed(locked), listed(gone)});
    }
}

void add_apis(Document& document) {
    document.section("APIs served by default");
    document.paragraph("Those that came or ended. Source, unless a row has its own: " + text(api_source()) + ".");
    document.table({"API", "versions", "back, but off by default", "afterwards", "source"});
    for (const auto& api : api_facts()) {
        if (api.served == Minors{}) continue;
        document.row({text(api.group_version), range(api.served), api.back == never ? "" : range(api.back),
                      text(api.instead), text(api.source)});
    }
}

void add_files(Document& document) {
    document.section("Configuration files");
    document.table({"flag", "apiVersion", "kind", "versions", "gate", "remark", "source"});
    for (const auto& row : config_kind_facts()) {
        document.row({code("--" + text(row.flag)), text(row.api_version), text(row.kind), range(row.accepted),
                      text(row.gate), text(row.remark), text(row.source)});
    }
    document.table({"encryption", "versions", "remark", "source"});
    for (const auto& row : encryption_facts()) {
        document.row({escaped(row.what), range(row.minors), text(row.remark), text(row.source)});
    }
    document.paragraph(
        "A change of a file that kube-apiserver reads only when it starts is a new generation and a restart.");
    document.table({"file of", "read again", "with", "how", "source"});
    for (const auto& flag : flag_rows(model::ComponentId::api_server)) {
        if (!flag.reload) continue;
        const auto& row = *flag.reload;
        document.row({code("--" + text(flag.name)), range(row.reloaded),
                      row.with.empty() ? "" : code("--" + text(row.with)), text(row.how), text(row.source)});
    }
}

void add_nodes(Document& document) {
    document.section("Nodes and static pods");
    document.table({"what", "versions", "source"});
    for (const auto& mark : node_marks()) {
        const bool label = mark.kind == MarkKind::label;
        document.row({(label ? "label " : "taint ") + code(text(mark.key) + (label ? "" : ":NoSchedule")),
                      range(mark.minors), text(mark.source)});
    }
    document.table({"what", "versions", "meaning", "source"});
    for (const auto& row : pod_facts()) {
        document.row({text(row.what), range(row.minors), text(row.meaning), text(row.source)});
    }
    document.table({"health", "versions", "meaning"});
    for (const auto& path : health_paths()) document.row({code(path.path), range(path.minors), text(path.meaning)});
}

void add_skew(Document& document) {
    document.section("What goes together");
    document.paragraph(
        "kube-apiserver goes from one minor to the next and not back. A kubelet is never newer than kube-apiserver, "
        "and "
        "at most " +
        std::to_string(kubelet_lag(newest_minor)) + " minors older, " + std::to_string(kubelet_lag(oldest_minor)) +
        " before v1.25. Source: https://kubernetes.io/releases/version-skew-policy/.");
    document.table({"version", "etcd that kubeadm ships", "source"});
    for (const auto& row : etcd_facts()) document.row({minor_name(row.minor), text(row.shipped), text(row.source)});
    document.table({"version", "etcd older than", "is", "source"});
    for (const auto& row : supported_etcd()) {
        document.row({range(row.minors), text(row.oldest), row.refused ? "refused" : "pointed out", text(row.source)});
    }
}

void add_releases(Document& document) {
    document.section("Release artefacts");
    document.table({"what", "where", "versions", "source"});
    for (const auto& row : release_facts()) {
        document.row({text(row.what), text(row.where), range(row.minors), text(row.source)});
    }
    document.table({"architecture", "versions", "source"});
    for (const auto& row : server_architectures()) {
        document.row({text(row.name), range(row.minors), text(row.source)});
    }
}

}  // namespace

std::string versions_document() {
    Document document("Kubernetes versions");
    document.paragraph("planekeeper renders for " + minor_name(oldest_minor) + " to " + minor_name(newest_minor) +
                       ". This page is written from the tables in `lib/facts` by a test; change a table and run "
                       "`PLANEKEEPER_ACCEPT=1 upgrades_tests` to write it anew.");
    add_upgrades(document);
    add_rendering(document);
    add_flags(document);
    add_plugins(document);
    add_gates(document);
    add_apis(document);
    add_files(document);
    add_nodes(document);
    add_skew(document);
    add_releases(document);
    return document.written();
}

}  // namespace planekeeper::kubernetes::test
