#include "world.hpp"

#include <algorithm>
#include <array>

#include "fakes/elf_program.hpp"
#include "kinds.hpp"
#include "ledger/custody.hpp"
#include "ledger/ledger_store.hpp"
#include "status/snapshot_json.hpp"

namespace planekeeper::proof {

using namespace std::chrono_literals;
using scenarios::FakeNode;

namespace {

constexpr std::array<std::string_view, 4> all_beginnings{"blank", "converged", "old", "hand-made"};

const std::string by_hand =
    "apiVersion: v1\nkind: Pod\nmetadata:\n  name: kube-apiserver\n  namespace: kube-system\nspec:\n  containers:\n"
    "  - name: kube-apiserver\n    image: k8s.gcr.io/kube-apiserver:v1.20.1\n    command:\n    - kube-apiserver\n"
    "    - --secure-port=6443\n";

/// How long a node may take from the end of all disturbances. A generation that was slow is tried again two hours later.
constexpr auto peace_limit = 3h;

}  // namespace

std::span<const std::string_view> beginnings() { return all_beginnings; }

World::World(std::string_view beginning) : invariants(node) {
    node.change_rate.on_excess = [this](const std::string& what) {
        invariants.fail("nothing is changed again and again", what);
    };
    if (beginning == "old") minor_ = 24;
    put_program();
    node.etcd = [this]() -> Result<edges::HttpResponse> {
        if (node.starts == 0) return edges::HttpResponse{200, R"({"header":{"revision":"1"}})"};
        return edges::HttpResponse{200, R"({"header":{},"kvs":[{"key":"L3JlZ2lzdHJ5L2E="}],"count":"120"})"};
    };
    node.kubelet_version = minor_ == 24 ? "v1.24.17" : "v1.20.1";
    desire("");
    if (beginning == "hand-made") make_by_hand();
    if (beginning == "converged" || beginning == "old") {
        live(20min);
        if (!daemon_->is_converged()) invariants.fail("a blank node converges", daemon_->unready());
    }
    stop_daemon();
    node.files.forget_effects();
    invariants.take_in();
    remember_card();
    node.faults().after_effect = [this] { invariants.check_effect(); };
}

World::~World() {
    node.faults().after_effect = [] {};
}

/// The keys are of an earlier life of planekeeper; the manifest is somebody's.
void World::make_by_hand() {
    live(20min);
    stop_daemon();
    const auto files = files_of_planekeeper();
    for (const auto& [path, file] : files) {
        if (!path.starts_with("/var/lib/kubernetes/")) node.files.erase(path);
    }
    node.files.erase(std::string{ledger::state_directory});
    node.files.put(FakeNode::manifest, by_hand, {.mode = 0644});
    node.images = {"k8s.gcr.io/kube-apiserver:v1.20.1"};
    node.pins.clear();
    node.api_version = "v1.20.1";
    node.kubelet();
}

std::string World::desired_text() const {
    const auto version = minor_ == 20 ? "v1.20.1" : "v1." + std::to_string(minor_) + (minor_ == 24 ? ".17" : ".4");
    auto text = FakeNode::text(more_);
    return text.replace(text.find("v1.20.1"), 7, version);
}

void World::desire(std::string more) {
    more_ = std::move(more);
    node.change_rate.forget();
    node.desire(desired_text());
}

/// A careful operator waits for the minor before.
void World::upgrade() {
    if (!daemon_ || !daemon_->is_converged()) return;
    minor_ = std::min(minor_ + 1, 26);
    put_program();
    node.desire(desired_text());
}

/// After an old card was put back: the minor after the one that runs.
void World::take_next_minor() {
    const auto running = model::version_from(node.api_version);
    if (running) minor_ = running->minor + 1;
    put_program();
    node.desire(desired_text());
}

/// An image that was lost when its program had already been replaced comes from the operator.
void World::import_running_image() {
    const auto text = node.running_manifest();
    const std::string field = " image: ";
    const auto at = text.find(field);
    if (at == std::string::npos) return;
    auto image = text.substr(at + field.size(), text.find('\n', at) - at - field.size());
    std::erase(image, '"');
    node.images.insert(image);
}

/// The keys and nothing else: planekeeper makes the rest again.
void World::back_up() {
    for (auto& [path, file] : files_of_planekeeper()) {
        if (path.starts_with(ledger::Custody::directory()) || path.starts_with("/var/lib/kubernetes/"))
            backup_.emplace(path, file);
    }
}

void World::put_program() {
    const auto bytes = fakes::ElfProgram{}.bytes() + "of minor " + std::to_string(minor_);
    node.files.put(FakeNode::binary, bytes, {.mode = 0755});
}

void World::put_theirs(const std::string& path, const std::string& bytes) {
    node.files.put(path, bytes);
    invariants.guard(path, bytes);
}

World::Files World::files_of_planekeeper() const {
    Files files;
    for (const auto& [path, file] : node.files.nodes()) {
        const bool is_ours = path.starts_with("/var/lib/kubernetes/") || path.starts_with("/var/lib/planekeeper/") ||
                             path.starts_with("/etc/kubernetes/") || path == "/etc/planekeeper/admin.kubeconfig" ||
                             path == FakeNode::manifest;
        if (is_ours && file.type == edges::FileType::regular) files[path] = file;
    }
    return files;
}

std::vector<std::string> World::kept_files() const {
    std::vector<std::string> paths;
    for (const auto& [path, file] : files_of_planekeeper()) paths.push_back(path);
    return paths;
}

void World::put_back(const Files& files) {
    for (const auto& [path, file] : files) {
        if (node.files.exists(path) && node.files.node(path).type != edges::FileType::regular) node.files.erase(path);
        node.files.put(path, file.bytes, file.metadata);
    }
}

void World::remember_card() {
    card_ = files_of_planekeeper();
    images_ = node.images;
}

void World::restore_card() {
    stop_daemon();
    node.images = images_;
    for (const auto& [path, file] : files_of_planekeeper()) {
        if (!card_.contains(path)) node.files.erase(path);
    }
    put_back(card_);
}

void World::trouble_programs(std::size_t count, Result<edges::ProcessOutcome> outcome) {
    node.program_trouble = [count, outcome](const edges::ProcessSpec&) mutable {
        using Trouble = std::optional<Result<edges::ProcessOutcome>>;
        return count == 0 ? Trouble{} : (--count, Trouble{outcome});
    };
}

void World::trouble_api(std::size_t count, Result<edges::HttpResponse> answer) {
    node.api_trouble = [count, answer](const edges::HttpRequest&) mutable {
        using Trouble = std::optional<Result<edges::HttpResponse>>;
        return count == 0 ? Trouble{} : (--count, Trouble{answer});
    };
}

SystemTime World::true_time() const {
    return *from_rfc3339("2026-11-24T06:00:00Z") +
           std::chrono::floor<std::chrono::seconds>(node.clock.now().steady.time_since_epoch() - 1h);
}

void World::start_daemon() {
    daemon_.emplace(node);
    node.change_rate.forget();
}

/// systemd starts a dead daemon again after a second.
void World::live(std::chrono::milliseconds span) {
    const auto end = node.clock.now().steady + span;
    while (node.clock.now().steady < end && !invariants.broken()) {
        if (!daemon_) start_daemon();
        live_until_death(std::chrono::ceil<std::chrono::milliseconds>(end - node.clock.now().steady));
    }
}

void World::live_until_death(std::chrono::milliseconds span) {
    try {
        daemon_->live(span);
        if (daemon_->is_converged()) back_up();
        for (const auto& event : daemon_->events().recent()) invariants.check_words("an event", event.message);
        invariants.check_words("status", status::to_json(daemon_->snapshot()));
    } catch (const fakes::Crash&) {
        after_death();
    }
}

void World::after_death() {
    stop_daemon();
    if (power_cut_) {
        Random random{*std::exchange(power_cut_, std::nullopt)};
        node.files.lose_power([&] { return random.one_in(2); });
        const auto& effects = node.files.effects();
        if (!effects.empty() && random.one_in(2)) {
            const auto path = effects.back().substr(effects.back().find(' ') + 1);
            const auto slash = path.rfind('/');
            node.files.put(path.substr(0, slash + 1) + "." + path.substr(slash + 1) + ".planekeeper-tmp", "half",
                           {.mode = 0600});
        }
        node.end_container();
        node.restart_kubelet();
    }
    node.clock.advance(1s);
    node.kubelet();
}

std::optional<std::string> World::tell(const std::vector<Step>& steps) {
    live(1min);
    for (const auto& step : steps) {
        if (invariants.broken()) break;
        const auto kind = std::ranges::find(kinds(), step.kind, &Kind::name);
        Random random{step.number};
        kind->happen(*this, random);
        node.change_rate.forget();
        invariants.take_in();
        live(std::chrono::seconds{1 + random.below(random.one_in(4) ? 900 : 20)});
    }
    if (!invariants.broken()) calm();
    if (!invariants.broken()) converge();
    if (!invariants.broken()) stay_silent();
    return invariants.broken();
}

void World::calm() {
    node.faults().clear();
    node.program_trouble = nullptr;
    node.api_trouble = nullptr;
    node.loses_answers = false;
    node.fate = [](const std::string&) { return scenarios::Fate{}; };
    node.rehearsal = nullptr;
    node.set_answers(true);
    node.boot_time = 0ms;
    node.kubelet_runs = true;
    node.clock.set_system(true_time());
    node.clock.set_synchronised(true);
    node.files.heal();
    for (const auto& [path, file] : Files{node.files.nodes()}) {
        if (path.ends_with("/somebodys-notes")) node.files.erase(path.substr(0, path.rfind('/')));
    }
    put_program();
    node.desire(desired_text());
    node.change_rate.forget();
    invariants.take_in();
}

/// What status tells a person to do, done.
void World::cure() {
    const auto has = [&](std::string_view reason) {
        return std::ranges::any_of(daemon_->snapshot().resources,
                                   [&](const auto& its) { return its.reason == reason; });
    };
    if (has("EncryptionConfigRefused")) node.files.erase("/var/lib/kubernetes/encryption-config.yaml");
    for (const auto& resource : daemon_->snapshot().resources) {
        if (resource.reason == "NotTakenOver") node.files.erase(resource.id.name);
    }
    if (has("WaitsForKubelet")) import_running_image();
    if (has("StepRefused")) take_next_minor();
    if (has("LedgerUnusable")) node.files.erase(ledger::LedgerStore::path());
    if (has("KeyLost") || has("CustodyUnreadable") || has("EncryptionKeyMissing") || has("ForeignKey") ||
        has("AdoptionRefused")) {
        stop_daemon();
        put_back(backup_);
    }
    if (has("KeyLost") && backup_.empty()) begins_anew_ = true;
    if (!daemon_) start_daemon();
    if (begins_anew_) daemon_->reconciler().begin_new_cluster();
    daemon_->reconciler().retry();
    node.change_rate.forget();
    invariants.take_in();
}

void World::converge() {
    const auto end = node.clock.now().steady + peace_limit;
    live(2min);
    for (int cures = 0; node.clock.now().steady < end && !invariants.broken(); ++cures) {
        if (daemon_ && daemon_->is_converged()) return;
        if (cures < 3) cure();
        live(5min);
    }
    if (!invariants.broken())
        invariants.fail("a node that is left in peace converges", daemon_ ? daemon_->unready() : "dead");
}

void World::stay_silent() {
    live(12min);  // what has just converged soaks, and what nobody needs is removed
    const auto effects = node.faults().count();
    const auto pods = node.pods;
    const auto writes = node.files.effects().size();
    live(10min);
    if (node.faults().count() != effects) {
        std::string what;
        for (auto i = writes; i < std::min(writes + 5, node.files.effects().size()); ++i)
            what += node.files.effects()[i] + ", ";
        invariants.fail("a converged node is silent", what.empty() ? "a program or the API changed something" : what);
    }
    if (node.pods != pods)
        invariants.fail("a converged node restarts nothing", std::to_string(node.pods - pods) + " pods");
    if (daemon_ && !daemon_->is_converged()) invariants.fail("a converged node stays converged", daemon_->unready());
    for (const auto& argv : node.processes.calls()) {
        for (const auto& word : argv) invariants.check_words("an argument", word);
    }
    for (const auto& variable : node.processes.environment()) invariants.check_words("the environment", variable);
}

}  // namespace planekeeper::proof
