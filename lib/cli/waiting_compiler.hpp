#pragma once
/// @file
/// A compiler that has done before a save what it can do without the file.

#include "cli/submission.hpp"

#include <memory>

namespace gemmlings {

/// A compiler that has read the precompiled header, and some expressions, and waits for the file. Only clang
/// reads its input as it comes; where it is not the compiler, finish() compiles the ordinary way.
class WaitingCompiler {
  public:
    WaitingCompiler(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise);
    ~WaitingCompiler();
    WaitingCompiler(const WaitingCompiler&) = delete;
    WaitingCompiler& operator=(const WaitingCompiler&) = delete;

    /// Hands over the file, and links what comes of it. Once only.
    Compiled finish(const fs::path& file);

  private:
    const Repository& repository;
    const Exercise& exercise;
    const Toolchain toolchain;
    const Workbench bench;
    const Recipe recipe;
    Child compiler;
    int feeder = -1; ///< our end of the pipe that the compiler reads

    void start();
};

} // namespace gemmlings
