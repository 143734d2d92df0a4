#pragma once
/// @file
/// The launch that is under way, and its resident blocks, as the checks see them.

#include "gpu/order.hpp"
#include "gpu/sentences.hpp"
#include "gpu/shadow.hpp"

#include <memory>
#include <unordered_map>

namespace gpu {

struct Block {
    BlockOrder order;
    std::uint32_t slot = 0; ///< another one than that of any other block that is resident
    std::uintptr_t shared = 0;
    Shadow shadow; ///< of its shared memory
    std::vector<DeclaredVariable> variables;
};

struct Launch {
    std::string kernel;
    Extents extents;
    Order order;
    std::unordered_map<std::uint32_t, std::unique_ptr<Block>> blocks;
};

extern Launch current_launch;

} // namespace gpu
