#pragma once
/// @file
/// One call, in a process of its own.

#include "judge/performing.hpp"

#include <string>
#include <vector>

namespace judge {

/// Limits what this process and its workers may use.
void limit_resources();

/// Loads the shared objects; constructors of global variables run in it, so it has a limit of CPU time.
Reply load_within_limit(const std::string& submission, const std::string& calls, unsigned cpu_seconds);

/// Performs the calls that the requests describe, at the same time, each in a forked worker, and waits for
/// them within their limits. The first that does not come back ends the others: its reply is the last.
std::vector<Reply> run_in_workers(const std::vector<std::string>& requests, const RequestHeader& limits,
                                  Answers answers);

/// Reads exactly `size` bytes, however long it takes; false at the end of the stream.
bool read_forever(int descriptor, void* data, std::size_t size);

} // namespace judge
