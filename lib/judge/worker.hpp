#pragma once
/// @file
/// One call, in a process of its own.

#include "judge/performing.hpp"

#include <functional>
#include <string>
#include <vector>

namespace judge {

/// Limits what this process and its workers may use of the stack, and that they leave no core file.
void limit_stack();

/// Limits how much memory this process and its workers may use.
void limit_memory();

/// Loads the shared objects; constructors of global variables run in it, so it has a limit of CPU time.
Reply load_within_limit(const std::string& submission, const std::string& calls, unsigned cpu_seconds);

/// In a worker: performs the call that `request` describes, replies on `descriptor`, and ends.
[[noreturn]] void work(const std::string& request, int descriptor, unsigned cpu_seconds, Answers answers);

/// What a worker does: it replies on `descriptor`.
using Child = std::function<void(const std::string& request, int descriptor)>;

/// Forks a worker for each of the requests, all at the same time, and waits for their replies within the
/// limits. The first that does not come back ends the others: its reply is the last.
std::vector<Reply> run_in_workers(const std::vector<std::string>& requests, const RequestHeader& limits,
                                  const Child& child);

/// Reads exactly `size` bytes, however long it takes; false at the end of the stream.
bool read_forever(int descriptor, void* data, std::size_t size);

} // namespace judge
