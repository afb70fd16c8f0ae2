#pragma once

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "change_rate.hpp"
#include "fakes/fake_api_objects.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_file_system.hpp"
#include "fakes/fake_http_client.hpp"
#include "fakes/fake_process_runner.hpp"
#include "fakes/fault_plan.hpp"
#include "reconcile/outside.hpp"

namespace planekeeper::scenarios {

/// How a container of kube-apiserver behaves with this manifest.
struct Fate {
    bool running = true;
    int exit_code = 0;
    std::string reason;
    std::string log;
    bool answers = true;  ///< as long as it runs
};

/// A node in memory: files, a container runtime, a kubelet that runs the manifests of its directory, and an API server
/// that answers while its container runs. It outlives any number of daemons. Changes by programs and by the API count
/// as effects, so faults can hit them too.
class FakeNode {
public:
    FakeNode();

    static constexpr const char* desired_state_file = "/etc/planekeeper/desired-state.yaml";
    static constexpr const char* manifest = "/etc/kubelet.d/kube-api-server.yaml";
    static constexpr const char* binary = "/opt/kube-apiserver";

    /// The smallest desired state with a local binary, plus `more` lines below "spec:".
    [[nodiscard]] static std::string text(const std::string& more = {});
    void desire(const std::string& content) { files.put(desired_state_file, content); }

    /// One sync of the kubelet.
    void kubelet();

    [[nodiscard]] bool api_is_up() const;
    [[nodiscard]] fakes::FaultPlan& faults() { return *faults_; }

    /// Behaviour of the container by manifest text; by default it runs well.
    std::function<Fate(const std::string&)> fate = [](const std::string&) { return Fate{}; };
    /// The text of the manifest that the kubelet runs: of all files in its directory whose names begin with no dot and
    /// that describe the API server's pod, the last by name. Empty: none.
    [[nodiscard]] std::string running_manifest() const;
    int twice = 0;                           ///< syncs with two such manifests
    std::chrono::milliseconds boot_time{0};  ///< from the start of a container to its first answer
    /// When set and not nullopt, the answer of a program in place of what it would do.
    std::function<std::optional<Result<edges::ProcessOutcome>>(const edges::ProcessSpec&)> program_trouble;
    /// When set and not nullopt, the answer of the running API server in place of what it would do.
    std::function<std::optional<Result<edges::HttpResponse>>(const edges::HttpRequest&)> api_trouble;
    bool loses_answers = false;  ///< the API server does what it is asked, and its answer is lost
    std::string api_version = "v1.20.1";
    std::string kubelet_version = "v1.20.1";
    int starts = 0;  ///< containers that the kubelet has started
    int pods = 0;    ///< pods that the kubelet has started
    bool kubelet_runs = true;
    /// As from v1.22 on: until a kubelet has seen the API since its start, it starts no second pod of the same name.
    bool kubelet_holds_pods = false;
    int kubelet_starts = 1;
    void restart_kubelet();
    /// Ends the running container, if there is one; the kubelet starts it again while the runtime has its image.
    void end_container();
    /// Whether the running container is ready.
    void set_answers(bool answers) {
        if (container_) container_->fate.answers = answers;
    }
    /// The port of another kube-apiserver, which no kubelet runs.
    std::optional<std::uint16_t> other_server;
    /// Answers of an etcd before there is an API server; by default nobody listens.
    std::function<Result<edges::HttpResponse>()> etcd;
    /// Static pods of others: pod name to container name.
    std::map<std::string, std::string> other_pods;
    bool has_lost_pod = false;      ///< a pod of another generation that the kubelet does not end
    std::set<std::string> images;   ///< of the runtime
    std::set<std::string> pins;     ///< the images with a label against the kubelet's garbage collection
    fakes::FakeApiObjects objects;  ///< all objects except the node
    std::string taints = R"([{"key":"example.com/dedicated","value":"storage","effect":"NoSchedule"}])";
    std::set<std::string> labels;      ///< of the node
    bool forbids_server_pair = false;  ///< the API server's own certificate has no rights as a client
    int resource_version = 1;
    /// How a program ends when it starts without etcd; by default it has asked for etcd.
    std::function<edges::ProcessOutcome()> rehearsal;
    int rehearsals = 0;
    ChangeRate change_rate;  ///< over all daemons on this node
    /// The program's answer to --version; nullopt: the version in the name of its image.
    std::optional<edges::ProcessOutcome> version;

private:
    std::shared_ptr<fakes::FaultPlan> faults_ = std::make_shared<fakes::FaultPlan>();

public:
    fakes::FakeFileSystem files{faults_};
    fakes::FakeClock clock;
    fakes::FakeProcessRunner processes;
    fakes::FakeHttpClient http;
    reconcile::Outside outside{files, files, processes, http, clock};
    reconcile::Options options{
        .version = "0.0.0-test", .desired_state_file = desired_state_file, .root = {}, .architecture = "arm64"};

private:
    struct Container {
        std::string uid;
        std::string image;
        Fate fate;
        int attempt = 0;
        std::int64_t created_ns = 0;
        std::uint16_t port = 0;  ///< the server's port
        SteadyTime started{};
    };

    [[nodiscard]] std::vector<std::string> server_manifests() const;
    Result<edges::ProcessOutcome> run(const edges::ProcessSpec& spec);
    std::string crictl(const std::vector<std::string>& argv);
    bool buildah(const std::vector<std::string>& argv);
    bool ctr(const std::vector<std::string>& argv);
    /// `ctr run`: runs a program of an image beside the kubelet's containers.
    edges::ProcessOutcome run_program(const edges::ProcessSpec& spec);
    /// Makes an effect of a program; false when a fault prevents it.
    bool effect(const std::function<bool()>& make);
    void start(Container container);
    [[nodiscard]] std::string containers_json() const;
    [[nodiscard]] std::string sandboxes_json(const std::string& id) const;
    [[nodiscard]] std::string images_json() const;

    Result<edges::HttpResponse> serve(const edges::HttpRequest& request);
    [[nodiscard]] nlohmann::json labels_json() const;
    edges::HttpResponse patch_node(const edges::HttpRequest& request);
    edges::HttpResponse read(const edges::HttpRequest& request);
    [[nodiscard]] bool forbids(const std::string& target) const;

    bool kubelet_saw_api_ = false;
    bool container_is_held_ = false;  ///< this kubelet has started it
    std::optional<Container> container_;
    std::string container_log_;
    std::set<std::string> built_;  ///< buildah's own store
};

}  // namespace planekeeper::scenarios
