#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "base/result.hpp"
#include "base/time.hpp"
#include "edges/file_system.hpp"
#include "edges/http_client.hpp"
#include "edges/process_runner.hpp"
#include "facts/life_signs.hpp"
#include "model/desired_state.hpp"
#include "model/observed.hpp"

namespace planekeeper::drivers {

/// Looks for signs of an earlier life of this node or its store: files, containers of an API server, an etcd that
/// answers.
class LifeDriver {
public:
    LifeDriver(const edges::FileSystem& files, edges::ProcessRunner& processes, edges::HttpClient& http)
        : files_(files), processes_(processes), http_(http) {}

    enum class Reach { files, everything };
    /// A failed look is no sign. Changes the peer of the HTTP client.
    [[nodiscard]] boost::asio::awaitable<model::ObservedLife> look(model::DesiredState desired, Reach reach, Now now);

private:
    void look_at_files(model::ObservedLife& seen) const;
    void look_at_file(const std::string& path, const kubernetes::LifeSign& sign, model::ObservedLife& seen) const;
    boost::asio::awaitable<void> look_at_containers(model::DesiredState desired, model::ObservedLife* seen);
    /// What an etcd at `server` says about data; empty: no answer, or no data.
    boost::asio::awaitable<std::string> ask(model::DesiredState desired, std::string server, Now now);
    boost::asio::awaitable<std::string> ask_with_tls(model::DesiredState desired, std::string host, std::uint16_t port,
                                                     Now now);
    boost::asio::awaitable<std::string> ask_in_plain_text(std::string server);
    [[nodiscard]] Result<edges::HttpsPeer> peer(const model::DesiredState& desired, Now now) const;

    const edges::FileSystem& files_;
    edges::ProcessRunner& processes_;
    edges::HttpClient& http_;
};

}  // namespace planekeeper::drivers
