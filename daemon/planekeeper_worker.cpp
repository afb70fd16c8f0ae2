#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <iostream>

#include "linux/worker.hpp"

// systemd starts this program for one connection (Accept=yes), which is its standard input. It runs one program for the
// daemon in the sandbox of its unit, and ends.

namespace {

int run(int argc, char** argv) {
    std::vector<std::string> allowed;
    CLI::App program{"Runs one program for planekeeperd in a sandbox of its own; started by systemd.",
                     "planekeeper-worker"};
    program.add_option("--allow", allowed, "a program that may be run, or a whole command")->required();
    program.set_version_flag("--version", PLANEKEEPER_VERSION);
    CLI11_PARSE(program, argc, argv);
    boost::asio::io_context loop{1};
    planekeeper::linux_edges::LocalSocket socket{loop};
    const int connection = ::dup(STDIN_FILENO);
    boost::system::error_code error;
    socket.assign(boost::asio::local::stream_protocol{}, connection, error);
    if (error) {
        std::cerr << "planekeeper-worker: standard input is no socket: " << error.message() << "\n";
        return 1;
    }
    boost::asio::co_spawn(loop, planekeeper::linux_edges::serve_one_request(std::move(socket), std::move(allowed)),
                          boost::asio::detached);
    loop.run();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::cerr << "planekeeper-worker: " << error.what() << "\n";
        return 70;
    }
}
