#include "cli/watching.hpp"

#include <algorithm>
#include <set>
#include <unistd.h>

#if __has_include(<sys/inotify.h>)
#include <sys/inotify.h>
#define GEMMLINGS_INOTIFY
#endif

namespace gemmlings {

namespace fs = std::filesystem;

using std::chrono::milliseconds;

namespace {

constexpr milliseconds quick_look{300}, slow_look{1000};
constexpr milliseconds writing_pause{20}; ///< within it an editor's further writes belong to the same save
constexpr milliseconds vanishing_pause{
    120}; ///< within it an editor that removed the file puts the new one there

} // namespace

std::optional<FileWatcher::Stamp> FileWatcher::stamp_of(const fs::path& path) {
    std::error_code error;
    const auto time = fs::last_write_time(path, error);
    if (error) return std::nullopt;
    const auto size = fs::file_size(path, error);
    return error ? std::nullopt : std::optional<Stamp>({time, size});
}

FileWatcher::FileWatcher(const std::vector<fs::path>& paths) : interval(quick_look) {
    for (const auto& path : paths) files[path].told = stamp_of(path);
#ifdef GEMMLINGS_INOTIFY
    inotify = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (inotify >= 0) interval = slow_look;
#endif
    watch_folders();
    next_look = Clock::now() + interval;
}

FileWatcher::~FileWatcher() {
    if (inotify >= 0) ::close(inotify);
}

/// The folders, not the files: a file that is replaced by renaming would take its watch with it.
void FileWatcher::watch_folders() {
#ifdef GEMMLINGS_INOTIFY
    if (inotify < 0) return;
    std::set<fs::path> wanted;
    for (const auto& [path, file] : files) wanted.insert(path.parent_path());
    for (const auto& [watch, folder] : folders) wanted.erase(folder);
    for (const auto& folder : wanted) {
        const int watch = ::inotify_add_watch(
            inotify, folder.c_str(), IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ONLYDIR);
        if (watch >= 0) folders[watch] = folder;
    }
#endif
}

/// @return whether inotify told of one of our files.
bool FileWatcher::read_events() {
    bool told = false;
#ifdef GEMMLINGS_INOTIFY
    alignas(inotify_event) char buffer[16 * 1024];
    for (ssize_t length; inotify >= 0 && (length = ::read(inotify, buffer, sizeof buffer)) > 0;) {
        for (ssize_t at = 0; at < length;) {
            const auto* event = reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
            if ((event->mask & IN_IGNORED) != 0) folders.erase(event->wd); // the folder is gone
            const auto folder = folders.find(event->wd);
            if (folder == folders.end() || event->len == 0) continue;
            const auto file = files.find(folder->second / event->name);
            if (file == files.end()) continue;
            look_at(file->first, file->second, (event->mask & (IN_CLOSE_WRITE | IN_MOVED_TO)) != 0);
            told = true;
        }
    }
#endif
    return told;
}

/// @param complete the file was just closed or renamed to its place, so nobody is in the middle of writing it.
void FileWatcher::look_at(const fs::path& path, File& file, bool complete) {
    const auto stamp = stamp_of(path);
    if (stamp == file.told) {
        file.due.reset();
        return;
    }
    if (file.due && stamp == file.seen && !complete) return;
    const bool whole = complete && stamp && stamp->size > 0;
    const auto pause = whole ? milliseconds(0) : stamp ? writing_pause : vanishing_pause;
    file.seen = stamp;
    file.due = Clock::now() + pause;
}

void FileWatcher::look_at_all() {
    for (auto& [path, file] : files) {
        const bool known = file.due.has_value();
        look_at(path, file, false);
        if (!known && file.due) interval = quick_look; // inotify has missed it
    }
    watch_folders();
    next_look = Clock::now() + interval;
}

milliseconds FileWatcher::patience() const {
    auto next = next_look;
    for (const auto& [path, file] : files)
        if (file.due) next = std::min(next, *file.due);
    const auto left = std::chrono::ceil<milliseconds>(next - Clock::now());
    return std::max(left, milliseconds(0));
}

std::vector<fs::path> FileWatcher::changed() {
    const bool told = read_events();
    if (!told && Clock::now() >= next_look) look_at_all();
    std::vector<fs::path> result;
    for (auto& [path, file] : files) {
        if (!file.due || *file.due > Clock::now()) continue;
        const auto now = stamp_of(path);
        if (now != file.seen) { // still being written
            look_at(path, file, false);
            continue;
        }
        file.told = now;
        file.due.reset();
        result.push_back(path);
    }
    return result;
}

} // namespace gemmlings
