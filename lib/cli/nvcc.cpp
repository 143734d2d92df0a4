#include "cli/nvcc.hpp"

#include "cli/text.hpp"

#include <array>

namespace gemmlings {

namespace {

/// Beginnings and parts of messages about the machine, of CUDA 11 to 13.
constexpr std::array refusals = {"nvcc fatal", "unsupported GNU version", "unsupported clang version"};

} // namespace

std::string why_nvcc_refuses(const std::string& messages) {
    for (const auto& line : lines_of(messages))
        for (const char* refusal : refusals)
            if (line.find(refusal) != std::string::npos) return line;
    return "";
}

std::vector<std::string> nvcc_command(const Repository& repository, const Toolchain& toolchain,
                                      const std::vector<fs::path>& folders) {
    std::vector<std::string> command{toolchain.nvcc, "-I" + (repository.root / "lib").string()};
    for (const auto& folder : folders) command.push_back("-I" + folder.string());
    return command;
}

Compiled compile_with_nvcc(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                           const fs::path& file, const std::string& architecture, const Workbench& bench) {
    const auto object = bench.folder / "submission.so";
    auto command = nvcc_command(repository, toolchain,
                                {fs::absolute(file).parent_path(), repository.root / exercise.home()});
    // The functions of the file are bound to each other, as in the simulator; libraries that it does not use
    // are not loaded.
    command.insert(command.end(),
                   {"-arch=" + architecture, "-shared", "-Xcompiler", "-fPIC", "-cudart", "shared",
                    "-Xlinker", "-Bsymbolic,--as-needed,-rpath," + toolchain.nvcc_libraries, "-lcublas", "-o",
                    object.string(), file.string()});
    auto result = judge_compiler(run(command, {.folder = repository.root, .seconds = compile_seconds}));
    result.object = object;
    if (const auto refusal = why_nvcc_refuses(result.messages);
        !result.complaint.empty() && !refusal.empty()) {
        result.our_fault = true;
        result.complaint = "nvcc cannot be used here: " + refusal;
    }
    return result;
}

} // namespace gemmlings
