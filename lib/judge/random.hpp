#pragma once
/// @file
/// Test data that is the same on every machine: the distributions of <random> are not.

#include <armadillo>
#include <cmath>
#include <cstdint>

namespace judge {

/// The generator xoshiro256** (Blackman & Vigna 2021), seeded by splitmix64.
class Random {
  public:
    explicit Random(std::uint64_t seed) {
        for (auto& word : state) {
            seed += 0x9e3779b97f4a7c15;
            std::uint64_t z = seed;
            z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
            z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
            word = z ^ (z >> 31);
        }
    }

    std::uint64_t bits() {
        const auto rotate = [](std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); };
        const auto result = rotate(state[1] * 5, 7) * 9, shifted = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= shifted;
        state[3] = rotate(state[3], 45);
        return result;
    }

    /// Uniform in [0, 1).
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    /// An integer from low to high, both included.
    int integer(int low, int high) {
        return low + static_cast<int>(bits() % static_cast<std::uint64_t>(high - low + 1));
    }
    /// An integer from -high to high without 0: a zero hides mistakes.
    int nonzero(int high) {
        const int value = integer(1, high);
        return bits() & 1 ? value : -value;
    }
    /// Standard normal (Box & Muller 1958).
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(6.283185307179586 * uniform());
    }

    arma::mat integers(arma::uword rows, arma::uword cols, int high = 9) {
        return make(rows, cols, [&] { return double(nonzero(high)); });
    }
    arma::mat normals(arma::uword rows, arma::uword cols) {
        return make(rows, cols, [&] { return normal(); });
    }

  private:
    std::uint64_t state[4];

    template<class Draw> arma::mat make(arma::uword rows, arma::uword cols, Draw draw) {
        arma::mat result(rows, cols);
        for (double& element : result) element = draw();
        return result;
    }
};

} // namespace judge
