#pragma once
/// @file
/// What tests need that judge files: the repository, files of their own, and work done side by side.

#include "cli/judging.hpp"
#include "cli/toolchain.hpp"

#include <functional>
#include <string>

namespace workplace {

namespace fs = std::filesystem;

/// The root of the repository that is tested, from GEMMLINGS_ROOT.
fs::path root();

const gemmlings::Repository& repository();
const gemmlings::Exercise& is_linear();

/// A folder that is removed at the end.
class Folder {
  public:
    Folder();
    ~Folder();
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    /// Writes a file into it and returns its path.
    fs::path write(const std::string& name, const std::string& text) const;

    fs::path path;
};

std::string read(const fs::path& file);

/// Does `work(0)` to `work(count - 1)` on a few threads: much of what hostile submissions do is to wait.
void side_by_side(std::size_t count, const std::function<void(std::size_t)>& work);

/// From now on orphaned descendants of this process become its children.
void adopt_orphans();
/// The processes that this one has started, or adopted, and that still run.
std::size_t children();

/// Every sentence of a verdict, one a line, for the message of a failed check.
std::string in_words(const gemmlings::Verdict& verdict);

} // namespace workplace
