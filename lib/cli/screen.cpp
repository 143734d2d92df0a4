#include "cli/screen.hpp"

#include "cli/formula.hpp"
#include "cli/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <termios.h>
#include <unistd.h>

namespace gemmlings {

namespace {

constexpr std::string_view enter_screen = "\x1b[?1049h\x1b[?25l",
                           leave_screen = "\x1b[0m\x1b[?25h\x1b[?1049l";

// What a signal handler needs to give the terminal back.
termios original;
volatile std::sig_atomic_t taken = 0;
volatile std::sig_atomic_t has_controls = 0;
int signal_pipe[2] = {-1, -1};
int message_pipe[2] = {-1, -1};
int original_error = -1;

void write_all(std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(STDOUT_FILENO, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0 && errno == EAGAIN) {
            pollfd ready = {STDOUT_FILENO, POLLOUT, 0};
            ::poll(&ready, 1, 100);
            continue;
        }
        if (written <= 0) return; // the terminal is gone
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

/// Only what may be called from a signal handler.
void restore_terminal() {
    if (taken == 0) return;
    taken = 0;
    if (has_controls != 0) write_all(leave_screen);
    ::tcsetattr(STDIN_FILENO, TCSADRAIN, &original);
    if (original_error >= 0) ::dup2(original_error, STDERR_FILENO);
}

/// We have crashed: the terminal first, then die of the same signal.
void on_crash(int signal) {
    restore_terminal();
    ::signal(signal, SIG_DFL);
    ::raise(signal);
}

void on_signal(int signal) {
    const int error = errno;
    const char letter = signal == SIGWINCH ? 'w' : 'q';
    [[maybe_unused]] const auto written = ::write(signal_pipe[1], &letter, 1);
    errno = error;
}

constexpr std::array crash_signals = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
constexpr std::array end_signals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH};

void handle(int signal, void (*handler)(int)) {
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    ::sigaction(signal, &action, nullptr);
}

void make_pipe(int (&ends)[2]) {
    if (::pipe(ends) != 0) return;
    for (int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

void close_pipe(int (&ends)[2]) {
    for (int& end : ends) {
        ::close(end);
        end = -1;
    }
}

} // namespace

Screen::Screen(const Terminal& terminal) : terminal(terminal) {
    ::tcgetattr(STDIN_FILENO, &original);
    has_controls = terminal.controls() ? 1 : 0;
    if (::isatty(STDERR_FILENO) == 1) { // in a file it spoils nothing
        make_pipe(message_pipe);
        original_error = ::fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    }
    for (int signal : crash_signals) handle(signal, on_crash);
    take();
}

Screen::~Screen() {
    give_back();
    for (int signal : crash_signals) handle(signal, SIG_DFL);
    if (original_error < 0) return;
    ::close(original_error);
    original_error = -1;
    close_pipe(message_pipe);
}

void Screen::take() {
    if (taken != 0) return;
    termios raw = original;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
    raw.c_iflag &= ~static_cast<tcflag_t>(IXON | ICRNL);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    ::tcsetattr(STDIN_FILENO, TCSANOW, &raw); // keys pressed already count
    if (original_error >= 0) ::dup2(message_pipe[1], STDERR_FILENO);
    taken = 1;
    last.clear();
    if (terminal.controls()) write_all(enter_screen);
}

void Screen::give_back() { restore_terminal(); }

std::size_t Screen::room(std::size_t footer_lines) const {
    const auto rows = static_cast<std::size_t>(terminal.height());
    return rows > footer_lines ? rows - footer_lines : 1;
}

int Screen::show(const std::vector<std::string>& page, std::vector<std::string> footer, int first) {
    const auto shown = [&](const std::string& line) { return terminal.unicode() ? line : ascii_text(line); };
    std::vector<std::string> lines;
    for (const auto& line : page)
        for (const auto& piece : folded(shown(line), terminal.width())) lines.push_back(piece);
    std::string output;
    if (!terminal.controls()) {
        for (const auto& line : lines) output += line + "\n";
        for (const auto& line : footer) output += shown(line) + "\n";
        if (output != last) write_all(output + "\n");
        last = output;
        return 0;
    }
    const int space = static_cast<int>(room(footer.size())), total = static_cast<int>(lines.size());
    first = std::clamp(first, 0, std::max(0, total - space));
    if (first + space < total) footer.at(0) += terminal.paint(Mark::faint, " ↓ more below");
    output = "\x1b[H"; // overwriting in place does not flicker, clearing first would
    for (int row = 0; row < space; ++row)
        output +=
            (first + row < total ? lines[static_cast<std::size_t>(first + row)] : "") + "\x1b[0m\x1b[K\r\n";
    for (std::size_t i = 0; i < footer.size(); ++i)
        output += folded(shown(footer[i]), terminal.width()).front() + "\x1b[0m\x1b[K" +
                  (i + 1 < footer.size() ? "\r\n" : "");
    write_all(output + "\x1b[J");
    return first;
}

std::vector<Key> Screen::keys() {
    const auto arrives_within = [](int milliseconds) {
        pollfd input = {STDIN_FILENO, POLLIN, 0};
        return ::poll(&input, 1, milliseconds) > 0;
    };
    char buffer[256];
    while (arrives_within(unread.starts_with("\x1b") ? 25 : 0)) {
        const auto length = ::read(STDIN_FILENO, buffer, sizeof buffer);
        if (length < 0 && errno == EINTR) continue;
        input_ended = length <= 0;
        if (input_ended) break;
        unread.append(buffer, static_cast<std::size_t>(length));
    }
    return take_keys(unread, true);
}

int Screen::message_descriptor() const { return message_pipe[0]; }

std::vector<std::string> Screen::messages() {
    char buffer[4096];
    for (ssize_t length; (length = ::read(message_pipe[0], buffer, sizeof buffer)) > 0;)
        unsaid.append(buffer, static_cast<std::size_t>(length));
    const auto end = unsaid.rfind('\n');
    if (end == std::string::npos) return {};
    const auto lines = lines_of(harmless(std::string_view(unsaid).substr(0, end)));
    unsaid.erase(0, end + 1);
    return lines;
}

Signals::Signals() {
    make_pipe(signal_pipe);
    for (int signal : end_signals) handle(signal, on_signal);
}

Signals::~Signals() {
    for (int signal : end_signals) handle(signal, SIG_DFL);
    close_pipe(signal_pipe);
}

int Signals::descriptor() const { return signal_pipe[0]; }

Signals::Seen Signals::take() {
    Seen seen;
    for (char letter; ::read(signal_pipe[0], &letter, 1) == 1;)
        (letter == 'w' ? seen.resized : seen.end) = true;
    return seen;
}

} // namespace gemmlings
