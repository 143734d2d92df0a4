#pragma once

namespace gemmlings {

inline constexpr const char* version = "0.1.0";

} // namespace gemmlings
