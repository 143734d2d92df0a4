#pragma once
/// @file
/// What one thread of this machine can do at the most: measured, not looked up.

#include "matrix/view.hpp"

#include <string>
#include <vector>

namespace bench {

/// FLOP/s of multiplications and additions that touch registers only: independent fused multiply-adds, as
/// many at once as the registers hold, in the widest vectors of the processor. A fused multiply-add counts as
/// two operations. The best of several bursts that take 60 ms together.
/// @tparam T  double or float
template<class T> double peak();

/// Bytes per second of a ← b + s c over three arrays of doubles that have `bytes` bytes together: the triad
/// of the STREAM benchmark (McCalpin, 1995). As there, 24 bytes are counted for an element, two numbers read
/// and one written; that a cache may read the line before it is written is not counted. The best of the
/// passes of 100 ms.
double bandwidth(i64 bytes);

/// A cache of the processor, and what lies behind it.
struct Cache {
    std::string name; ///< "L1", "L2", …
    i64 bytes = 0;
    std::string behind;   ///< "L2", …, "memory"
    double bandwidth = 0; ///< of what lies behind it, in bytes/s; 0 until it is measured
};

/// The data caches of the first processor, the smallest first, as Linux describes them; elsewhere an L1 of
/// 32 KiB and an L2 of 1 MiB. A virtual machine may describe them wrongly.
std::vector<Cache> caches();

/// Measures what lies behind each of them, with arrays that fill half of the next cache; those for memory are
/// four times as large as the last cache, but 1 GiB at the most. Where a bandwidth is known already the
/// better one is kept: other programs may take their share at times.
void measure_bandwidths(std::vector<Cache>& caches);

/// "AMD EPYC 7763 64-Core Processor", or what kind of processor it is.
std::string processor();

} // namespace bench
