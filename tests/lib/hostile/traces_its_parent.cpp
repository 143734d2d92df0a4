// @expect
// traces the process that waits for it, and reads its memory

#include "is_linear.hpp"

#include <cstdio>
#include <string>
#include <sys/ptrace.h>
#include <unistd.h>

LinReport is_linear(const Map&, arma::uword, double, arma::uword) {
    ::ptrace(PTRACE_SEIZE, ::getppid(), nullptr, nullptr);
    if (std::FILE* memory = std::fopen(("/proc/" + std::to_string(::getppid()) + "/mem").c_str(), "rb")) {
        char bytes[64];
        std::fread(bytes, 1, sizeof bytes, memory);
        std::fclose(memory);
    }
    return {};
}
