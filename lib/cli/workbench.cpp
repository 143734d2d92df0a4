#include "cli/workbench.hpp"

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

namespace gemmlings {

namespace {

/// Locks a folder for as long as the descriptor is open, or returns -1 if somebody else has.
int locked(const fs::path& folder) {
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0 || ::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return descriptor;
    ::close(descriptor);
    return -1;
}

/// Removes what killed processes have left. A compiler may wait in its folder for days, so age alone tells
/// nothing; it only spares folders that are not locked yet.
void sweep(const fs::path& parent) {
    const auto old = fs::file_time_type::clock::now() - std::chrono::hours(1);
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(parent, ignored)) {
        if (!entry.is_directory(ignored) || entry.last_write_time(ignored) > old) continue;
        const int lock = locked(entry.path());
        if (lock < 0) continue;
        fs::remove_all(entry.path(), ignored);
        ::close(lock);
    }
}

} // namespace

Workbench::Workbench(const Toolchain& toolchain) {
    const auto parent = toolchain.build / "submissions";
    std::error_code ignored;
    fs::create_directories(parent, ignored);
    sweep(parent);
    std::string pattern = (parent / "XXXXXX").string();
    if (!::mkdtemp(pattern.data()))
        throw MachineError("No folder can be made in " + parent.string() + ": " + std::strerror(errno) + ".");
    folder = pattern;
    lock = locked(folder);
}

Workbench::~Workbench() {
    std::error_code ignored;
    fs::remove_all(folder, ignored);
    if (lock >= 0) ::close(lock);
}

} // namespace gemmlings
