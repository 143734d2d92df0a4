#pragma once
/// @file
/// What every runner does: it answers its judge, until that is gone.

#include "judge/protocol.hpp"

#include <functional>
#include <string>
#include <vector>

namespace judge {

/// How a runner does what it is asked to do.
struct Runner {
    std::function<Reply(const std::string& submission, const RequestHeader&)> load;
    /// At the same time; the replies end with the first call that does not come back.
    std::function<std::vector<Reply>(const std::vector<std::string>& requests, const RequestHeader&)> call;
};

/// Protects this process, says that it is there, and serves the judge on the runner's channel until it
/// closes.
void serve(const Runner& runner);

} // namespace judge
