#include "cli/submission.hpp"

#include "cli/files.hpp"
#include "cli/source_text.hpp"
#include "gpu/not_offered.hpp"
#include "judge/families.hpp"

#include <regex>
#include <sstream>

namespace gemmlings {

namespace {

/// If something of CUDA is used that the simulator does not offer: where, and what. All else that the
/// compiler says follows from it.
std::string without_consequences(const std::string& messages) {
    if (messages.find(gpu::not_offered_mark) == std::string::npos) return messages;
    static const std::regex missing("(^|\n)([^\n]*:[0-9]+):[0-9]+: error: (#error )?(" +
                                    std::string(gpu::not_offered_mark) + "[^\n]*?)( // [^\n]*)?(?=\n|$)");
    std::smatch found;
    if (!std::regex_search(messages, found, missing)) return messages;
    return found[2].str() + ": " + found[4].str() + "\n";
}

} // namespace

Compiled judge_compiler(const Finished& finished) {
    Compiled result{.messages = without_consequences(finished.err)};
    if (finished.ok()) return result;
    const auto says = [&](const char* text) { return finished.err.find(text) != std::string::npos; };
    result.stale_headers = says("PCH file") || says("precompiled header") || says("has been modified since");
    result.our_fault = finished.code == 127 || result.stale_headers || says("No space left on device");
    if (finished.code == 127)
        result.complaint = "The compiler could not be started: see `./gemmlings doctor`.";
    else if (result.stale_headers)
        result.complaint = "The precompiled headers are out of date: see `./gemmlings doctor`.";
    else if (result.our_fault)
        result.complaint = "The disk is full, so nothing could be compiled.";
    else if (finished.timed_out)
        result.complaint = "The compiler had not finished with your file after 60 s: a template without end?";
    else if (finished.code >= 128)
        result.complaint = "The compiler itself crashed on your file.";
    else
        result.complaint = "Your file does not compile.";
    return result;
}

namespace {

/// The first forbidden thing that the object refers to. Through Armadillo's templates an object may refer to
/// LAPACK that it never calls; there the runner listens to what is really called.
std::string forbidden_symbol(const Repository& repository, const Exercise& exercise,
                             const std::string& undefined) {
    auto forbids = exercise.forbids;
    const auto& chapter = repository.chapter_of(exercise).forbids;
    forbids.insert(forbids.end(), chapter.begin(), chapter.end());
    const bool armadillo = uses_armadillo(repository, exercise);
    std::istringstream lines(undefined);
    for (std::string line; std::getline(lines, line);) {
        const auto symbol = line.substr(line.rfind(' ') + 1);
        // Fortran's names; a mangled C++ name may end in _ as well.
        const bool through_templates = armadillo && symbol.ends_with('_') && !symbol.starts_with("_Z");
        if (through_templates) continue;
        if (const auto why = judge::forbidden(symbol, forbids, exercise.tools)) return *why;
    }
    return "";
}

/// Links an object, unless the compiler has left none.
void link(const Recipe& recipe, const fs::path& object, Compiled& result) {
    if (!result.complaint.empty()) return;
    result.object = fs::path(object).replace_extension(".so");
    const auto linked = run(recipe.link(object, result.object));
    if (linked.ok()) return;
    result.messages += linked.err;
    result.complaint = "Your file could not be linked.";
}

/// Lists the symbols that an object asks for.
std::vector<std::string> list_symbols(const fs::path& object) {
#ifdef __linux__ // GNU nm would load the plugins of all compilers, which takes it ten times as long
    return {"nm", "--target=default", "-u", object.string()};
#else
    return {"nm", "-u", object.string()};
#endif
}

void judge_symbols(const Repository& repository, const Exercise& exercise, const Finished& scanned,
                   Compiled& result) {
    if (!result.complaint.empty()) return;
    if (!scanned.ok()) {
        result.our_fault = true;
        result.complaint = "The symbols of your file could not be listed (nm): see `./gemmlings doctor`.";
    } else if (const auto why = forbidden_symbol(repository, exercise, scanned.out); !why.empty()) {
        result.complaint = "Your file uses " + why;
    }
}

} // namespace

Compiled complete(const Repository& repository, const Exercise& exercise, const Recipe& recipe,
                  const Finished& compiler, const fs::path& object) {
    auto result = judge_compiler(compiler);
    if (!result.complaint.empty()) return result;
    Child scan(list_symbols(object)); // neither waits for the other
    link(recipe, object, result);
    judge_symbols(repository, exercise, scan.finish(compile_seconds), result);
    return result;
}

Compiled compile(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                 const fs::path& file, const Workbench& bench, const CompileOptions& options) {
    const auto recipe = recipe_for(repository, toolchain, exercise, options);
    const auto object = bench.folder / (options.instrumented ? "instrumented.o" : "submission.o");
    auto source = shown_name(repository, file);
    if (exercise.gpu) {
        source = bench.folder / "submission.cpp";
        write_text(source, source_text(repository, exercise, file, bench.folder));
    }
    const auto compiled =
        run(recipe.compile(source, object), {.folder = repository.root, .seconds = compile_seconds});
    return complete(repository, exercise, recipe, compiled, object);
}

Compiled compile_cuda(const Toolchain& toolchain, const fs::path& file, const Workbench& bench) {
    const auto source = bench.folder / "submission.cpp", object = bench.folder / "submission.o";
    write_text(source, cuda_text(file, bench.folder));
    const auto recipe = recipe_for_cuda(toolchain);
    auto result = judge_compiler(run(recipe.compile(source.string(), object), {.seconds = compile_seconds}));
    link(recipe, object, result);
    return result;
}

} // namespace gemmlings
