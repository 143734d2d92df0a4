#pragma once

namespace gemmlings {

inline constexpr const char* version = GEMMLINGS_VERSION; ///< CMakeLists.txt says it

} // namespace gemmlings
