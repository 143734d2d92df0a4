#pragma once
/// @file
/// CUDA C++ without a GPU: a .cu file becomes C++ (lib/gpu/rewriter.hpp), and a shared object whose accesses
/// to memory are announced to the simulator.

#include "cli/submission.hpp"

namespace gemmlings {

/// Compiles and links a .cu file. The .cuh files beside it are rewritten as well; messages name all of them
/// as they are called.
/// @param shown    the file's name in messages
/// @param include  folders of further headers
Compiled compile_cuda(const Toolchain& toolchain, const fs::path& file, const std::string& shown,
                      const std::vector<fs::path>& include, const Workbench& bench);

} // namespace gemmlings
