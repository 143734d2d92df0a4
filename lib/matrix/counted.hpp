#pragma once
/// @file
/// A scalar that counts its arithmetic. An algorithm written as a template on the scalar is counted by
/// instantiating it with `Counted<double>`.

#include <compare>
#include <cstdint>

/// How many operations were done.
struct OpCount {
    std::int64_t mul, add, div;
};

namespace counted {

/// The count since the last time it was set to {}. One for the whole program.
extern OpCount operations;

} // namespace counted

/// A number of type T whose `*` counts one multiplication, `+` and `-` one addition, `/` one division, and
/// `fma` one of each of the first two. Negation, comparison, copying and conversion are free.
template<class T> struct Counted {
    T v;

    constexpr Counted(T value = T{}) : v(value) {}

    friend Counted operator*(Counted a, Counted b) { return ++counted::operations.mul, Counted{a.v * b.v}; }
    friend Counted operator+(Counted a, Counted b) { return ++counted::operations.add, Counted{a.v + b.v}; }
    friend Counted operator-(Counted a, Counted b) { return ++counted::operations.add, Counted{a.v - b.v}; }
    friend Counted operator/(Counted a, Counted b) { return ++counted::operations.div, Counted{a.v / b.v}; }
    friend Counted operator-(Counted a) { return Counted{-a.v}; }
    friend Counted fma(Counted a, Counted b, Counted c) { return a * b + c; }

    Counted& operator*=(Counted b) { return *this = *this * b; }
    Counted& operator+=(Counted b) { return *this = *this + b; }
    Counted& operator-=(Counted b) { return *this = *this - b; }
    Counted& operator/=(Counted b) { return *this = *this / b; }

    friend bool operator==(Counted a, Counted b) { return a.v == b.v; }
    friend auto operator<=>(Counted a, Counted b) { return a.v <=> b.v; }
};
