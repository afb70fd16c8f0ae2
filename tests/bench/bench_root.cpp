#include "bench_root.hpp"

#include <stdlib.h>  // mkdtemp

#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace planekeeper::bench {

namespace fs = std::filesystem;

namespace {

fs::path new_directory() {
    // Not simply /tmp: a tmpfs there would make every fsync free.
    const char* base = std::getenv("PLANEKEEPER_BENCH_DIR");
    std::string name = (fs::path(base != nullptr ? base : "/var/tmp") / "planekeeper-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
    return name;
}

std::string file_name(std::size_t number) {
    std::string digits = std::to_string(number);
    return "bench-" + std::string(digits.size() < 2 ? 1 : 0, '0') + digits + ".yaml";
}

/// About as long as the manifest of a static pod of the control plane.
std::string manifest(std::size_t number, const std::string& indent) {
    std::string text;
    const auto line = [&](const std::string& words) { text += indent + words + "\n"; };
    line("apiVersion: v1");
    line("kind: Pod");
    line("metadata:");
    line("  name: bench-" + std::to_string(number));
    line("  namespace: kube-system");
    line("spec:");
    line("  hostNetwork: true");
    line("  containers:");
    line("    - name: pause");
    line("      image: registry.k8s.io/pause:3.2");
    line("      command:");
    for (int flag = 0; flag < 50; ++flag) line("        - --some-long-flag-number-" + std::to_string(flag) + "=value");
    return text;
}

std::string desired_state(std::size_t count) {
    std::string text = R"(apiVersion: planekeeper/v1alpha1
kind: ControlPlaneNode
metadata:
  name: bench
spec:
  kubernetesVersion: v1.20.1
  address: 192.168.10.50
  etcd:
    servers: [https://192.168.10.50:2379]
  image:
    source:
      path: /nonexistent/kube-apiserver
  manifests:
)";
    for (std::size_t i = 0; i < count; ++i) {
        text += "    - fileName: " + file_name(i) + "\n      content: |\n" + manifest(i, "        ");
    }
    return text;
}

}  // namespace

BenchRoot::BenchRoot(std::size_t count) : path_(new_directory()) {
    fs::create_directories(path_ / "etc/planekeeper");
    fs::create_directories(path_ / "run");
    write_file(path_ / "etc/planekeeper/desired-state.yaml", desired_state(count));
    for (std::size_t i = 0; i < count; ++i) files_.push_back(manifest_directory() / file_name(i));
}

BenchRoot::~BenchRoot() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

bool BenchRoot::wait_for_files() const {
    const auto there = [](const fs::path& file) { return fs::exists(file) && fs::file_size(file) > 0; };
    for (int tries = 0; tries < 600; ++tries) {
        std::size_t found = 0;
        for (const auto& file : files_) found += there(file) ? 1U : 0U;
        if (found == files_.size()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    return false;
}

ScratchDirectory::ScratchDirectory() : path_(new_directory()) {}

ScratchDirectory::~ScratchDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

std::string read_file(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

void write_file(const fs::path& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!(file << content).flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace planekeeper::bench
