#pragma once
/// @file
/// What a command works on.

#include "cli/progress.hpp"
#include "cli/repository.hpp"

#include <optional>
#include <string>

namespace gemmlings {

/// Everything is read when it is first asked for: --help needs none of it.
class Workspace {
  public:
    /// GEMMLINGS_ROOT, or the nearest folder upwards that is a copy of Gemmlings.
    /// @throws UsageError outside of one
    const fs::path& root();
    const Repository& repository();
    Progress& progress(); ///< says on stderr, once, if the file is damaged

    /// The exercise of that name; for an empty name the current one.
    /// @throws UsageError for an unknown name, or if there is no current one because all are passed
    const Exercise& exercise(const std::string& name);

  private:
    fs::path root_;
    std::optional<Repository> repository_;
    std::optional<Progress> progress_;
};

} // namespace gemmlings
