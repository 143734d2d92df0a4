#include "mixed_gemm.hpp"

void gemm_half(CView<std::uint16_t> A, CView<std::uint16_t> B, View<float> C, Half half, Acc acc) {
    // TODO: which number is a word? Then one sum per entry of C: where does it live, and what rounds it?
}
