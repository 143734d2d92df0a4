#pragma once

#include "attention_forward.hpp"

/// attention, with views and flags in the place of the pointers: a null pointer unless the flag is set.
template<class T> void attention_of(CView<T> Q, CView<T> K, CView<T> V, bool causal, bool masked,
                                    CView<std::uint8_t> mask, View<T> O, bool want_P, View<T> P) {
    const Mask bytes{mask.p, mask.ld};
    attention(Q, K, V, causal, masked ? &bytes : nullptr, O, want_P ? &P : nullptr);
}
