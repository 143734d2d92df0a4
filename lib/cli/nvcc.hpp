#pragma once
/// @file
/// CUDA C++ for a real GPU: a .cu file as it stands, compiled by nvcc.

#include "cli/submission.hpp"

namespace gemmlings {

/// Compiles and links a file as a submission to an exercise.
/// @param architecture  of the GPU: "sm_90"
Compiled compile_with_nvcc(const Repository& repository, const Toolchain& toolchain, const Exercise& exercise,
                           const fs::path& file, const std::string& architecture, const Workbench& bench);

/// The command that compiles a CUDA file, up to its options, with the folders that it may include from.
/// @param folders  further folders
std::vector<std::string> nvcc_command(const Repository& repository, const Toolchain& toolchain,
                                      const std::vector<fs::path>& folders);

} // namespace gemmlings
