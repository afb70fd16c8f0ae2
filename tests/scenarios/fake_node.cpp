#include "fake_node.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "fakes/elf_program.hpp"

// The node's programs and its kubelet.

namespace planekeeper::scenarios {

using nlohmann::json;

namespace {

/// The value of a field ("uid: ") in a manifest.
std::string value_of(const std::string& manifest, std::string_view field) {
    const auto at = manifest.find(field);
    if (at == std::string::npos) return {};
    const auto begin = at + field.size();
    auto value = manifest.substr(begin, manifest.find('\n', begin) - begin);
    std::erase(value, '"');
    return value;
}

/// "v1.20.1" of an image that planekeeper has built; empty: of any other.
std::string version_of(const std::string& image) {
    constexpr std::string_view repository = "localhost/k8s-kube-apiserver:";
    if (!image.starts_with(repository)) return {};
    return image.substr(repository.size(), image.rfind('-') - repository.size());
}

}  // namespace

FakeNode::FakeNode()
    : processes([this](const edges::ProcessSpec& spec) { return run(spec); }),
      http([this](const edges::HttpRequest& request) { return serve(request); }) {
    files.put(binary, fakes::ElfProgram{}.bytes(), {.mode = 0755});
}

std::string FakeNode::text(const std::string& more) {
    return "apiVersion: planekeeper/v1alpha1\n"
           "kind: ControlPlaneNode\n"
           "metadata: {name: k8s-master}\n"
           "spec:\n"
           "  kubernetesVersion: v1.20.1\n"
           "  address: 192.168.10.50\n"
           "  etcd: {servers: [\"https://192.168.10.50:2379\"]}\n"
           "  image: {source: {path: /opt/kube-apiserver}}\n" +
           more;
}

bool FakeNode::effect(const std::function<bool()>& make) {
    if (faults_->begin_effect()) return false;
    const bool done = make();
    faults_->end_effect();
    return done;
}

void FakeNode::start(Container container) {
    ++starts;
    const auto text = running_manifest();
    container.fate = fate(text);
    const auto port = value_of(text, "--secure-port=");
    container.port = port.empty() ? 6443 : static_cast<std::uint16_t>(std::stoi(port));
    container.created_ns = std::chrono::nanoseconds{clock.now().system.time_since_epoch()}.count() + starts;
    container.started = clock.now().steady;
    if (auto built = version_of(container.image); !built.empty()) api_version = built;
    if (!container_log_.empty()) files.erase(container_log_);
    container_log_ =
        "/var/log/containers/kube-apiserver-k8s-master_kube-system_kube-apiserver-" + std::to_string(starts) + ".log";
    files.put_symlink(container_log_, "/var/log/pods/" + container.uid);
    container_ = std::move(container);
}

std::vector<std::string> FakeNode::server_manifests() const {
    std::vector<std::string> texts;
    const std::string directory = "/etc/kubelet.d/";
    for (auto it = files.nodes().lower_bound(directory); it != files.nodes().end(); ++it) {
        const auto& [path, file] = *it;
        if (!path.starts_with(directory)) break;
        const bool is_manifest = file.type == edges::FileType::regular && path[directory.size()] != '.';
        if (is_manifest && file.bytes.contains("\n  name: kube-apiserver\n")) texts.push_back(file.bytes);
    }
    return texts;
}

std::string FakeNode::running_manifest() const {
    const auto texts = server_manifests();
    return texts.empty() ? std::string{} : texts.back();
}

void FakeNode::kubelet() {
    if (!kubelet_runs) return;
    const auto text = running_manifest();
    if (text.empty()) {
        container_.reset();
        return;
    }
    if (server_manifests().size() > 1) ++twice;
    const auto uid = value_of(text, "uid: ");
    const auto image = value_of(text, " image: ");
    const bool has_image = images.contains(image);
    kubelet_saw_api_ = kubelet_saw_api_ || api_is_up();
    if (!container_ || container_->uid != uid) {
        if (kubelet_holds_pods && container_is_held_ && !kubelet_saw_api_) return;
        if (!has_image) return;
        ++pods;
        container_is_held_ = true;
        return start({.uid = uid, .image = image});
    }
    if (container_->fate.running || !has_image) return;
    auto again = *container_;
    ++again.attempt;
    start(std::move(again));
}

void FakeNode::restart_kubelet() {
    ++kubelet_starts;
    kubelet_saw_api_ = container_is_held_ = false;
}

void FakeNode::end_container() {
    if (!container_) return;
    container_->fate = {.running = false, .exit_code = 137, .reason = "OOMKilled"};
    files.erase(container_log_);
}

bool FakeNode::api_is_up() const {
    return container_ && container_->fate.running && container_->fate.answers &&
           clock.now().steady - container_->started >= boot_time;
}

std::string FakeNode::containers_json() const {
    auto containers = json::array();
    const auto add = [&containers](const std::string& id, const Container& container) {
        containers.push_back({{"id", id},
                              {"podSandboxId", "p" + container.uid},
                              {"metadata", {{"name", "kube-apiserver"}, {"attempt", container.attempt}}},
                              {"image", {{"image", "sha256:" + container.image}}},
                              {"state", container.fate.running ? "CONTAINER_RUNNING" : "CONTAINER_EXITED"},
                              {"createdAt", std::to_string(container.created_ns)},
                              {"labels",
                               {{"io.kubernetes.container.name", "kube-apiserver"},
                                {"io.kubernetes.pod.name", "kube-apiserver-k8s-master"},
                                {"io.kubernetes.pod.namespace", "kube-system"},
                                {"io.kubernetes.pod.uid", container.uid}}}});
    };
    if (container_) add("c" + std::to_string(starts), *container_);
    for (const auto& [pod, name] : other_pods) {
        containers.push_back({{"id", "c-" + pod},
                              {"podSandboxId", "p-" + pod},
                              {"metadata", {{"name", name}}},
                              {"state", "CONTAINER_RUNNING"},
                              {"createdAt", "1"},
                              {"labels",
                               {{"io.kubernetes.container.name", name},
                                {"io.kubernetes.pod.name", pod + "-k8s-master"},
                                {"io.kubernetes.pod.namespace", "kube-system"},
                                {"io.kubernetes.pod.uid", pod}}}});
    }
    if (has_lost_pod) add("c0", {.uid = "lost"});
    return json{{"containers", containers}}.dump();
}

std::string FakeNode::images_json() const {
    auto listed = json::array();
    for (const auto& image : images)
        listed.push_back(
            {{"id", "sha256:" + image}, {"repoTags", json::array({image})}, {"pinned", pins.contains(image)}});
    return json{{"images", listed}}.dump();
}

std::string FakeNode::sandboxes_json(const std::string& id) const {
    auto listed = json::array();
    const auto all = json::parse(containers_json());
    for (const auto& container : all.at("containers")) {
        if (container.at("podSandboxId") == id && listed.empty()) listed.push_back(json::object({{"id", id}}));
    }
    return json{{"items", listed}}.dump();
}

std::string FakeNode::crictl(const std::vector<std::string>& argv) {
    const auto& verb = argv.at(1);
    if (verb == "images") return images_json();
    if (verb == "ps") return containers_json();
    if (verb == "pods") return sandboxes_json(argv.at(3));
    if (verb == "rmi") images.erase(argv.at(2));
    if (verb == "rmp" && argv.at(2) == "plost") has_lost_pod = false;
    if (verb == "version") return "Version:  0.1.0\nRuntimeName:  containerd\n";
    if (verb == "logs") return container_ ? container_->fate.log : std::string{};
    if (verb != "inspect" || !container_) return "{}";
    return json{{"status", {{"exitCode", container_->fate.exit_code}, {"reason", container_->fate.reason}}},
                {"info", {{"pid", 0}}}}
        .dump();
}

bool FakeNode::buildah(const std::vector<std::string>& argv) {
    const auto& verb = argv.at(1);
    if (verb == "rmi") return built_.erase(argv.at(2)) > 0;
    if (verb == "push") {
        if (!built_.contains(argv.at(3))) return false;
        files.put("/var/lib/planekeeper/build/image.tar", argv.at(3));
        return true;
    }
    if (verb != "bud" || !files.exists("/var/lib/planekeeper/build/context/kube-apiserver")) return false;
    for (std::size_t i = 0; i + 1 < argv.size(); ++i) {
        if (argv[i] == "--tag") built_.insert(argv[i + 1]);
    }
    return true;
}

edges::ProcessOutcome FakeNode::run_program(const edges::ProcessSpec& spec) {
    if (spec.argv.back() == "--help") return {};
    if (spec.argv.back() == "--version") {
        const auto image = std::ranges::find_if(spec.argv, [](const auto& word) { return !version_of(word).empty(); });
        if (version || image == spec.argv.end()) return version.value_or(edges::ProcessOutcome{.exit_code = 1});
        return {.output = "Kubernetes " + version_of(*image) + "\n"};
    }
    ++rehearsals;
    if (rehearsal) return rehearsal();
    return {.exit_code = 1, .errors = "failed to connect to {unix:///run/planekeeper-rehearsal/etcd.sock}\n"};
}

bool FakeNode::ctr(const std::vector<std::string>& argv) {
    if (argv.at(3) == "tasks" || argv.at(3) == "containers") return true;
    if (argv.at(4) == "ls") return true;
    if (argv.at(4) == "label") {
        pins.insert(argv.at(5));
        return images.contains(argv.at(5));
    }
    if (argv.at(4) != "import" || !files.exists(argv.at(5))) return false;
    images.insert(files.content(argv.at(5)));
    return true;
}

Result<edges::ProcessOutcome> FakeNode::run(const edges::ProcessSpec& spec) {
    if (program_trouble) {
        if (auto trouble = program_trouble(spec)) return std::move(*trouble);
    }
    const auto& argv = spec.argv;
    const auto& program = argv.front();
    if (program == "crictl") return edges::ProcessOutcome{.output = crictl(argv)};
    if (program == "ctr" && argv.at(3) == "run") return run_program(spec);
    if (program == "journalctl") return edges::ProcessOutcome{};
    if (program == "head") return edges::ProcessOutcome{.output = files.content(argv.back())};
    if (program == "sha512sum") {
        if (!files.exists(argv.at(2))) return edges::ProcessOutcome{.exit_code = 1, .errors = "no such file"};
        const auto half = Digest::of(files.content(argv.at(2))).hex();
        return edges::ProcessOutcome{.output = half + half + "  " + argv.at(2) + "\n"};
    }
    const bool done = effect([&] {
        if (program == "rm") files.erase(argv.back());
        if (program == "install") {
            files.put(argv.back(), files.content(argv.at(argv.size() - 2)));
        }
        if (program == "systemctl") restart_kubelet();
        if (program == "buildah") return buildah(argv);
        if (program == "ctr") return ctr(argv);
        return program == "rm" || program == "install" || program == "systemctl";
    });
    if (done) return edges::ProcessOutcome{};
    return edges::ProcessOutcome{.exit_code = 1, .errors = program + ": cannot do that\n"};
}

}  // namespace planekeeper::scenarios
