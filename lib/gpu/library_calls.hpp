#pragma once
/// @file
/// Which functions of the libraries were called: an exercise may ask for one GEMM where two are possible.

#include <cstdint>
#include <map>
#include <string>

namespace gpu {

/// Counts a call of "cublasSgemm".
void count_library_call(const char* name);

/// How often each was called since this was asked for.
std::map<std::string, std::int64_t> take_library_calls();

} // namespace gpu
