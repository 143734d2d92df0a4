#pragma once
/// @file
/// What must hold of every exercise, today's and tomorrow's. Each function looks at all of them.

#include "checks.hpp"
#include "cli/repository.hpp"

using gemmlings::Exercise;
using gemmlings::Repository;
namespace fs = std::filesystem;

/// Title, points, prerequisites, hints, the chapter's map; and no file that belongs to nothing.
void check_metadata(const Repository& repository, Checks& checks);

/// Who may include whom (docs/architecture.md).
void check_layers(const Repository& repository, Checks& checks);

/// Stubs and solutions compile without precompiled headers, which would hide a missing include, without a
/// warning.
void check_without_precompiled_headers(const Repository& repository, Checks& checks);

/// Every CUDA file is genuine: nvcc compiles it for sm_75, and stubs and solutions for the newest GPUs as
/// well.
void check_with_nvcc(const Repository& repository, Checks& checks);

/// The stub and the universal wrong answers score zero in every case, the solution and every right/ answer
/// pass, and every wrong/ answer fails with exactly its own diagnosis.
void check_answers(const Repository& repository, Checks& checks);

/// Where there is a bench file, the solution can be measured by it, and agrees with the library.
void check_benches(const Repository& repository, Checks& checks);
