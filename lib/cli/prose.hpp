#pragma once
/// @file
/// Doxygen's Markdown, as it stands in headers and hints, as text for people.

#include "cli/terminal.hpp"

#include <string>
#include <string_view>

namespace gemmlings {

/// Paragraphs, lists, code and formulas, wrapped to the terminal (at most 92 columns). Doxygen's commands
/// become words: `@param W` a line that starts with W, `@throws T` "Throws T", `@f$ … @f$` a readable
/// formula. Every line starts with `indent`; a blank line stands between paragraphs.
std::string prose_text(std::string_view source, const Terminal& terminal, std::string_view indent = "");

} // namespace gemmlings
