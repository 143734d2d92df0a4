/// @file
/// The folders in which submissions are compiled.

#include "judge/catch_seam.hpp"

#include "cli/files.hpp"
#include "cli/submission.hpp"
#include "workplace.hpp"

#include <chrono>
#include <optional>

using namespace gemmlings;
using namespace workplace;

namespace {

void make_old(const fs::path& path) {
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(2));
}

} // namespace

TEST_CASE("what killed processes have left is removed, what is in use stays, however old it is") {
    const Folder build;
    Toolchain toolchain;
    toolchain.build = build.path;
    const auto submissions = build.path / "submissions";
    const auto killed = submissions / "killed", young = submissions / "young";
    const auto command = submissions / "command-ch04.txt";
    write_text(killed / "submission.o", "");
    write_text(young / "submission.o", "");
    write_text(command, "");
    std::optional<Workbench> waiting(std::in_place, toolchain);
    for (const auto& path : {killed, command, waiting->folder}) make_old(path);

    const Workbench next(toolchain);
    CHECK_FALSE(fs::exists(killed));
    for (const auto& path : {young, command, waiting->folder, next.folder}) CHECK(fs::exists(path));
    const auto folder = waiting->folder;
    waiting.reset();
    CHECK_FALSE(fs::exists(folder));
}
