#pragma once
/// @file
/// Files of the learner and of ours, read and written so that a crash, a full disk or a second gemmlings
/// never leaves half of one.

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace gemmlings {

namespace fs = std::filesystem;

/// The bytes of a file, or nothing if it cannot be read.
std::optional<std::string> read_text(const fs::path& file);

/// Writes the whole file or nothing: temporary file beside it, fsync, rename. Creates the folder.
/// @throws MachineError naming the file and the reason.
void write_text(const fs::path& file, std::string_view text);

/// Gives the file's present content a second name, `kept`, which must be new. A hard link where the file
/// system has them, so that even what an editor is writing at this moment is kept; otherwise a copy.
/// @throws MachineError naming the file and the reason.
void keep_copy(const fs::path& file, const fs::path& kept);

/// Our own state: progress, backups, snapshots. Never part of the repository.
fs::path state_folder(const fs::path& root);

/// Held while the state or a stub is written; a second gemmlings waits. Released by the system if we die.
class StateLock {
  public:
    /// @throws MachineError if the state folder cannot be written.
    explicit StateLock(const fs::path& root);
    ~StateLock();
    StateLock(const StateLock&) = delete;
    StateLock& operator=(const StateLock&) = delete;

  private:
    int descriptor;
};

/// Now, in UTC, such that names sort by time: 20260314-150926-535.
std::string time_stamp();

/// Today, here: 2026-03-14.
std::string today();

} // namespace gemmlings
