#pragma once
/// @file
/// One call, in a process of its own.

#include "judge/performing.hpp"

#include <string>

namespace judge {

/// Performs the call that `request` describes in a forked worker and waits for it.
Reply run_in_worker(const std::string& request, unsigned cpu_seconds, Answers answers);

/// Reads exactly `size` bytes, however long it takes; false at the end of the stream.
bool read_forever(int descriptor, void* data, std::size_t size);

} // namespace judge
