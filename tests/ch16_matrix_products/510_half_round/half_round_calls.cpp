#include "half_round_calls.hpp"

#include "judge/calls.hpp"

template<class From, class To> static void each(To (*convert)(From), CView<From> x, View<To> y) {
    for (i64 j = 0; j < x.cols; ++j) y.p[j] = convert(x.p[j]);
}

void f32_to_f16_each(CView<float> x, View<std::uint16_t> y) { each(&f32_to_f16, x, y); }
void f16_to_f32_each(CView<std::uint16_t> x, View<float> y) { each(&f16_to_f32, x, y); }
void f32_to_bf16_each(CView<float> x, View<std::uint16_t> y) { each(&f32_to_bf16, x, y); }
void bf16_to_f32_each(CView<std::uint16_t> x, View<float> y) { each(&bf16_to_f32, x, y); }

EXPOSE(f32_to_f16_each);
EXPOSE(f16_to_f32_each);
EXPOSE(f32_to_bf16_each);
EXPOSE(bf16_to_f32_each);
