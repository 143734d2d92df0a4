#include "sgemm_coalesced_gpu_calls.hpp"

#include "sgemm_coalesced.cuh"

#include "judge/calls.hpp"
#include "judge/device.hpp"

void product_on_device(CView<float> A, CView<float> B, View<float> C) {
    const auto size = [](i64 extent) { return static_cast<int>(extent); };
    const judge::OnDevice a("A", A), b("B", B), c("C", C);
    sgemm_coalesced(size(C.rows), size(C.cols), size(A.cols), a, size(A.ld), b, size(B.ld), c, size(C.ld),
                    nullptr);
    c.fetch(C);
}
EXPOSE(product_on_device);
