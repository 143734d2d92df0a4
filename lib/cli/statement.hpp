#pragma once
/// @file
/// The statement of an exercise, from the comments of its header: the only copy there is.

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>

namespace gemmlings {

/// The header as text for people, in its own order: `///` comments as prose, without the lines that hold only
/// metadata (@exercise{…}, @points{…} and so on), and declarations as code.
std::string statement_text(const std::filesystem::path& header, const Terminal& terminal);

/// Its first paragraph, for the learning loop; with the formula that follows if it ends with a colon.
std::string opening_text(const std::filesystem::path& header, const Terminal& terminal);

} // namespace gemmlings
