#pragma once
/// @file
/// The hints of an exercise, from its hints.md: `## 1 nudge`, `## 2 idea`, `## 3 plan`.

#include "cli/terminal.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace gemmlings {

struct Hint {
    std::string title; ///< "nudge": the heading without its number
    std::string text;  ///< Markdown, without blank lines around it
};

/// The hints in the order of the file: hint k is at index k - 1. No file, no hints.
std::vector<Hint> read_hints(const std::filesystem::path& path);

/// One hint for people: "Hint 1 of 3: nudge", then its text, wrapped, with readable formulas.
/// @param number counts from 1 and is at most hints.size()
std::string hint_text(const std::vector<Hint>& hints, std::size_t number, const Terminal& terminal);

} // namespace gemmlings
