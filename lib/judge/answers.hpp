#pragma once
/// @file
/// The universal wrong answers, made from the bytes of right ones. Only the tests of the tests use them.

#include "judge/performing.hpp"
#include "judge/wire.hpp"

#include <string>
#include <vector>

namespace judge {

/// Every number in the arguments of a call, and in the blocks that they may read, in their order.
std::vector<double> numbers_in(const std::string& arguments, const std::vector<Block>& blocks);

/// Replaces every number of a result by what `answers` says.
void falsify(std::string& result, Answers answers, const std::vector<double>& arguments);

/// Replaces every number that the arguments let a submission write, in the blocks that they point into.
void falsify_blocks(const std::string& arguments, const std::vector<Block>& blocks, Answers answers,
                    const std::vector<double>& numbers);

} // namespace judge
