#pragma once
/// @file
/// A program at a terminal of ours: keys go in, and what its screen shows can be asked.

#include <chrono>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

/// What a terminal shows after the bytes that were written to it: as much of a terminal as our program uses,
/// that is, the alternate screen, moving home, and erasing to the end of a line or of the screen. Colours are
/// dropped.
class ScreenModel {
  public:
    void write(const std::string& bytes);
    std::string text() const; ///< the lines, without blanks at their ends
    bool alternate() const { return on_alternate; }
    bool cursor_hidden() const { return hidden; }
    bool coloured() const { return colours; }    ///< a colour was ever asked for
    bool controlled() const { return controls; } ///< an escape sequence was ever sent

  private:
    using Lines = std::vector<std::vector<std::string>>;

    void obey(const std::string& sequence);
    void put(const std::string& character);

    Lines lines = Lines(1), main_lines;
    std::size_t row = 0, column = 0;
    std::string unread; ///< a sequence that has not arrived whole
    bool on_alternate = false, hidden = false, colours = false, controls = false;
};

class PseudoTerminal {
  public:
    /// Whether this machine has pseudo-terminals: a bare chroot does not.
    static bool available();

    /// Starts a program. `environment` holds NAME=VALUE, added to ours; NAME alone takes it away.
    PseudoTerminal(const std::vector<std::string>& command, const std::vector<std::string>& environment,
                   const std::string& folder, int columns = 100, int rows = 45);
    ~PseudoTerminal();
    PseudoTerminal(const PseudoTerminal&) = delete;
    PseudoTerminal& operator=(const PseudoTerminal&) = delete;

    void press(const std::string& keys);
    void resize(int columns, int rows);
    void signal(int number);

    /// Waits until the screen shows a text; false if it does not within the time.
    bool shows(const std::string& text, std::chrono::seconds patience = std::chrono::seconds(20));
    /// Waits until it shows the text no more.
    bool hides(const std::string& text, std::chrono::seconds patience = std::chrono::seconds(20));
    /// Waits for the end of the program; its exit code, 128 + signal, or nothing if it goes on.
    std::optional<int> ended(std::chrono::seconds patience = std::chrono::seconds(10));

    const ScreenModel& screen() const { return model; }
    bool echoes() const; ///< the terminal is in its usual, not its raw, mode

  private:
    void read(std::chrono::milliseconds patience);

    int master = -1;
    int slave = -1; ///< kept open, so that its mode can be asked after the program has ended
    pid_t pid = -1;
    ScreenModel model;
};
