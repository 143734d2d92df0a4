#include "cli/files.hpp"

#include "cli/repository.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <fmt/format.h>
#include <fstream>
#include <sstream>
#include <sys/file.h>
#include <sys/time.h>
#include <unistd.h>

namespace gemmlings {

namespace {

[[noreturn]] void cannot_write(const fs::path& file, int reason) {
    throw MachineError(fmt::format("{} cannot be written: {}.", file.string(), std::strerror(reason)));
}

void make_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) cannot_write(folder, error.value());
}

/// Closes on every way out.
struct Descriptor {
    int number;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

/// Without it a crash of the machine could forget the new name of a file that was renamed.
void sync_folder(const fs::path& folder) {
    Descriptor opened{::open(folder.c_str(), O_RDONLY | O_CLOEXEC)};
    if (opened.number >= 0) ::fsync(opened.number);
}

/// Returns 0 or the reason. The file must be new.
int write_new(const fs::path& file, std::string_view text) {
    Descriptor opened{::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)};
    if (opened.number < 0) return errno;
    while (!text.empty()) {
        const auto written = ::write(opened.number, text.data(), text.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(opened.number) == 0 ? 0 : errno;
}

std::string formatted(const std::tm& time, const char* pattern) {
    std::array<char, 32> text;
    return {text.data(), std::strftime(text.data(), text.size(), pattern, &time)};
}

} // namespace

std::optional<std::string> read_text(const fs::path& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error)) return {};
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream.is_open() || stream.bad()) return {};
    return text.str();
}

void write_text(const fs::path& file, std::string_view text) {
    make_folder(file.parent_path());
    static std::atomic<unsigned> count = 0; // two threads may write the same file
    const auto temporary =
        file.parent_path() / fmt::format(".{}.{}.{}.tmp", file.filename().string(), ::getpid(), ++count);
    ::unlink(temporary.c_str());
    int reason = write_new(temporary, text);
    if (reason == 0 && ::rename(temporary.c_str(), file.c_str()) != 0) reason = errno;
    if (reason != 0) {
        ::unlink(temporary.c_str());
        cannot_write(file, reason);
    }
    sync_folder(file.parent_path());
}

void keep_copy(const fs::path& file, const fs::path& kept) {
    make_folder(kept.parent_path());
    if (::link(file.c_str(), kept.c_str()) == 0) {
        Descriptor opened{::open(kept.c_str(), O_RDONLY | O_CLOEXEC)};
        ::fsync(opened.number);
    } else {
        const auto text = read_text(file);
        if (!text) throw MachineError(fmt::format("{} cannot be read.", file.string()));
        if (const int reason = write_new(kept, *text)) cannot_write(kept, reason);
    }
    sync_folder(kept.parent_path());
}

fs::path state_folder(const fs::path& root) { return root / ".gemmlings"; }

StateLock::StateLock(const fs::path& root) {
    make_folder(state_folder(root));
    const auto file = state_folder(root) / "lock";
    descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) cannot_write(file, errno);
    while (::flock(descriptor, LOCK_EX) != 0 && errno == EINTR) {
    }
}

StateLock::~StateLock() { ::close(descriptor); }

std::string time_stamp() {
    timeval now{};
    ::gettimeofday(&now, nullptr);
    std::tm parts{};
    ::gmtime_r(&now.tv_sec, &parts);
    return fmt::format("{}-{:03}", formatted(parts, "%Y%m%d-%H%M%S"), now.tv_usec / 1000);
}

std::string today() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::localtime_r(&now, &parts);
    return formatted(parts, "%Y-%m-%d");
}

} // namespace gemmlings
