#include "mpi/last_words.hpp"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mpi.h>
#include <unistd.h>

namespace mpi {

namespace {

int own_rank = 0, file = -1;
unsigned limit = 0; // s
bool is_watched = false;
Doing now_doing;

void write_all(const char* text, std::size_t length) {
    [[maybe_unused]] const auto written = ::write(file, text, length);
}

// ---- for handlers of signals: nothing is allocated
// ---------------------------------------------------------

using Text = std::array<char, 400>;

void say_of_rank(const char* what) {
    Text text{};
    const int length = std::snprintf(text.data(), text.size(), "Rank %d %s\n", own_rank, what);
    write_all(text.data(), std::min(static_cast<std::size_t>(length), text.size() - 1));
}

void say_what_it_does() {
    const auto& [act, to, from, line] = now_doing;
    const char* slash = std::strrchr(line.file, '/');
    const char* source = slash ? slash + 1 : line.file;
    Text text{};
    switch (act) {
    case Doing::computing:
        return say_of_rank("neither sends nor receives, and does not return.");
    case Doing::sending:
        std::snprintf(text.data(), text.size(), "waits for rank %d to receive (%s:%d).", to, source,
                      line.number);
        break;
    case Doing::receiving:
        std::snprintf(text.data(), text.size(), "waits for rank %d to send (%s:%d).", from, source,
                      line.number);
        break;
    case Doing::both:
        std::snprintf(text.data(), text.size(),
                      "waits in a sendrecv for rank %d to receive, or rank %d to send (%s:%d).", to, from,
                      source, line.number);
        break;
    case Doing::summing:
        return say_of_rank("waits in the all-reduce.");
    case Doing::returned:
        return say_of_rank("has returned.");
    }
    say_of_rank(text.data());
}

/// The others have a second to say something, too, before mpirun ends them all.
void on_alarm(int) {
    static bool has_spoken = false;
    if (has_spoken) ::_exit(1);
    has_spoken = true;
    say_what_it_does();
    ::alarm(1);
}

void on_crash(int signal) {
    Text text{};
    std::snprintf(text.data(), text.size(), "ended by signal %d", signal);
    say_of_rank(text.data());
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void on_exit() {
    if (!is_watched) return;
    is_watched = false;
    say_of_rank("ended the whole program, with exit().");
    MPI_Abort(MPI_COMM_WORLD, 1);
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = SA_ONSTACK; // its own stack may be what has run over
    ::sigaction(signal, &action, nullptr);
}

} // namespace

void speak_for(int rank, const std::string& path, unsigned seconds) {
    static std::array<char, 64 << 10> stack;
    own_rank = rank;
    file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    limit = seconds;
    const stack_t alternative{.ss_sp = stack.data(), .ss_flags = 0, .ss_size = stack.size()};
    ::sigaltstack(&alternative, nullptr);
    for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGILL}) handle(signal, on_crash);
    handle(SIGALRM, on_alarm);
    std::atexit(on_exit);
}

void say(const std::string& line) {
    const auto text = line + "\n";
    write_all(text.data(), text.size());
}

void give_up(const std::string& line) {
    say(line);
    is_watched = false;
    MPI_Abort(MPI_COMM_WORLD, 1);
    ::_exit(1);
}

void doing(const Doing& now) { now_doing = now; }

Watch::Watch() {
    now_doing = {};
    is_watched = true;
    ::alarm(limit);
}

Watch::~Watch() {
    is_watched = false;
    now_doing = {Doing::returned};
}

void all_back() { ::alarm(0); }

} // namespace mpi
