#pragma once
/// @file
/// The precompiled header of exercises on views: what their submissions mostly include.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <numeric>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "matrix/counted.hpp"
#include "matrix/half.hpp"
#include "matrix/layers.hpp"
#include "matrix/view.hpp"
