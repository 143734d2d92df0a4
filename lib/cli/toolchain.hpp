#pragma once
/// @file
/// The compiler, flags and precompiled headers that the build was configured with: build/flags.txt, written
/// by CMake and read here, so that submissions are compiled as their tests were.

#include "cli/repository.hpp"

#include <string>
#include <vector>

namespace gemmlings {

struct Toolchain {
    fs::path build;               ///< the build folder, absolute
    std::string compiler, linker; ///< paths
    std::string version;          ///< of the compiler
    std::string mpirun;           ///< path; empty without MPI
    std::string nvcc;             ///< path; empty without a CUDA toolkit
    std::string nvcc_version;
    std::string nvcc_libraries; ///< the folder of CUDA's libraries
    bool clang = false;
    std::string armadillo, views;   ///< precompiled headers
    std::vector<std::string> flags; ///< of every submission
    std::string instrumented;       ///< the precompiled header of builds whose accesses are announced
    std::vector<std::string> instrumentation; ///< the flags that are added there
    std::vector<std::string> optimization;    ///< the flags that are added where speed is measured
    std::string gpu, cublas;            ///< the precompiled headers of CUDA C++ on the CPU; may be empty
    std::vector<std::string> gpu_flags; ///< the flags that are added there

    /// @throws MachineError if nothing is configured yet
    static Toolchain read(const fs::path& root);

    /// "clang 14.0.6"
    std::string name() const { return (clang ? "clang " : "g++ ") + version; }
};

/// Which precompiled header the submissions of an exercise use: its own header tells whether it needs
/// Armadillo, or cuBLAS.
bool uses_armadillo(const Repository& repository, const Exercise& exercise);
bool uses_cublas(const Repository& repository, const Exercise& exercise);

} // namespace gemmlings
