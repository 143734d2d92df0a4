#pragma once
/// @file
/// Where submissions are compiled.

#include "cli/toolchain.hpp"

namespace gemmlings {

/// A folder of its own for one submission's object files, removed at the end. It is locked while it is in
/// use, so that one whose owner was killed can be told, and is removed by the next.
class Workbench {
  public:
    explicit Workbench(const Toolchain& toolchain);
    ~Workbench();
    Workbench(const Workbench&) = delete;
    Workbench& operator=(const Workbench&) = delete;

    fs::path folder;

  private:
    int lock = -1;
};

} // namespace gemmlings
