#pragma once
/// @file
/// Text as columns and lines. Text is UTF-8 and may hold escape sequences, which take no column.

#include <string>
#include <string_view>
#include <vector>

namespace gemmlings {

std::string_view trimmed(std::string_view text);
std::string_view trimmed_right(std::string_view text);

/// The lines of a text; a final line break starts no further line.
std::vector<std::string> lines_of(std::string_view text);

/// One thing on the screen: a character with its combining marks, or an escape sequence (no column).
struct Glyph {
    std::string_view bytes;
    int columns;
};

/// Splits off the first glyph of a text that is not empty.
Glyph next_glyph(std::string_view text);

/// Columns that a text takes on the screen.
int columns_of(std::string_view text);

/// Breaks a paragraph into lines of at most `width` columns. The first line starts with `first`, the others
/// with `rest`; a word wider than a line stays whole. Ends with a line break.
std::string wrapped(std::string_view paragraph, int width, std::string_view first = "",
                    std::string_view rest = "");

/// Cuts a line into pieces of at most `width` columns, as a terminal would.
std::vector<std::string> folded(std::string_view line, int width);

/// Puts `indent` before every line that is not empty.
std::string indented(std::string_view text, std::string_view indent);

/// Text of unknown origin, made harmless for a terminal: no escape sequence, no control character.
std::string harmless(std::string_view text);

} // namespace gemmlings
