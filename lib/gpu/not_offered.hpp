#pragma once
/// @file
/// What CUDA has and the simulator does not.

#include <string>
#include <string_view>

namespace gpu {

/// Begins every sentence about it.
constexpr std::string_view not_offered_mark = "the simulator does not offer ";

/// For a header as it is included, "cub/cub.cuh", or for a name, "cudaGraphLaunch": a sentence of what is not
/// offered, and what to do instead. Empty for everything else.
std::string not_offered_header(std::string_view header);
std::string not_offered_name(std::string_view name);
/// For inline PTX, asm("..."), and for a declaration that is no scalar and no array.
std::string not_offered_assembly();
std::string not_offered_shared();

} // namespace gpu
