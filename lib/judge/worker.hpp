#pragma once
/// @file
/// One call, in a process of its own.

#include "judge/performing.hpp"

#include <string>

namespace judge {

/// Limits what this process and its workers may use.
void limit_resources();

/// Loads the shared objects; constructors of global variables run in it, so it has a limit of CPU time.
Reply load_within_limit(const std::string& submission, const std::string& calls, unsigned cpu_seconds);

/// Performs the call that `request` describes in a forked worker, and waits for it within its limits.
Reply run_in_worker(const std::string& request, const RequestHeader& limits, Answers answers);

/// Reads exactly `size` bytes, however long it takes; false at the end of the stream.
bool read_forever(int descriptor, void* data, std::size_t size);

} // namespace judge
