#include "cli/recipe.hpp"

#include "gpu/replaced.hpp"
#include "trace/library_calls.hpp"

namespace gemmlings {

namespace {

void add(std::vector<std::string>& command, const std::vector<std::string>& words) {
    command.insert(command.end(), words.begin(), words.end());
}

/// The compiler, and what is said to it whatever it compiles.
std::vector<std::string> compiler(const Toolchain& toolchain) {
    std::vector<std::string> command{toolchain.compiler};
    add(command, toolchain.flags);
    // A parameter that a stub does not use yet is no mistake.
    add(command, {"-Wall", "-Wextra", "-Wno-unused-parameter"});
    // A clang that crashes would try again, to leave a report.
    if (toolchain.clang)
        add(command, {"-ferror-limit=20", "-fno-crash-diagnostics"});
    else
        add(command, {"-fmax-errors=20"});
    return command;
}

/// The linker itself: the compiler's driver would take ten times as long. `handle.o` is all that it would
/// add.
std::vector<std::string> linker(const Toolchain& toolchain) {
#ifdef __linux__
    return {toolchain.linker,
            "-shared",
            "--eh-frame-hdr",
            "-z",
            "noexecstack",
            "-Bsymbolic",
            (toolchain.build / "pch" / "handle.o").string()};
#else
    return {toolchain.compiler, "-shared", "-Wl,-undefined,dynamic_lookup"};
#endif
}

/// Has calls of these functions go to ours. Apple's linker cannot.
template<class Names>
void replace([[maybe_unused]] std::vector<std::string>& linker, [[maybe_unused]] const Names& functions) {
#ifdef __linux__
    for (const char* name : functions) add(linker, {"--wrap", name});
#endif
}

void read_ahead(Recipe& recipe, const Toolchain& toolchain, const fs::path& header) {
    if (toolchain.clang)
        add(recipe.compiler, {"-include-pch", header.string()});
    else // g++ finds NAME.gch when it is asked for NAME
        add(recipe.compiler, {"-include", fs::path(header).replace_extension("").string()});
}

Recipe recipe_for_cuda(const Toolchain& toolchain, const fs::path& header) {
    Recipe recipe{.compiler = compiler(toolchain), .linker = linker(toolchain)};
    add(recipe.compiler, toolchain.gpu_flags);
    if (header.empty())
        add(recipe.compiler, {"-include", "cuda_runtime.h"});
    else
        read_ahead(recipe, toolchain, header);
    replace(recipe.linker, trace::replaced_functions);
    replace(recipe.linker, gpu::replaced_functions);
    return recipe;
}

Recipe recipe_for_cpp(const Toolchain& toolchain, bool armadillo, const CompileOptions& options) {
    Recipe recipe{.compiler = compiler(toolchain), .linker = linker(toolchain)};
    if (options.debug) add(recipe.compiler, {"-g"});
    if (options.optimized) { // there is no precompiled header of optimised code
        add(recipe.compiler, toolchain.optimization);
    } else if (options.instrumented) {
        add(recipe.compiler, toolchain.instrumentation);
        read_ahead(recipe, toolchain, toolchain.instrumented);
        replace(recipe.linker, trace::replaced_functions);
    } else if (options.debug && !toolchain.clang) { // nor one of g++'s with debugging information
        add(recipe.compiler, {"-include", armadillo ? "judge/warm.hpp" : "judge/warm_views.hpp"});
    } else {
        read_ahead(recipe, toolchain, armadillo ? toolchain.armadillo : toolchain.views);
    }
    return recipe;
}

} // namespace

std::vector<std::string> Recipe::compile(const std::string& source, const fs::path& object) const {
    auto command = compiler;
    add(command, {"-c", source, "-o", object.string()});
    return command;
}

std::vector<std::string> Recipe::link(const fs::path& object, const fs::path& shared) const {
    auto command = linker;
    add(command, {object.string(), "-o", shared.string()});
    return command;
}

Recipe recipe_for(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                  const CompileOptions& options) {
    const auto cuda_header = [&] {
        return uses_cublas(repository, exercise) ? toolchain.cublas : toolchain.gpu;
    };
    auto recipe = exercise.gpu ? recipe_for_cuda(toolchain, cuda_header())
                               : recipe_for_cpp(toolchain, uses_armadillo(repository, exercise), options);
    add(recipe.compiler, {"-I" + (repository.root / exercise.home()).string()});
    return recipe;
}

Recipe recipe_for_cuda(const Toolchain& toolchain) { return recipe_for_cuda(toolchain, toolchain.gpu); }

} // namespace gemmlings
