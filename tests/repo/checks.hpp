#pragma once
/// @file
/// Counts what holds and what does not, in words.

#include <mutex>
#include <string>

/// Safe to use from several threads.
class Checks {
  public:
    /// Counts a check; where it does not hold, says so: "ch04_linear_maps/110_is_linear: the stub earns
    /// points".
    void that(bool holds, const std::string& subject, const std::string& otherwise);
    /// Something could not be checked here.
    void skip(const std::string& subject, const std::string& reason);
    /// The closing line; returns the exit code.
    int close() const;

  private:
    std::mutex mutex;
    int passed = 0, failed = 0, skipped = 0;
};
