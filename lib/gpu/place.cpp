#include "gpu/place.hpp"

namespace gpu {

constinit thread_local const Place* running = nullptr;

} // namespace gpu
