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

/// inotify(7) on directories. Our own temporary files (`.NAME.planekeeper-tmp`) do not poke; our renames do, and cost
/// the reconciler one comparison.
class InotifyWatcher final : public edges::FileWatcher {
public:
    /// `wake` must outlive the watcher.
    InotifyWatcher(boost::asio::any_io_executor executor, async::WakeFlag& wake);
    ~InotifyWatcher() override;

    [[nodiscard]] Result<void> watch(const std::vector<std::string>& directories) override;

private:
    /// What one inotify watch is there for; both at once is possible.
    struct Watch {
        bool content = false;           ///< everything in it matters
        std::set<std::string> awaited;  ///< only these names matter: they lead to a directory that is missing
    };

    [[nodiscard]] Result<void> open();
    [[nodiscard]] Result<void> arm_afresh();
    /// All that can be watched are; the others are added to `unwatched_`. The first error.
    [[nodiscard]] Result<void> arm(const std::vector<std::string>& directories);
    [[nodiscard]] Result<void> arm_directory(const std::string& real);
    [[nodiscard]] int add(const std::string& real, std::uint32_t mask);
    void wait();
    void drain();
    /// True: the set of watches no longer fits what exists.
    [[nodiscard]] bool note(int descriptor, std::uint32_t mask, const std::string& name);

    boost::asio::posix::stream_descriptor inotify_;
    async::WakeFlag& wake_;
    std::vector<std::string> directories_;
    std::vector<std::string> unwatched_;  ///< of `directories_`: tried again with each call of watch()
    std::map<int, Watch> watches_;
};

}  // namespace planekeeper::linux_edges
