#include "judge/source_lines.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

namespace judge {

namespace {

/// What `addr2line` says of an address in the submission, "file:line": of the outermost function, for
/// operators of ours may have been put in its place there.
std::string place_of(std::uint64_t code, const std::string& object) {
    std::array<char, 32> address{};
    std::snprintf(address.data(), address.size(), "0x%llx", static_cast<unsigned long long>(code - 1));
    int ends[2];
    if (::pipe(ends) != 0) return {};
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], 1);
        ::execlp("addr2line", "addr2line", "-i", "-e", object.c_str(), address.data(),
                 static_cast<char*>(nullptr));
        ::_exit(127);
    }
    ::close(ends[1]);
    std::string text;
    char buffer[512];
    for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        text.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    if (child > 0) ::waitpid(child, nullptr, 0);
    while (text.ends_with('\n')) text.pop_back();
    text.erase(0, text.rfind('\n') + 1);
    return text.substr(0, text.find(" (discriminator ")); // a path may have spaces
}

std::string line_of_file(const std::string& file, int number) {
    std::ifstream text(file);
    std::string line;
    for (int i = 0; i < number; ++i)
        if (!std::getline(text, line)) return {};
    return line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
}

} // namespace

std::string source_line(std::uint64_t code, const std::string& object, const std::string& source) {
    static std::map<std::uint64_t, std::string> known;
    if (code == 0) return {};
    const auto [entry, is_new] = known.try_emplace(code);
    if (!is_new) return entry->second;
    const auto place = place_of(code, object);
    const auto colon = place.rfind(':');
    int number = 0;
    if (colon != std::string::npos)
        std::from_chars(place.data() + colon + 1, place.data() + place.size(), number);
    if (number == 0) return {};
    entry->second = source.substr(source.rfind('/') + 1) + ":" + std::to_string(number) + ":  " +
                    line_of_file(source, number) + "\n";
    return entry->second;
}

} // namespace judge
