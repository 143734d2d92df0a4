#pragma once
/// @file
/// One call of a function that a calls file exposes, from bytes to bytes.

#include "judge/protocol.hpp"

#include <string>

namespace judge {

/// What is answered: what the submission says, or, to test the tests, something that is right nowhere.
enum class Answers {
    own,       ///< the submission's
    zeros,     ///< its shapes, with every number 0
    constant,  ///< its shapes, with every number 1
    nan,       ///< its shapes, with every number NaN (integers: the largest)
    echo,      ///< its shapes, filled with the numbers of the arguments
    untouched, ///< a value-initialised result, and every block as it was
};

/// Performs the call that `request` describes (Session::perform writes it), in this process.
Reply perform(const std::string& request, Answers answers);

} // namespace judge
