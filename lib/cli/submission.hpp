#pragma once
/// @file
/// From a student's file to a shared object.

#include "cli/process.hpp"
#include "cli/toolchain.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gemmlings {

/// What became of a file.
struct Compiled {
    std::string messages{};     ///< of the compiler, with the student's path and line
    std::string complaint{};    ///< why there is no submission, in one sentence; empty if there is one
    bool our_fault = false;     ///< the complaint is about the machine, not about the file
    bool stale_headers = false; ///< the precompiled headers no longer fit the compiler or the libraries
    fs::path object{};          ///< the shared object
};

struct CompileOptions {
    bool debug = false;        ///< with debugging information, for --debug
    bool instrumented = false; ///< with a call before every access to memory (lib/trace)
    bool optimized = false;    ///< as fast as the compiler can make it, for `gemmlings bench`
};

/// A folder of its own for one submission's object files, removed at the end. It is locked while it is in
/// use, so that one whose owner was killed can be told, and is removed by the next.
class Workbench {
  public:
    explicit Workbench(const Toolchain& toolchain);
    ~Workbench();
    Workbench(const Workbench&) = delete;
    Workbench& operator=(const Workbench&) = delete;

    fs::path folder;

  private:
    int lock = -1;
};

/// Compiles a file as a submission to an exercise, scans its symbols and links it.
Compiled compile(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                 const fs::path& file, const Workbench& bench, const CompileOptions& options = {});

/// A compiler that has read the precompiled header, and some expressions, and waits for the file. Only clang
/// reads its input as it comes; where it is not the compiler, finish() compiles the ordinary way.
class WaitingCompiler {
  public:
    WaitingCompiler(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise);
    ~WaitingCompiler();

    /// Hands over the file, and links what comes of it. Once only.
    Compiled finish(const fs::path& file);

  private:
    const Repository& repository;
    const Exercise& exercise;
    Toolchain toolchain;
    Workbench bench;
    Child compiler;
    int feeder = -1; ///< our end of the pipe that the compiler reads
};

} // namespace gemmlings
