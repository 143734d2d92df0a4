#pragma once
/// @file
/// Lines of the submission, found by where their code lies.

#include <cstdint>
#include <string>

namespace judge {

/// "sgemm_shared.cu:17:  sum += As[ty][k] * Bs[k][tx];" and the end of the line, for a return address in the
/// submission's shared object; nothing for 0 or where there is no debugging information. There is one
/// submission in a process.
/// @param object  the shared object
/// @param source  the file that the learner wrote: what was compiled is a rewritten copy, with the same lines
std::string source_line(std::uint64_t code, const std::string& object, const std::string& source);

} // namespace judge
