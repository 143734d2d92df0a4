#include "pseudo_terminal.hpp"

#include "cli/text.hpp"

#include <algorithm>
#include <cctype>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <utility>

namespace {

using Clock = std::chrono::steady_clock;

winsize size_of(int columns, int rows) {
    winsize size = {};
    size.ws_col = static_cast<unsigned short>(columns);
    size.ws_row = static_cast<unsigned short>(rows);
    return size;
}

/// Whether an escape sequence or a character at the start of the bytes may go on in what comes next.
bool is_unfinished(const std::string& bytes) {
    const auto lead = static_cast<unsigned char>(bytes[0]);
    if (lead >= 0xC0) return bytes.size() < (lead < 0xE0 ? 2u : lead < 0xF0 ? 3u : 4u);
    if (lead != 0x1b) return false;
    if (bytes.size() < 2) return true;
    if (bytes[1] == ']') return bytes.find("\x1b\\", 2) == std::string::npos;
    return std::none_of(bytes.begin() + 2, bytes.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
}

void set_environment(const std::string& assignment) {
    const auto equals = assignment.find('=');
    if (equals == std::string::npos)
        ::unsetenv(assignment.c_str());
    else
        ::setenv(assignment.substr(0, equals).c_str(), assignment.substr(equals + 1).c_str(), 1);
}

[[noreturn]] void become(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                         const std::string& folder, int slave) {
    ::setsid();
    ::ioctl(slave, TIOCSCTTY, 0);
    for (int stream = 0; stream < 3; ++stream) ::dup2(slave, stream);
    for (const auto& assignment : environment) set_environment(assignment);
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    if (::chdir(folder.c_str()) == 0) ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

} // namespace

void ScreenModel::write(const std::string& bytes) {
    unread += bytes;
    while (!unread.empty() && !is_unfinished(unread)) {
        const auto glyph = std::string(gemmlings::next_glyph(unread).bytes);
        unread.erase(0, glyph.size());
        if (glyph[0] == '\x1b')
            obey(glyph);
        else
            put(glyph);
    }
}

void ScreenModel::obey(const std::string& sequence) {
    controls = true;
    if (sequence == "\x1b[H") {
        row = column = 0;
    } else if (sequence == "\x1b[K") {
        lines[row].resize(std::min(column, lines[row].size()));
    } else if (sequence == "\x1b[J") {
        lines[row].resize(std::min(column, lines[row].size()));
        lines.resize(row + 1);
    } else if (sequence == "\x1b[?1049h") {
        main_lines = std::exchange(lines, Lines(1));
        row = column = 0;
        on_alternate = true;
    } else if (sequence == "\x1b[?1049l") {
        lines = std::exchange(main_lines, Lines(1));
        row = lines.size() - 1;
        column = lines[row].size();
        on_alternate = false;
    } else if (sequence == "\x1b[?25l" || sequence == "\x1b[?25h") {
        hidden = sequence.back() == 'l';
    } else if (sequence.back() == 'm' && sequence != "\x1b[0m") {
        colours = true;
    }
}

void ScreenModel::put(const std::string& character) {
    if (character == "\r") {
        column = 0;
    } else if (character == "\n") {
        if (++row == lines.size()) lines.emplace_back();
    } else {
        auto& line = lines[row];
        if (line.size() <= column) line.resize(column + 1, " ");
        line[column++] = character;
    }
}

std::string ScreenModel::text() const {
    std::string result;
    for (const auto& line : lines) {
        std::string joined;
        for (const auto& character : line) joined += character;
        result += std::string(gemmlings::trimmed_right(joined)) + "\n";
    }
    return result;
}

bool PseudoTerminal::available() {
    const int tried = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    const bool usable = tried >= 0 && ::grantpt(tried) == 0;
    if (tried >= 0) ::close(tried);
    return usable;
}

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& command,
                               const std::vector<std::string>& environment, const std::string& folder,
                               int columns, int rows) {
    master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (master < 0 || ::grantpt(master) != 0 || ::unlockpt(master) != 0)
        throw std::runtime_error("no pseudo-terminal can be opened");
    slave = ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_CLOEXEC);
    resize(columns, rows);
    pid = ::fork();
    if (pid == 0) become(command, environment, folder, slave);
}

PseudoTerminal::~PseudoTerminal() {
    if (pid > 0) {
        ::kill(pid, SIGKILL);
        ::waitpid(pid, nullptr, 0);
    }
    ::close(slave);
    ::close(master);
}

void PseudoTerminal::press(const std::string& keys) {
    [[maybe_unused]] const auto written = ::write(master, keys.data(), keys.size());
}

void PseudoTerminal::resize(int columns, int rows) {
    const auto size = size_of(columns, rows);
    ::ioctl(master, TIOCSWINSZ, &size);
}

void PseudoTerminal::signal(int number) { ::kill(pid, number); }

void PseudoTerminal::read(std::chrono::milliseconds patience) {
    pollfd output = {master, POLLIN, 0};
    if (::poll(&output, 1, static_cast<int>(patience.count())) <= 0) return;
    char buffer[4096];
    const auto length = ::read(master, buffer, sizeof buffer);
    if (length > 0) model.write({buffer, static_cast<std::size_t>(length)});
}

bool PseudoTerminal::shows(const std::string& text, std::chrono::seconds patience) {
    for (const auto deadline = Clock::now() + patience; Clock::now() < deadline;) {
        if (model.text().find(text) != std::string::npos) return true;
        read(std::chrono::milliseconds(50));
    }
    return false;
}

bool PseudoTerminal::hides(const std::string& text, std::chrono::seconds patience) {
    for (const auto deadline = Clock::now() + patience; Clock::now() < deadline;) {
        if (model.text().find(text) == std::string::npos) return true;
        read(std::chrono::milliseconds(50));
    }
    return false;
}

std::optional<int> PseudoTerminal::ended(std::chrono::seconds patience) {
    for (const auto deadline = Clock::now() + patience; Clock::now() < deadline;) {
        read(std::chrono::milliseconds(20)); // a program whose output nobody reads cannot end
        int status = 0;
        if (::waitpid(pid, &status, WNOHANG) != pid) continue;
        pid = -1;
        read(std::chrono::milliseconds(20));
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    return std::nullopt;
}

bool PseudoTerminal::echoes() const {
    termios mode = {};
    ::tcgetattr(slave, &mode);
    return (mode.c_lflag & ECHO) != 0 && (mode.c_lflag & ICANON) != 0;
}
