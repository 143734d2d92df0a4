#pragma once
/// @file
/// Noticing that a file was saved.

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

namespace gemmlings {

/// Watches files that editors write in place, replace by renaming, or delete. Where there is inotify it tells
/// at once; beside it the files are looked at slowly, since inotify is silent about some saves (those made by
/// Windows programs under WSL2), and every 300 ms where it is missing or was found silent.
class FileWatcher {
  public:
    explicit FileWatcher(const std::vector<std::filesystem::path>& files);
    ~FileWatcher();
    FileWatcher(const FileWatcher&) = delete;
    FileWatcher& operator=(const FileWatcher&) = delete;

    /// Readable when there may be something to tell; -1 without inotify.
    int descriptor() const { return inotify; }

    /// How long one may wait on the descriptor before changed() should be called again.
    std::chrono::milliseconds patience() const;

    /// The files that were saved or deleted since the last call. Never blocks. A save is told as soon as the
    /// file is closed or renamed to its place; a file that is empty or gone only if it stays so for a moment,
    /// because many editors empty or remove it before they write it.
    std::vector<std::filesystem::path> changed();

  private:
    using Clock = std::chrono::steady_clock;

    /// What tells one state of a file from another; nothing when there is no file.
    struct Stamp {
        std::filesystem::file_time_type time;
        std::uintmax_t size;
        bool operator==(const Stamp&) const = default;
    };
    struct File {
        std::optional<Stamp> told;            ///< the state last told
        std::optional<Stamp> seen;            ///< a newer state, not told yet
        std::optional<Clock::time_point> due; ///< when it will be
    };

    static std::optional<Stamp> stamp_of(const std::filesystem::path& path);
    void watch_folders();
    bool read_events();
    void look_at(const std::filesystem::path& path, File& file, bool complete);
    void look_at_all();

    std::map<std::filesystem::path, File> files;
    std::map<int, std::filesystem::path> folders; ///< by watch descriptor
    int inotify = -1;
    std::chrono::milliseconds interval; ///< of looking at all files
    Clock::time_point next_look;
};

} // namespace gemmlings
