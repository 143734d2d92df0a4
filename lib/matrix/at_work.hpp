#pragma once
/// @file
/// Whether a tool of tools:: is at work. The judge asks; learners have no use for it.

namespace tools {

/// True while a tool is at work: the LAPACK that a tool calls is not held against its caller.
bool at_work() noexcept;

} // namespace tools
