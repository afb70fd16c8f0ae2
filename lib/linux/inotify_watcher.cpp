#include "linux/inotify_watcher.hpp"

#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "linux/event_descriptor.hpp"
#include "linux/posix_places.hpp"

namespace planekeeper::linux_edges {

namespace {

// IN_MODIFY beside IN_CLOSE_WRITE: truncate(2) changes a file without opening it and raises only IN_MODIFY. The many
// events of one long write become one poke.
constexpr std::uint32_t content_mask = IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVED_FROM |
                                       IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_MASK_ADD;
constexpr std::uint32_t parent_mask =
    IN_CREATE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_MASK_ADD;

// A flood of events must not block the loop.
constexpr int reads_per_wakeup = 16;

Error watch_error(const std::string& directory) {
    return Error::from_errno(errno, fmt::format("watch {}{}", directory, exhausted_limit("inotify_add_watch", errno)));
}

}  // namespace

InotifyWatcher::InotifyWatcher(boost::asio::any_io_executor executor, async::WakeFlag& wake)
    : inotify_(executor), wake_(wake) {}

InotifyWatcher::~InotifyWatcher() = default;

Result<void> InotifyWatcher::watch(const std::vector<std::string>& directories) {
    auto wanted = directories;
    std::ranges::sort(wanted);
    wanted.erase(std::ranges::unique(wanted).begin(), wanted.end());
    if (inotify_.is_open() && wanted == directories_) return arm(std::exchange(unwatched_, {}));
    if (auto opened = open(); !opened) return opened;
    drain();  // removing a watch also removes its unread events
    directories_ = std::move(wanted);
    return arm_afresh();
}

Result<void> InotifyWatcher::open() {
    if (inotify_.is_open()) return {};
    if (auto made = take_over(inotify_, ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC), "inotify_init1"); !made) return made;
    wait();
    return {};
}

/// Makes all watches anew. Watches follow inodes, so after a rename or a deletion only the paths tell the truth.
Result<void> InotifyWatcher::arm_afresh() {
    for (const auto& [descriptor, watch] : watches_) ::inotify_rm_watch(inotify_.native_handle(), descriptor);
    watches_.clear();
    unwatched_.clear();
    return arm(directories_);
}

Result<void> InotifyWatcher::arm(const std::vector<std::string>& directories) {
    Result<void> first_error;
    for (const auto& directory : directories) {
        auto armed = arm_directory(directory);
        if (armed) continue;
        unwatched_.push_back(directory);
        if (first_error) first_error = std::move(armed);
    }
    return first_error;
}

Result<void> InotifyWatcher::arm_directory(const std::string& real) {
    // Each round may find that the missing directory now exists. After eight rounds the parent's events must do.
    for (int round = 0; round < 8; ++round) {
        if (const int descriptor = add(real, content_mask); descriptor >= 0) {
            watches_[descriptor].content = true;
            return {};
        }
        if (errno != ENOENT && errno != ENOTDIR) return fail(watch_error(real));

        auto child = real;
        int descriptor = -1;
        std::string awaited;
        while (descriptor < 0 && child != "/" && !child.empty()) {
            const auto slash = child.rfind('/');
            awaited = child.substr(slash + 1);
            const auto parent = slash == 0 ? std::string("/") : child.substr(0, slash);
            descriptor = add(parent, parent_mask);
            if (descriptor < 0) {
                if (errno != ENOENT && errno != ENOTDIR) return fail(watch_error(parent));
                child = parent;
            }
        }
        if (descriptor < 0) return fail(ErrorKind::not_found, fmt::format("nothing to watch for {}", real));
        watches_[descriptor].awaited.insert(awaited);
        struct stat info{};
        if (::stat(child.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) return {};
    }
    return {};
}

int InotifyWatcher::add(const std::string& real, std::uint32_t mask) {
    return ::inotify_add_watch(inotify_.native_handle(), real.c_str(), mask);
}

void InotifyWatcher::wait() {
    inotify_.async_wait(boost::asio::posix::descriptor_base::wait_read, [this](const boost::system::error_code& error) {
        if (error) return;  // closed: `this` may be destroyed
        drain();
        wait();
    });
}

void InotifyWatcher::drain() {
    alignas(inotify_event) std::array<char, 16384> buffer;
    bool stale = false;
    for (int reads = 0; reads < reads_per_wakeup; ++reads) {
        const auto got = ::read(inotify_.native_handle(), buffer.data(), buffer.size());
        if (got <= 0) break;
        for (std::size_t offset = 0; offset < static_cast<std::size_t>(got);) {
            inotify_event event{};
            std::memcpy(&event, buffer.data() + offset, sizeof event);
            const char* const name = buffer.data() + offset + sizeof event;
            stale = note(event.wd, event.mask, event.len == 0 ? std::string() : std::string(name)) || stale;
            offset += sizeof event + event.len;
        }
    }
    if (!stale) return;
    // The slow rescan finds changes that cannot be watched now; this poke covers changes before the new watches.
    (void)arm_afresh();
    wake_.poke();
}

bool InotifyWatcher::note(int descriptor, std::uint32_t mask, const std::string& name) {
    if ((mask & IN_Q_OVERFLOW) != 0) return true;
    const auto found = watches_.find(descriptor);
    if (found == watches_.end()) return false;  // an event of a watch that has been removed
    if ((mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)) != 0) return true;
    if (found->second.awaited.contains(name)) return true;
    if (found->second.content && !is_temporary(name)) wake_.poke();
    return false;
}

}  // namespace planekeeper::linux_edges
