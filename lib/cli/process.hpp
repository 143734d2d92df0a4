#pragma once
/// @file
/// Starting other programs and reading what they say.

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace gemmlings {

/// How a program ended.
struct Finished {
    int code = 0; ///< exit code, or 128 + signal
    std::string out;
    std::string err;
    bool timed_out = false;
    bool ok() const { return code == 0 && !timed_out; }
};

struct RunOptions {
    std::filesystem::path folder{};         ///< where it runs; empty: here
    std::string input{};                    ///< its standard input
    std::vector<std::string> environment{}; ///< NAME=VALUE, added to ours; NAME alone takes it away
    double seconds = 600;                   ///< wall-clock limit
    bool inherit = false;                   ///< the three standard streams are ours, nothing is captured
};

/// Runs a program found on PATH to its end. The arguments are given as they are: no shell.
/// A program that cannot be started ends with code 127 and the reason in `err`.
Finished run(const std::vector<std::string>& command, const RunOptions& options = {});

/// A program that is running, with pipes to its standard streams.
class Child {
  public:
    Child() = default;
    explicit Child(const std::vector<std::string>& command, const RunOptions& options = {});
    Child(Child&&) noexcept;
    Child& operator=(Child&&) noexcept;
    ~Child(); ///< kills it and its group if it is still running

    bool running() const { return pid > 0; }
    bool ended() const; ///< it has come to its end, and nobody has asked for its exit code yet
    void write(const std::string& text); ///< to its standard input
    void close_input();
    /// Reads to the end of both streams and waits.
    Finished finish(double seconds);
    void kill();

    pid_t pid = -1;
    int in = -1, out = -1, err = -1;

  private:
    using Clock = std::chrono::steady_clock;
    /// Waits for its end and returns its status, or nothing if the deadline came first.
    std::optional<int> wait_until(Clock::time_point deadline);
};

/// Writes all of a text to a pipe, or as much of it as somebody reads.
void write_all(int descriptor, const std::string& text);

/// The path of a program on PATH, or nothing.
std::optional<std::filesystem::path> find_program(const std::string& name);

} // namespace gemmlings
