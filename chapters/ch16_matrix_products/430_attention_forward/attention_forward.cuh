#pragma once

/// @variant{attention_forward, Two products by cuBLAS\, a softmax between}
/// @chapter{ch16_matrix_products}
/// @stars{2}
/// @points{6}
/// @requires{ch16_matrix_products/430_attention_forward}
///
/// Attention looks up queries, the rows of Q, among keys, the rows of K, and gives each query an average of
/// the values that belong to the keys, the rows of V:
/// \f[ S = \frac{Q K^T}{\sqrt{d_k}} , \quad P_{ij} = \frac{e^{S_{ij}}}{\sum_m e^{S_{im}}} , \quad O = P V .
/// \f] Q is \f$L_q \times d_k\f$, K is \f$L_k \times d_k\f$ and V is \f$L_k \times d_v\f$. In the CPU part
/// you went from query to query. A GPU wants all of them at once: scores for every pair in one product, then
/// weights in their place, then averages in another product. NVIDIA's cuBLAS does the products, and a kernel
/// of yours the softmax.
///
/// **Columns.** cuBLAS stores matrices as Fortran does: entry (i, j) of M lies at M[i + j * ld]. Yours are
/// stored by rows, and in the memory of a row-major r × c matrix cuBLAS sees the transposed one, c × r, with
/// the same leading dimension. So do not move a number, and ask for
/// \f[ S^T = \frac{K Q^T}{\sqrt{d_k}} \quad \text{and} \quad O^T = V^T P^T . \f]
/// Which of these factors does cuBLAS see in memory as they stand here? The others have to be transposed by a
/// flag, which changes neither the memory nor the leading dimension. GEMM computes \f$\alpha AB + \beta C\f$,
/// with α and β behind pointers to the host's memory: the root has its place there. With β = 0 it does not
/// read what was in C.
///
/// **Scratch.** P is memory for \f$L_q\f$ rows of `ldp` floats, handed to you to work in. Nobody has written
/// there, so nothing may be read there before you have written it. What you leave there does not matter.
///
/// **The softmax.** A row of P belongs to a warp, or to a block, whose threads walk along it side by side
/// (see the kernel of 410_softmax_rows): then a request of 32 floats is served by 4 sectors of 32 bytes, or 5
/// if they do not begin at a multiple of 32 bytes. A row may be longer than any block. Subtract the row's
/// largest score before you take exponentials. Launch the kernel on the handle's stream, where the products
/// are queued: `cublasGetStream` tells which one that is. Then nobody has to wait, and the order is right.
///
/// **Causal.** If `causal` is set, query i sees key j if and only if \f$j \le i + (L_k - L_q)\f$, and
/// there are at least as many keys as queries. Softmax and average run over the keys that it sees. The
/// product PV runs over all keys: let the weights of the others be 0. In contrast to the CPU part all entries
/// are finite here, as 0 · NaN would be NaN in the product. That half of the scores is computed for nothing
/// is the price of two plain products; see 470_flash_attention.
///
/// What is graded besides the values, in the simulator and without a GPU: that both products are calls of a
/// GEMM of cuBLAS; that your kernels load and store global memory with no more than 5 sectors for a request
/// on average; that a call of cuBLAS that fails does not stay a secret; and that no fault is found in any
/// order of the threads.
///
/// @accuracy With \f$\gamma_n = nu/(1-nu)\f$, \f$u = 2^{-24}\f$, and
/// \f[ E_i = \gamma_{d_k+10} \max_j \frac{(|Q| |K|^T)_{ij}}{\sqrt{d_k}} , \quad
///     \beta_i = e^{2 E_i} (1 + \gamma_{12 L_k + 14}) - 1 , \f]
/// where j runs over the keys that query i sees, row i has to satisfy
/// \f[ |\hat{O} - O| \le (\beta_i P + \lambda) |V| , \f]
/// with the smallest normal number λ. It is the bound of the CPU part, with room for `expf`,
/// which is good to two units in the last place on a GPU.

#include <cublas_v2.h>

/// O = softmax(QKᵀ/√d_k) V on the device, over the keys that each query sees. All matrices are row-major in
/// device memory, and all but P without room between their rows. Queues its work on the handle's stream, and
/// neither allocates nor waits.
/// @ingroup ex_attention_forward_gpu
/// @param handle  of cuBLAS; it takes scalars from the host, as every new handle does
/// @param Lq      queries; may be 0
/// @param Lk      keys, at least 1; if `causal` is set, at least Lq
/// @param dk      length of queries and keys, at least 1
/// @param dv      length of values; may be 0
/// @param causal  whether query i sees no key j > i + (Lk − Lq)
/// @param Q       Lq × dk
/// @param K       Lk × dk
/// @param V       Lk × dv
/// @param P       Lq × ldp, not initialised: scratch for scores and weights
/// @param ldp     at least Lk
/// @param O       Lq × dv; overwritten
/// @returns CUBLAS_STATUS_SUCCESS, or the first other status that a call of cuBLAS returned
cublasStatus_t attention(cublasHandle_t handle, int Lq, int Lk, int dk, int dv, bool causal, const float* Q,
                         const float* K, const float* V, float* P, int ldp, float* O);
