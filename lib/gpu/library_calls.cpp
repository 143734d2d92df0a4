#include "gpu/library_calls.hpp"

#include <utility>

namespace gpu {

namespace {
std::map<std::string, std::int64_t> calls;
}

void count_library_call(const char* name) { ++calls[name]; }

std::map<std::string, std::int64_t> take_library_calls() { return std::exchange(calls, {}); }

} // namespace gpu
