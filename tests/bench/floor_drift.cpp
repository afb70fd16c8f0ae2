// The physical floor of drift repair: inotify, read, compare, write beside, fsync, rename, fsync the directory. Uses no
// event loop, no plan, no ledger, and allocates nothing while it works. It keeps the regular files of DIRECTORY as they
// are at its start, and prints "ready" on standard output when it watches.
//
//   floor_drift DIRECTORY

#include <dirent.h>
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

struct Kept {
    std::string name;
    std::string temporary;
    std::string content;
    mode_t mode = 0644;
};

[[noreturn]] void die(const char* what) {
    std::perror(what);
    std::exit(1);
}

std::string read_all(int directory, const char* name, mode_t& mode) {
    const int file = openat(directory, name, O_RDONLY | O_CLOEXEC);
    struct stat status{};
    if (file < 0 || fstat(file, &status) != 0) die(name);
    std::string content(static_cast<std::size_t>(status.st_size), '\0');
    if (read(file, content.data(), content.size()) != status.st_size) die(name);
    close(file);
    mode = status.st_mode & 07777U;
    return content;
}

std::vector<Kept> read_directory(int directory, const char* path) {
    std::vector<Kept> files;
    DIR* entries = opendir(path);
    if (entries == nullptr) die(path);
    for (const dirent* entry = readdir(entries); entry != nullptr; entry = readdir(entries)) {
        if (entry->d_type != DT_REG || entry->d_name[0] == '.') continue;
        Kept& kept = files.emplace_back();
        kept.name = entry->d_name;
        kept.temporary = "." + kept.name + ".tmp";
        kept.content = read_all(directory, entry->d_name, kept.mode);
    }
    closedir(entries);
    return files;
}

bool is_as_kept(int directory, const Kept& kept, std::string& buffer) {
    const int file = openat(directory, kept.name.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    struct stat status{};
    const bool same = fstat(file, &status) == 0 && (status.st_mode & 07777U) == kept.mode &&
                      read(file, buffer.data(), buffer.size()) == static_cast<ssize_t>(kept.content.size()) &&
                      std::memcmp(buffer.data(), kept.content.data(), kept.content.size()) == 0;
    close(file);
    return same;
}

void repair(int directory, const Kept& kept) {
    const int file = openat(directory, kept.temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0 || fchmod(file, kept.mode) != 0) die(kept.temporary.c_str());
    if (write(file, kept.content.data(), kept.content.size()) != static_cast<ssize_t>(kept.content.size())) {
        die(kept.temporary.c_str());
    }
    if (fsync(file) != 0) die(kept.temporary.c_str());
    close(file);
    if (renameat(directory, kept.temporary.c_str(), directory, kept.name.c_str()) != 0) die(kept.name.c_str());
    if (fsync(directory) != 0) die("fsync of the directory");
}

}  // namespace

int main(int count, char** arguments) {
    if (count != 2) return std::fputs("usage: floor_drift DIRECTORY\n", stderr), 1;
    const int directory = open(arguments[1], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) die(arguments[1]);
    const std::vector<Kept> files = read_directory(directory, arguments[1]);
    std::string buffer(std::size_t{1} << 20U, '\0');
    const int watch = inotify_init1(IN_CLOEXEC);
    constexpr std::uint32_t interesting = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB;
    if (watch < 0 || inotify_add_watch(watch, arguments[1], interesting) < 0) die("inotify");
    std::puts("ready");
    std::fflush(stdout);

    alignas(inotify_event) std::array<char, 64 * 1024> events{};
    for (;;) {
        const ssize_t size = read(watch, events.data(), events.size());
        if (size <= 0) die("read of inotify");
        for (ssize_t at = 0; at < size;) {
            const auto* event = reinterpret_cast<const inotify_event*>(events.data() + at);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            for (const Kept& kept : files) {
                if (event->len == 0 || kept.name != event->name) continue;
                if (!is_as_kept(directory, kept, buffer)) repair(directory, kept);
            }
        }
    }
}
