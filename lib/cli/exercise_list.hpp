#pragma once
/// @file
/// The list of exercises in the learning loop: search, choose.

#include "cli/keys.hpp"
#include "cli/progress.hpp"
#include "cli/repository.hpp"
#include "cli/terminal.hpp"

#include <string>
#include <vector>

namespace gemmlings {

/// What was typed and which row is chosen. All words typed must occur in an exercise's chapter, number, name
/// or title.
class ExerciseList {
  public:
    /// Shows all, with this one chosen.
    void open_at(const Exercise& exercise, const Repository& repository);

    void on_key(const Key& key, const Repository& repository);

    /// nullptr when nothing matches.
    const Exercise* selected(const Repository& repository) const;

    /// At most `rows` lines, the chosen row among them.
    std::vector<std::string> page(const Repository& repository, const Progress& progress,
                                  const Terminal& terminal, std::size_t rows) const;

  private:
    std::vector<const Exercise*> matches(const Repository& repository) const;

    std::string search;
    int chosen = 0; ///< index in the matches
};

} // namespace gemmlings
