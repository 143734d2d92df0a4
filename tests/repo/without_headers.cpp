#include "cli/pristine.hpp"
#include "cli/process.hpp"
#include "cli/toolchain.hpp"
#include "corpus.hpp"
#include "temporary_folder.hpp"

#include <fstream>

namespace {

/// The newest g++ that is there: the other compiler, where submissions are compiled with clang.
std::string other_compiler() {
    for (const char* name : {"g++-15", "g++-14", "g++-13", "g++", "g++-12"})
        if (gemmlings::find_program(name)) return name;
    return "";
}

void compile_alone(const Repository& repository, const Exercise& exercise, const std::string& compiler,
                   const fs::path& file, Checks& checks) {
    const auto finished = gemmlings::run(
        {compiler, "-std=c++20", "-O0", "-Wall", "-Wextra", "-Wpedantic", "-Wno-unused-parameter", "-Werror",
         "-DARMA_DONT_USE_WRAPPER", "-fsyntax-only", "-I" + (repository.root / "lib").string(),
         "-I" + (repository.root / exercise.home()).string(), file.string()});
    checks.that(finished.ok(), exercise.id(),
                "does not compile alone with " + compiler + ":\n" + finished.err);
}

} // namespace

void check_without_precompiled_headers(const Repository& repository, Checks& checks) {
    const auto compiler = other_compiler();
    if (compiler.empty())
        return checks.skip("stubs and solutions without precompiled headers", "no g++ here");
    const TemporaryFolder folder;
    for (const auto& exercise : repository.exercises) {
        if (exercise.gpu) continue;
        const auto stub = folder.path / exercise.file_name();
        std::ofstream(stub) << gemmlings::pristine_stub(repository, exercise).value_or("");
        compile_alone(repository, exercise, compiler, stub, checks);
        compile_alone(repository, exercise, compiler, repository.root / exercise.solution(), checks);
    }
}
