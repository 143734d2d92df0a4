#pragma once
/// @file
/// `gemmlings bench` as a process, for the tests of what it measures.

#include "cli/files.hpp"
#include "cli/process.hpp"
#include "judge/catch_seam.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>

using namespace gemmlings;

inline fs::path root() {
    const char* root = std::getenv("GEMMLINGS_ROOT");
    return root ? fs::path(root) : fs::current_path();
}

/// A folder of a test's own, removed at the end.
class Folder {
  public:
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    /// Writes a file, and returns its path.
    std::string file(const std::string& name, const std::string& text) const {
        write_text(path / name, text);
        return (path / name).string();
    }

    const fs::path path = fs::temp_directory_path() / ("gemmlings bench " + std::to_string(::getpid()));
};

inline Finished gemmlings_bench(std::vector<std::string> words,
                                const std::vector<std::string>& environment = {}) {
    words.insert(words.begin(), {std::getenv("GEMMLINGS_PROGRAM"), "bench"});
    RunOptions options;
    options.folder = root();
    options.environment = {"NO_COLOR=1", "LC_ALL=C.UTF-8"};
    options.environment.insert(options.environment.end(), environment.begin(), environment.end());
    return run(words, options);
}

/// A file below solutions/, or below tests/.
inline std::string solution(const std::string& path) { return (root() / "solutions" / path).string(); }
inline std::string answer(const std::string& path) { return (root() / "tests" / path).string(); }

inline bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

/// But for rounding.
inline bool agree(double got, double expected) {
    return std::abs(got - expected) <= 1e-12 * std::abs(expected);
}

inline std::size_t times_in(const std::string& text, const std::string& part) {
    std::size_t times = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++times;
    return times;
}

/// One sentence on stderr and nothing measured.
inline void check_refused(const Finished& finished, const std::string& part) {
    INFO(finished.err);
    CHECK(finished.code == 2);
    CHECK(finished.out.empty());
    CHECK(contains(finished.err, part));
    CHECK(std::count(finished.err.begin(), finished.err.end(), '\n') == 1);
}

/// "PATH=…": what building and measuring needs, and no gnuplot.
inline std::string without_gnuplot(const Folder& folder) {
    fs::create_directories(folder.path / "tools");
    for (const char* name : {"cmake", "ninja", "nm", "git", "ld", "as", "sh", "addr2line"})
        if (const auto program = find_program(name))
            fs::create_symlink(*program, folder.path / "tools" / name);
    return "PATH=" + (folder.path / "tools").string();
}
