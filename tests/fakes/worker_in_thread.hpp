#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <string>
#include <thread>
#include <vector>

#include "fakes/temporary_directory.hpp"
#include "linux/worker.hpp"

namespace planekeeper::fakes {

/// The real worker behind a real socket. It runs in a thread; systemd would start a process for each connection.
class WorkerInThread {
public:
    explicit WorkerInThread(std::vector<std::string> allowed)
        : allowed_(std::move(allowed)), acceptor_(loop_, {path()}), thread_([this] { serve(); }) {}
    ~WorkerInThread() {
        loop_.stop();
        thread_.join();
    }
    WorkerInThread(const WorkerInThread&) = delete;
    WorkerInThread& operator=(const WorkerInThread&) = delete;

    [[nodiscard]] std::string path() const { return directory_.path() + "/worker.sock"; }

private:
    boost::asio::awaitable<void> accept() {
        for (;;) {
            auto connection = co_await acceptor_.async_accept(boost::asio::use_awaitable);
            boost::asio::co_spawn(loop_, linux_edges::serve_one_request(std::move(connection), allowed_),
                                  boost::asio::detached);
        }
    }
    void serve() {
        boost::asio::co_spawn(loop_, accept(), boost::asio::detached);
        loop_.run();
    }

    TemporaryDirectory directory_;
    std::vector<std::string> allowed_;
    boost::asio::io_context loop_{1};
    boost::asio::local::stream_protocol::acceptor acceptor_;
    std::thread thread_;
};

}  // namespace planekeeper::fakes
