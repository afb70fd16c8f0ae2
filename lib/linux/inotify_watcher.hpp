#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "async/wake_flag.hpp"
#include "edges/file_watcher.hpp"

namespace planekeeper::linux_edges {

/// Uses inotify(7) on directories. Our own temporary files (`.NAME.planekeeper-tmp`) do not poke. Our renames do poke,
/// which costs the reconciler one comparison.
class InotifyWatcher final : public edges::FileWatcher {
public:
    /// `wake` must outlive the watcher.
    InotifyWatcher(boost::asio::any_io_executor executor, async::WakeFlag& wake);
    ~InotifyWatcher() override;

    [[nodiscard]] Result<void> watch(const std::vector<std::string>& directories) override;

private:
    /// The purposes of one inotify watch; both are possible at once.
    struct Watch {
        bool content = false;           ///< every change in the directory matters
        std::set<std::string> awaited;  ///< only these names matter: they lead to a missing directory
    };

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> arm_afresh();
    /// Watches every directory that can be watched, and adds the others to `unwatched_`. Returns the first error.
    [[nodiscard]] Result<void> arm(const std::vector<std::string>& directories);
    [[nodiscard]] Result<void> arm_directory(const std::string& real);
    [[nodiscard]] int add(const std::string& real, std::uint32_t mask);
    void wait();
    void drain();
    /// True: the watches no longer match the existing directories.
    [[nodiscard]] bool note(int descriptor, std::uint32_t mask, const std::string& name);

    boost::asio::posix::stream_descriptor inotify_;
    async::WakeFlag& wake_;
    std::vector<std::string> directories_;
    std::vector<std::string> unwatched_;  ///< part of `directories_`; each call of watch() tries them again
    std::map<int, Watch> watches_;
};

}  // namespace planekeeper::linux_edges
