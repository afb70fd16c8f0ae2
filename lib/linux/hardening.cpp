#include "linux/hardening.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace planekeeper::linux_edges {

Result<void> harden_process() {
    int fd = -1;
    do {
        fd = ::open("/dev/null", O_RDWR);
        if (fd < 0) return fail(Error::from_errno(errno, "open /dev/null"));
    } while (fd <= STDERR_FILENO);
    ::close(fd);

    ::umask(077);
    ::signal(SIGPIPE, SIG_IGN);
    if (::prctl(PR_SET_DUMPABLE, 0) != 0) return fail(Error::from_errno(errno, "prctl PR_SET_DUMPABLE"));
    const rlimit none{.rlim_cur = 0, .rlim_max = 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0) return fail(Error::from_errno(errno, "setrlimit RLIMIT_CORE"));
    return {};
}

}  // namespace planekeeper::linux_edges
