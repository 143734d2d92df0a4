#pragma once
/// @file
/// A small repository with exercises that only the tests of the judge know: tests/lib/fixture.

#include "cli/repository.hpp"

namespace workplace {

/// The repository; the modules of its exercises are built.
const gemmlings::Repository& fixture();

} // namespace workplace
