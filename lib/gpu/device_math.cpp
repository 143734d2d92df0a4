#include "gpu/device_math.hpp"

#include <chrono>

#include "gpu/executor.hpp"

namespace gpu {

namespace {

/// The rounding direction of the processor, for as long as it lives.
class Direction {
  public:
    explicit Direction(int direction) : before(std::fegetround()) {
        if (direction != before) std::fesetround(direction);
    }
    ~Direction() { std::fesetround(before); }
    Direction(const Direction&) = delete;
    Direction& operator=(const Direction&) = delete;

  private:
    int before;
};

/// Keeps a compiler from computing before the direction is set, or after it is set back.
template<class T> T held(T value) {
    volatile T result = value;
    return result;
}

template<class T> T rounded_to_integer(T x, int direction) {
    const Direction set(direction);
    return held(std::nearbyint(held(x)));
}

} // namespace

#define OPERATIONS(T)                                                                                        \
    T sum(T a, T b, int direction) {                                                                         \
        const Direction set(direction);                                                                      \
        return held(held(a) + held(b));                                                                      \
    }                                                                                                        \
    T product(T a, T b, int direction) {                                                                     \
        const Direction set(direction);                                                                      \
        return held(held(a) * held(b));                                                                      \
    }                                                                                                        \
    T quotient(T a, T b, int direction) {                                                                    \
        const Direction set(direction);                                                                      \
        return held(held(a) / held(b));                                                                      \
    }                                                                                                        \
    T root(T a, int direction) {                                                                             \
        const Direction set(direction);                                                                      \
        return held(std::sqrt(held(a)));                                                                     \
    }                                                                                                        \
    T fused(T a, T b, T c, int direction) {                                                                  \
        const Direction set(direction);                                                                      \
        return held(std::fma(held(a), held(b), held(c)));                                                    \
    }
OPERATIONS(float)
OPERATIONS(double)

long long integer(double x, int direction, long long least, long long greatest) {
    const double whole = rounded_to_integer(x, direction);
    if (std::isnan(whole)) return 0;
    if (whole <= static_cast<double>(least)) return least;
    return whole >= static_cast<double>(greatest) ? greatest : static_cast<long long>(whole);
}

unsigned long long natural(double x, int direction, unsigned long long greatest) {
    const double whole = rounded_to_integer(x, direction);
    if (!(whole > 0)) return 0;
    return whole >= static_cast<double>(greatest) ? greatest : static_cast<unsigned long long>(whole);
}

} // namespace gpu

long long clock64() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

void __nanosleep(unsigned) { gpu::let_others_go(); }

void __trap() { gpu::abandon(cudaErrorLaunchFailure); }
