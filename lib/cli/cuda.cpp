#include "cli/cuda.hpp"

#include "cli/files.hpp"
#include "gpu/not_offered.hpp"
#include "gpu/rewriter.hpp"

#include <array>
#include <regex>

namespace gemmlings {

namespace {

constexpr double compile_seconds = 60;

/// Functions of the C library that the simulator has instead (lib/trace/library_calls.cpp, lib/gpu).
constexpr std::array replaced = {"memcpy", "memmove", "memset",  "memcmp",        "malloc",
                                 "free",   "calloc",  "realloc", "aligned_alloc", "posix_memalign",
                                 "printf", "puts",    "putchar", "__assert_fail"};

std::string in_cpp(const fs::path& file, const std::string& shown) {
    return "#line 1 \"" + shown + "\"\n" + gpu::rewritten(read_text(file).value_or(""));
}

/// Copies of the headers, beside the copy of the file, so that it includes those.
void rewrite_headers(const fs::path& file, const std::string& shown, const fs::path& folder) {
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(fs::absolute(file).parent_path(), ignored))
        if (entry.path().extension() == ".cuh") {
            const auto name = entry.path().filename();
            write_text(folder / name, in_cpp(entry.path(), (fs::path(shown).parent_path() / name).string()));
        }
}

std::vector<std::string> compile_command(const Toolchain& toolchain, const fs::path& file,
                                         const std::vector<fs::path>& include, const fs::path& source,
                                         const fs::path& object) {
    std::vector<std::string> command{toolchain.compiler};
    command.insert(command.end(), toolchain.flags.begin(), toolchain.flags.end());
    // A parameter that a stub does not use yet is no mistake.
    for (const char* flag : {"-Wall", "-Wextra", "-Wno-unused-parameter"}) command.emplace_back(flag);
    command.insert(command.end(), toolchain.gpu_flags.begin(), toolchain.gpu_flags.end());
    command.insert(command.end(), {toolchain.clang ? "-ferror-limit=20" : "-fmax-errors=20"});
    if (toolchain.gpu.empty())
        command.insert(command.end(), {"-include", "cuda_runtime.h"});
    else if (toolchain.clang)
        command.insert(command.end(), {"-include-pch", toolchain.gpu});
    else // g++ finds NAME.gch when it is asked for NAME
        command.insert(command.end(), {"-include", fs::path(toolchain.gpu).replace_extension("")});
    command.push_back("-I" + fs::absolute(file).parent_path().string());
    for (const auto& folder : include) command.push_back("-I" + folder.string());
    command.insert(command.end(), {"-c", source.string(), "-o", object.string()});
    return command;
}

void link(const Toolchain& toolchain, const fs::path& object, Compiled& result) {
    result.object = fs::path(object).replace_extension(".so");
    std::vector<std::string> command{toolchain.linker,
                                     "-shared",
                                     "--eh-frame-hdr",
                                     "-z",
                                     "noexecstack",
                                     "-Bsymbolic",
                                     object.string(),
                                     (toolchain.build / "pch" / "handle.o").string(),
                                     "-o",
                                     result.object.string()};
    for (const char* name : replaced) command.insert(command.end(), {"--wrap", name});
    const auto linked = run(command);
    if (linked.ok()) return;
    result.messages += linked.err;
    result.complaint = "Your file could not be linked.";
}

/// If something is used that the simulator does not offer: where, and what. All else that the compiler says
/// follows from it.
std::string what_is_missing(const std::string& messages) {
    static const std::regex missing("(^|\n)([^\n]*:[0-9]+):[0-9]+: error: (#error )?(" +
                                    std::string(gpu::not_offered_mark) + "[^\n]*?)( // [^\n]*)?(?=\n|$)");
    std::smatch found;
    if (!std::regex_search(messages, found, missing)) return messages;
    return found[2].str() + ": " + found[4].str() + "\n";
}

} // namespace

Compiled compile_cuda(const Toolchain& toolchain, const fs::path& file, const std::string& shown,
                      const std::vector<fs::path>& include, const Workbench& bench) {
    const auto source = bench.folder / "submission.cu.cpp", object = bench.folder / "submission.o";
    write_text(source, in_cpp(file, shown));
    rewrite_headers(file, shown, bench.folder);
    Compiled result;
    judge_compiler(
        run(compile_command(toolchain, file, include, source, object), {.seconds = compile_seconds}), result);
    result.messages = what_is_missing(result.messages);
    if (result.complaint.empty()) link(toolchain, object, result);
    return result;
}

} // namespace gemmlings
