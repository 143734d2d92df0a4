#pragma once
/// @file
/// Keys pressed at a terminal in raw mode.

#include <string>
#include <vector>

namespace gemmlings {

struct Key {
    enum Kind { text, enter, escape, backspace, up, down, page_up, page_down, home, end, interrupt, suspend };
    Kind kind;
    std::string character; ///< of kind text: one character, UTF-8

    bool is(char c) const { return kind == text && character.size() == 1 && character[0] == c; }
};

/// Takes all whole keys from the front of `bytes`. A lone escape character may be the Esc key or the start of
/// an arrow key: it is left there, unless `waited` says that nothing followed it.
std::vector<Key> take_keys(std::string& bytes, bool waited);

} // namespace gemmlings
