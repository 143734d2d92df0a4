#pragma once
/// @file
/// What the terminal can do, and how text is marked there.

#include <string>
#include <string_view>

namespace gemmlings {

enum class Mark { plain, good, bad, warn, faint, strong };

/// Colours only at a terminal, never under NO_COLOR (non-empty) or TERM=dumb. Status is always in words too.
class Terminal {
  public:
    static const Terminal& out(); ///< of standard output, probed once
    static const Terminal& err();

    bool interactive() const { return tty; } ///< a person may be looking
    bool colours() const { return colour; }
    bool unicode() const { return utf8; }     ///< the locale says UTF-8
    bool controls() const { return control; } ///< the screen can be cleared and redrawn (not TERM=dumb)
    int width() const;                        ///< columns, 80 where unknown
    int height() const;                       ///< rows, 24 where unknown

    std::string paint(Mark mark, std::string_view text) const;

    explicit Terminal(int descriptor);

  private:
    int descriptor;
    bool tty, colour, utf8, control;
};

} // namespace gemmlings
