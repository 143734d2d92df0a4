#include "judge/guard.hpp"

#include "judge/protocol.hpp"

#include <cerrno>
#include <csignal>
#include <fstream>
#include <string>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace judge {

namespace {

#ifdef __linux__
constexpr int any_child = WNOHANG | __WALL; // also one that was made without a signal for its end
#else
constexpr int any_child = WNOHANG;
#endif

/// Reaps whatever has ended; true if something still runs.
bool children_are_left() {
    pid_t ended;
    do ended = ::waitpid(-1, nullptr, any_child);
    while (ended > 0 || (ended < 0 && errno == EINTR));
    return ended == 0;
}

void kill_children() {
    const auto own = std::to_string(::getpid());
    std::ifstream children("/proc/self/task/" + own + "/children");
    for (pid_t child; children >> child;) ::kill(child, SIGKILL);
}

} // namespace

void hide_this_process() {
#ifdef __linux__
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

void end_with_parent() {
#ifdef __linux__
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

void adopt_orphans() {
#ifdef __linux__
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);
#endif
}

void end_children() {
    const auto deadline = now_ms() + 2000;
    while (children_are_left() && now_ms() < deadline) {
        kill_children();
        ::usleep(500);
    }
}

void close_descriptors_from(int first) {
#ifdef CLOSE_RANGE_CLOEXEC // glibc 2.34
    if (::close_range(static_cast<unsigned>(first), ~0u, 0) == 0) return;
#endif
    for (long other = first; other < ::sysconf(_SC_OPEN_MAX); ++other) ::close(static_cast<int>(other));
}

} // namespace judge
