/// @file
/// assert() in kernels: the linker turns a submission's calls of __assert_fail into calls of this.

#include "gpu/executor.hpp"

#include <cassert>
#include <string>

extern "C" [[noreturn]] void __wrap___assert_fail(const char* condition, const char* file, unsigned line,
                                                  const char* function) {
    if (!gpu::running) __assert_fail(condition, file, line, function);
    gpu::report_here("assertion", "finds that assert(" + std::string(condition) + ") does not hold",
                     __builtin_return_address(0));
    gpu::abandon(cudaErrorAssert);
}
