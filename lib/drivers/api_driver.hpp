#pragma once

#include <boost/asio/awaitable.hpp>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "components/pod_name.hpp"
#include "drivers/connection.hpp"
#include "drivers/etcd_address.hpp"
#include "drivers/health_driver.hpp"
#include "drivers/material_driver.hpp"
#include "edges/file_system.hpp"
#include "edges/http_client.hpp"
#include "kubeapi/api_client.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"
#include "model/plan.hpp"

namespace planekeeper::drivers {

/// The API server's health and its contents.
struct ApiAnswers {
    model::ObservedHealth health;
    model::ObservedApi contents;
};

/// Observes the API server's health and the few objects that planekeeper keeps in it, over one kept-alive connection.
class ApiDriver {
public:
    ApiDriver(edges::FileSystem& files, edges::HttpClient& http, MaterialDriver& materials)
        : files_(files), http_(http), connection_(http), api_(http), materials_(materials) {}

    /// Observes the API server and returns what is known now; `before` is the previous result. When the API is not
    /// ready, the contents in `before` are dropped, because they may have changed. A failure is part of the result.
    [[nodiscard]] boost::asio::awaitable<ApiAnswers> look(model::DesiredState desired, ApiAnswers before, Now now);
    /// As look(). When the API is ready, also reads `objects`, the node and the components' mirror pods.
    [[nodiscard]] boost::asio::awaitable<ApiAnswers> look_at_objects(model::DesiredState desired, ApiAnswers before,
                                                                     std::vector<model::KubernetesObject> objects,
                                                                     Now now);

    /// Asks the etcd servers for their version, as the API server would, until one answers. The next look at the API
    /// opens a new connection.
    [[nodiscard]] boost::asio::awaitable<model::ObservedEtcd> look_at_etcd(model::DesiredState desired, Now now);

    /// Whether a program accepts connections on the component's future port. The next look at the API opens a new
    /// connection.
    [[nodiscard]] boost::asio::awaitable<model::ObservedPort> look_at_port(model::ComponentId id,
                                                                           model::DesiredState desired, Now now);

    [[nodiscard]] boost::asio::awaitable<Result<void>> apply(model::ApplyObject change);
    [[nodiscard]] boost::asio::awaitable<Result<void>> remove(model::DeleteObject change);
    [[nodiscard]] boost::asio::awaitable<Result<void>> set_taints(model::SetTaints change);
    [[nodiscard]] boost::asio::awaitable<Result<void>> set_labels(model::SetLabels change);

    /// The next look presents new credentials (the desired state has changed, or the client has another peer).
    void forget_credentials() { connection_.forget(); }

private:
    [[nodiscard]] Result<void> prepare(const model::DesiredState& desired, Now now);
    /// Why the API refused a look, with the cause where it is known.
    [[nodiscard]] std::string explained(const Error& error) const;
    [[nodiscard]] Result<edges::HttpsPeer> etcd_peer(const model::DesiredState& desired) const;
    boost::asio::awaitable<Result<std::string>> etcd_version(model::DesiredState desired, EtcdAddress address);
    boost::asio::awaitable<model::ObservedMirrorPod> mirror_pod(kubernetes::PodName pod, std::string node_name);
    [[nodiscard]] bool is_current(const std::string& resource_version) const;

    edges::FileSystem& files_;
    edges::HttpClient& http_;
    Connection connection_;
    kubeapi::ApiClient api_;
    MaterialDriver& materials_;
    kubeapi::NodeFacts node_;  ///< result of the last look; patches of the node start from it
};

}  // namespace planekeeper::drivers
