#pragma once
/// @file
/// What every runner does: it answers its judge, until that is gone.

#include "judge/protocol.hpp"

#include <functional>
#include <string>

namespace judge {

/// How a runner does what it is asked to do.
struct Runner {
    std::function<Reply(const std::string& submission, const RequestHeader&)> load;
    std::function<Reply(const std::string& request, const RequestHeader&)> call;
};

/// Protects this process, says that it is there, and serves the judge on the runner's channel until it
/// closes.
void serve(const Runner& runner);

} // namespace judge
