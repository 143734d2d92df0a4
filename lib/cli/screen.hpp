#pragma once
/// @file
/// The terminal while the learning loop has it: raw keys, a screen of its own, and always given back.

#include "cli/keys.hpp"
#include "cli/terminal.hpp"

#include <string>
#include <vector>

namespace gemmlings {

/// Takes the terminal over when made and gives it back when destroyed, when the program crashes, and for as
/// long as an editor runs. There may be one at a time. Without cursor control (TERM=dumb) it prints plain
/// lines. What is written to standard error meanwhile would spoil the page: it is kept and handed out as
/// messages.
class Screen {
  public:
    explicit Screen(const Terminal& terminal);
    ~Screen();
    Screen(const Screen&) = delete;
    Screen& operator=(const Screen&) = delete;

    /// Shows a page: its lines from `first` on, as many as fit, and `footer` (at least one line) below. Long
    /// lines are folded; the footer says if there is more.
    /// @return the first line shown, which is smaller than asked if the page ends earlier
    int show(const std::vector<std::string>& page, std::vector<std::string> footer, int first);

    /// How many lines of a page are shown beside a footer of that many lines.
    std::size_t room(std::size_t footer_lines) const;

    /// The keys pressed so far. Never blocks for longer than it takes to tell Esc from an arrow key.
    std::vector<Key> keys();

    std::vector<std::string> messages(); ///< whole lines that were written to standard error
    int message_descriptor() const;      ///< readable when there may be some; -1 if they are not kept

    bool closed() const { return input_ended; } ///< the terminal is gone

    void give_back(); ///< for an editor, or to stop as Ctrl-Z does
    void take();

  private:
    const Terminal& terminal;
    std::string unread; ///< bytes of a key that has not arrived whole
    std::string unsaid; ///< the start of a message that has not arrived whole
    std::string last;   ///< what was shown, so that plain lines are not repeated
    bool input_ended = false;
};

/// Signals as something that can be waited for: the window was resized, or the program shall end.
class Signals {
  public:
    Signals();
    ~Signals();
    Signals(const Signals&) = delete;
    Signals& operator=(const Signals&) = delete;

    int descriptor() const; ///< readable when one has arrived

    struct Seen {
        bool resized = false, end = false;
    };
    Seen take(); ///< what has arrived since the last call
};

} // namespace gemmlings
