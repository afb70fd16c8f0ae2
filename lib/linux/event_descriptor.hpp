#pragma once

#include <fmt/format.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/system/error_code.hpp>
#include <cerrno>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "linux/file_descriptor.hpp"

namespace planekeeper::linux_edges {

/// The name of the kernel limit that caused this errno of this call; empty: no limit did.
[[nodiscard]] inline std::string exhausted_limit(std::string_view call, int error_number) {
    if (call == "inotify_init1" && error_number == EMFILE)
        return " (sysctl fs.inotify.max_user_instances is used up: raise it)";
    if (call == "inotify_add_watch" && error_number == ENOSPC)
        return " (sysctl fs.inotify.max_user_watches is used up: raise it)";
    if (call == "epoll_ctl" && error_number == ENOSPC)
        return " (sysctl fs.epoll.max_user_watches is used up: raise it)";
    return {};
}

/// Gives the descriptor that `call` has just made to the loop. Errors: those of errno and of the loop, because a
/// descriptor outside the loop would never report an event.
[[nodiscard]] inline Result<void> take_over(boost::asio::posix::stream_descriptor& waiting, int made,
                                            std::string_view call) {
    FileDescriptor fd(made);
    if (!fd) return fail(Error::from_errno(errno, std::string(call) + exhausted_limit(call, errno)));
    boost::system::error_code error;
    waiting.assign(fd.get(), error);
    if (error)
        return fail(Error::from_errno(
            error.value(), fmt::format("epoll_ctl for {}{}", call, exhausted_limit("epoll_ctl", error.value()))));
    (void)fd.release();
    return {};
}

}  // namespace planekeeper::linux_edges
