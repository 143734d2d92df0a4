#include "cli/terminal.hpp"

#include <cstdlib>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace gemmlings {

namespace {

std::string_view environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

/// The first of the three that is set decides, as in POSIX.
bool locale_is_utf8() {
    for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
        const auto value = environment(name);
        if (value.empty()) continue;
        const auto dot = value.find('.');
        if (dot == std::string_view::npos) return false;
        const auto encoding = value.substr(dot + 1, value.find('@', dot) - dot - 1);
        const std::string written(encoding);
        return ::strcasecmp(written.c_str(), "utf-8") == 0 || ::strcasecmp(written.c_str(), "utf8") == 0;
    }
    return false;
}

bool understands_controls() { return !environment("TERM").empty() && environment("TERM") != "dumb"; }

/// NO_COLOR (https://no-color.org) before FORCE_COLOR, both only if they are not empty.
bool wants_colour(bool at_terminal) {
    if (!environment("NO_COLOR").empty()) return false;
    const auto force = environment("FORCE_COLOR");
    if (!force.empty() && force != "0") return true;
    return at_terminal && understands_controls();
}

/// Columns and rows of the terminal at a descriptor; 0 where unknown.
struct winsize size_of(int descriptor) {
    struct winsize size = {};
    if (::ioctl(descriptor, TIOCGWINSZ, &size) != 0) size = {};
    return size;
}

/// Colours that are legible on dark and on light backgrounds; yellow is not.
const char* sequence(Mark mark) {
    switch (mark) {
    case Mark::good:
        return "\x1b[32m";
    case Mark::bad:
        return "\x1b[31m";
    case Mark::warn:
        return "\x1b[35m";
    case Mark::faint:
        return "\x1b[2m";
    case Mark::strong:
        return "\x1b[1m";
    case Mark::plain:
        break;
    }
    return "";
}

} // namespace

Terminal::Terminal(int descriptor)
    : descriptor(descriptor), tty(::isatty(descriptor) == 1), colour(wants_colour(tty)),
      utf8(locale_is_utf8()), control(tty && understands_controls()) {}

const Terminal& Terminal::out() {
    static const Terminal terminal(STDOUT_FILENO);
    return terminal;
}

const Terminal& Terminal::err() {
    static const Terminal terminal(STDERR_FILENO);
    return terminal;
}

int Terminal::width() const {
    const int columns = size_of(descriptor).ws_col;
    return columns > 0 ? columns : 80;
}

int Terminal::height() const {
    const int rows = size_of(descriptor).ws_row;
    return rows > 0 ? rows : 24;
}

std::string Terminal::paint(Mark mark, std::string_view text) const {
    if (!colour || mark == Mark::plain || text.empty()) return std::string(text);
    return std::string(sequence(mark)).append(text).append("\x1b[0m");
}

} // namespace gemmlings
