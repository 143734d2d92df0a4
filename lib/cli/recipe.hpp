#pragma once
/// @file
/// How the compiler and the linker are called for a submission.

#include "cli/toolchain.hpp"

#include <string>
#include <vector>

namespace gemmlings {

struct CompileOptions {
    bool debug = false;        ///< with debugging information, for --debug
    bool instrumented = false; ///< with a call before every access to memory (lib/trace)
    bool optimized = false;    ///< as fast as the compiler can make it, for `gemmlings bench`
};

/// All that a kind of submission needs on a command line, but for the names of its files.
struct Recipe {
    std::vector<std::string> compiler; ///< the compiler and its flags
    std::vector<std::string> linker;   ///< the linker and its flags

    std::vector<std::string> compile(const std::string& source, const fs::path& object) const;
    std::vector<std::string> link(const fs::path& object, const fs::path& shared) const;
};

/// Of a submission to an exercise. CUDA C++ has no options.
Recipe recipe_for(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                  const CompileOptions& options);

/// Of CUDA C++ that belongs to no exercise.
Recipe recipe_for_cuda(const Toolchain& toolchain);

} // namespace gemmlings
