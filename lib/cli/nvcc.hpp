#pragma once
/// @file
/// CUDA C++ for a real GPU: a .cu file as it stands, compiled by nvcc.

#include "cli/submission.hpp"

namespace gemmlings {

/// The beginning of a command that compiles CUDA C++, with the folders that a file may include from: lib, and
/// these.
std::vector<std::string> nvcc_command(const Repository& repository, const Toolchain& toolchain,
                                      const std::vector<fs::path>& folders);

/// What nvcc says that is not about the file: it refuses the C++ compiler of the machine, or does not know
/// the GPU. One line, or empty.
std::string why_nvcc_refuses(const std::string& messages);

/// Compiles and links a file as a submission to an exercise.
/// @param architecture  of the GPU: "sm_90"
Compiled compile_with_nvcc(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                           const fs::path& file, const std::string& architecture, const Workbench& bench);

} // namespace gemmlings
