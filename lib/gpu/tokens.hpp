#pragma once
/// @file
/// The tokens of a C++ text, as far as the rewriter needs them.

#include <string_view>
#include <vector>

namespace gpu {

struct Token {
    enum class Kind { word, number, literal, sign };
    Kind kind;
    std::string_view text;
    /// Number of the preprocessor directive that it stands in, from 1; 0 outside of directives.
    int directive = 0;

    bool is(std::string_view other) const { return text == other; }
    bool is_word() const { return kind == Kind::word; }
    /// Whether `next` follows without anything between.
    bool touches(const Token& next) const { return text.data() + text.size() == next.text.data(); }
};

/// Words, numbers, literals (also raw ones), and signs of one character each, except "::", "->" and "##".
/// Comments are left out. What is not C++ is still cut into something.
std::vector<Token> tokens_of(std::string_view text);

} // namespace gpu
