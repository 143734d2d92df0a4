#pragma once
/// @file
/// From a student's file to a shared object.

#include "cli/process.hpp"
#include "cli/recipe.hpp"
#include "cli/workbench.hpp"

#include <string>

namespace gemmlings {

/// What became of a file.
struct Compiled {
    std::string messages{};     ///< of the compiler, with the student's path and line
    std::string complaint{};    ///< why there is no submission, in one sentence; empty if there is one
    bool our_fault = false;     ///< the complaint is about the machine, not about the file
    bool stale_headers = false; ///< the precompiled headers no longer fit the compiler or the libraries
    fs::path object{};          ///< the shared object
};

constexpr double compile_seconds = 60; ///< what a compiler may take

/// Compiles a file as a submission to an exercise, scans its symbols and links it.
Compiled compile(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                 const fs::path& file, const Workbench& bench, const CompileOptions& options = {});

/// Compiles and links CUDA C++ that belongs to no exercise.
Compiled compile_cuda(const Toolchain& toolchain, const fs::path& file, const Workbench& bench);

/// What a compiler has left, and in one sentence what kept it from producing an object.
Compiled judge_compiler(const Finished& compiler);

/// What is left to do when the compiler has ended: reads its messages, scans the symbols of the object, and
/// links it.
Compiled complete(const Repository& repository, const Exercise& exercise, const Recipe& recipe,
                  const Finished& compiler, const fs::path& object);

} // namespace gemmlings
