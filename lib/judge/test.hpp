#pragma once
/// @file
/// All that a test of an exercise needs.

#include "judge/bounds.hpp"
#include "judge/buffer.hpp"
#include "judge/catch_seam.hpp"
#include "judge/dataset.hpp"
#include "judge/double_double.hpp"
#include "judge/expect.hpp"
#include "judge/gpu.hpp"
#include "judge/random.hpp"
#include "judge/submit.hpp"
#include "judge/traffic.hpp"
