#pragma once
/// @file
/// What the learner has passed: a plain text file, one line an exercise, that can be merged by hand or by
/// git.

#include "cli/repository.hpp"
#include "cli/verdict.hpp"

#include <map>
#include <string>

namespace gemmlings {

enum class Status { untouched, tried, passed };

/// `.gemmlings/progress.txt`: lines "<exercise id> cpu <tried|passed> <points>/<of> <date>".
/// Of two lines for one exercise the better one counts (more points), so that files of two machines may be
/// concatenated. What cannot be understood is never overwritten: the file is kept aside first, and said.
class Progress {
  public:
    struct Entry {
        Status status = Status::untouched;
        int points = 0, of = 0;
        std::string date;
    };

    /// Reads the file of the repository at `root`; none is an empty progress.
    static Progress load(const fs::path& root);

    Entry of(const Exercise& exercise) const;

    /// Remembers a verdict and writes the file (temporary + fsync + rename, under a lock, merged with what
    /// another gemmlings wrote meanwhile). A worse verdict never replaces a better one; not_judged is not
    /// kept. Returns an empty string, or one sentence why it could not be written (read-only folder, full
    /// disk).
    std::string record(const Exercise& exercise, const Verdict& verdict);

    /// One sentence for the user about a damaged file that was kept aside, or empty.
    const std::string& warning() const { return damaged; }

    /// The first exercise in the repository's order that is not passed; nullptr when all are.
    const Exercise* current(const Repository& repository) const;

  private:
    fs::path root;
    std::map<std::string, Entry> entries;
    std::string damaged;
};

} // namespace gemmlings
