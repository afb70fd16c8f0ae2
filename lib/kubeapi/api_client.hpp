#pragma once

#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "edges/http_client.hpp"
#include "kubeapi/facts.hpp"
#include "model/desired_state.hpp"
#include "model/kubernetes_object.hpp"

namespace planekeeper::kubeapi {

/// The field manager of every write, by which the server knows planekeeper's fields from others'.
inline constexpr const char* field_manager = "planekeeper";

/// Speaks the Kubernetes protocol over one HTTP client, which must outlive it. Decides nothing and retries nothing. One
/// call at a time, as for the client. Every error names its request; errors are those of HttpClient and of
/// status_error(), and transient for an answer that cannot be understood. gcc 12: give the aggregates
/// (KubernetesObject, NodeFacts, lists of taints) a name before the co_await.
class ApiClient {
public:
    explicit ApiClient(edges::HttpClient& http) noexcept : http_(http) {}

    /// Asks "/livez" or "/readyz". Any HTTP answer is a Health; an error means that no answer came.
    [[nodiscard]] boost::asio::awaitable<Result<Health>> health(std::string path);

    /// gitVersion, "v1.20.1".
    [[nodiscard]] boost::asio::awaitable<Result<std::string>> version();

    /// The object's JSON; nullopt on 404, which also means that the server does not serve its API group.
    [[nodiscard]] boost::asio::awaitable<Result<std::optional<std::string>>> get(std::string api_path);

    /// Server-side apply: creates a missing object and takes over fields that others own. Returns the live object's
    /// JSON.
    [[nodiscard]] boost::asio::awaitable<Result<std::string>> apply(model::KubernetesObject object);

    [[nodiscard]] boost::asio::awaitable<Result<std::optional<NodeFacts>>> node(std::string name);

    /// Replaces the node's whole list of taints (server-side apply cannot merge this list: it is atomic in 1.20). The
    /// error is transient when the node has changed since `seen`: then look and decide again.
    [[nodiscard]] boost::asio::awaitable<Result<void>> set_taints(std::string name, NodeFacts seen,
                                                                  std::vector<model::Taint> taints);

    /// Adds labels with empty values. Transient as for set_taints().
    [[nodiscard]] boost::asio::awaitable<Result<void>> set_labels(std::string name, NodeFacts seen,
                                                                  std::vector<std::string> labels);

    /// Deletes an object. A missing object is no error.
    [[nodiscard]] boost::asio::awaitable<Result<void>> remove(std::string api_path);

    /// The mirror pod of a static pod; `name` is its full name ("kube-apiserver-k8s-master").
    [[nodiscard]] boost::asio::awaitable<Result<std::optional<PodFacts>>> mirror_pod(std::string name_space,
                                                                                     std::string name);

private:
    /// The body of a response with status 200 to 299.
    boost::asio::awaitable<Result<std::string>> body_of(edges::HttpRequest request);
    boost::asio::awaitable<Result<void>> patch_node(std::string name, std::string patch);

    edges::HttpClient& http_;
};

}  // namespace planekeeper::kubeapi
