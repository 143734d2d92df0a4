/// @file
/// Noticing saves, in all the ways in which editors save.

#include "judge/catch_seam.hpp"

#include "cli/watching.hpp"

#include <fstream>
#include <poll.h>
#include <thread>
#include <unistd.h>

using namespace gemmlings;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

struct Folder {
    fs::path path = fs::temp_directory_path() / ("watching_test_" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path file() const { return path / "stub.cpp"; }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
};

/// Waits as the learning loop does; at most 3 s, more than the slowest look.
std::vector<fs::path> wait_for_change(FileWatcher& watcher) {
    const auto deadline = std::chrono::steady_clock::now() + 3s;
    while (std::chrono::steady_clock::now() < deadline) {
        pollfd event = {watcher.descriptor(), POLLIN, 0};
        ::poll(&event, 1, static_cast<int>(watcher.patience().count()));
        if (auto files = watcher.changed(); !files.empty()) return files;
    }
    return {};
}

} // namespace

TEST_CASE("a file written in place is told once") {
    const Folder folder;
    folder.write("stub.cpp", "old");
    FileWatcher watcher({folder.file()});
    CHECK(watcher.changed().empty());
    folder.write("stub.cpp", "newer");
    CHECK(wait_for_change(watcher) == std::vector{folder.file()});
    std::this_thread::sleep_for(50ms);
    CHECK(watcher.changed().empty());
}

TEST_CASE("a file replaced by renaming is told, and its neighbours are not") {
    const Folder folder;
    folder.write("stub.cpp", "old");
    FileWatcher watcher({folder.file()});
    folder.write("stub.cpp.new", "newer");
    fs::rename(folder.path / "stub.cpp.new", folder.file());
    CHECK(wait_for_change(watcher) == std::vector{folder.file()});
    folder.write("other.cpp", "x");
    std::this_thread::sleep_for(50ms);
    CHECK(watcher.changed().empty());
}

TEST_CASE(
    "an editor that empties or removes the file before it writes it is told once, with the new content") {
    const Folder folder;
    folder.write("stub.cpp", "old");
    FileWatcher watcher({folder.file()});
    fs::rename(folder.file(), folder.path / "stub.cpp~");
    CHECK(watcher.changed().empty());
    folder.write("stub.cpp", "");
    CHECK(watcher.changed().empty());
    folder.write("stub.cpp", "newer");
    CHECK(wait_for_change(watcher) == std::vector{folder.file()});
    CHECK(fs::file_size(folder.file()) == 5);
}

TEST_CASE("a deleted file is told, and so is its return") {
    const Folder folder;
    folder.write("stub.cpp", "old");
    FileWatcher watcher({folder.file()});
    fs::remove(folder.file());
    CHECK(wait_for_change(watcher) == std::vector{folder.file()});
    CHECK_FALSE(fs::exists(folder.file()));
    folder.write("stub.cpp", "back");
    CHECK(wait_for_change(watcher) == std::vector{folder.file()});
}
