#include "fixture.hpp"

#include "cli/process.hpp"
#include "workplace.hpp"

#include <algorithm>
#include <cstdlib>

namespace workplace {

using namespace gemmlings;

namespace {

/// When the newest file of a folder was written.
fs::file_time_type newest_in(const fs::path& folder) {
    auto newest = fs::file_time_type::min();
    for (const auto& entry : fs::directory_iterator(folder))
        newest = std::max(newest, entry.last_write_time());
    return newest;
}

/// Compiles a module of an exercise as CMake does for the others, with the precompiled header `pch`.
void build(const Repository& repository, const Exercise& exercise, const std::string& part,
           const fs::path& pch) {
    const auto toolchain = Toolchain::read(repository.root);
    const auto folder = toolchain.build / "modules" / exercise.chapter / exercise.folder;
    const auto source = repository.root / exercise.tests() / (exercise.slug + "_" + part + ".cpp");
    const auto module = folder / (part + ".so");
    std::error_code missing;
    const auto built = fs::last_write_time(module, missing);
    const auto newest = std::max(
        {newest_in(source.parent_path()), newest_in(root() / "lib" / "cluster"), fs::last_write_time(pch)});
    if (!missing && newest < built) return;
    fs::create_directories(folder);
    std::vector<std::string> command{toolchain.compiler};
    command.insert(command.end(), toolchain.flags.begin(), toolchain.flags.end());
    if (toolchain.clang)
        command.insert(command.end(), {"-include-pch", pch});
    else
        command.insert(command.end(), {"-include", fs::path(pch).replace_extension("")});
    command.push_back("-I" + (repository.root / exercise.home()).string());
    command.insert(command.end(), {source, "-shared", "-Wl,-Bsymbolic", "-o", module});
    const auto compiled = run(command);
    if (!compiled.ok()) throw std::runtime_error(source.string() + " does not compile:\n" + compiled.err);
}

Repository built_fixture() {
    const auto toolchain = Toolchain::read(root());
    ::setenv("GEMMLINGS_BUILD", toolchain.build.c_str(), 0); // the fixture has no build folder of its own
    auto repository = Repository::read(root() / "tests/lib/fixture");
    const fs::path calls = toolchain.armadillo;
    const auto test =
        calls.parent_path() / ("test" + calls.filename().string().substr(std::string("armadillo").size()));
    for (const auto& exercise : repository.exercises) {
        build(repository, exercise, "calls", calls);
        build(repository, exercise, "test", test);
    }
    return repository;
}

} // namespace

const Repository& fixture() {
    static const auto repository = (is_linear(), built_fixture()); // builds the judge, too
    return repository;
}

} // namespace workplace
