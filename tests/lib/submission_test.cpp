/// @file
/// What submissions are compiled in, and linked with.

#include "judge/catch_seam.hpp"

#include "cli/files.hpp"
#include "cli/workbench.hpp"
#include "gpu/replaced.hpp"
#include "trace/library_calls.hpp"
#include "workplace.hpp"

#include <chrono>
#include <dlfcn.h>
#include <optional>
#include <string>
#include <vector>

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

TEST_CASE("every function of the C library that the linker is told to replace has a replacement") {
    std::vector<std::string> names(trace::replaced_functions.begin(), trace::replaced_functions.end());
    names.insert(names.end(), gpu::replaced_functions.begin(), gpu::replaced_functions.end());
    for (const auto& name : names) {
        INFO(name);
        CHECK(::dlsym(RTLD_DEFAULT, ("__wrap_" + name).c_str()) != nullptr);
    }
}
