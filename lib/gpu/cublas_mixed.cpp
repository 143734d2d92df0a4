/// @file
/// cuBLAS: products of matrices whose elements have other types than those that are computed with.

#include "gpu/blas.hpp"
#include "gpu/cublas_products.hpp"
#include "gpu/sixteen_bits.hpp"

#include <algorithm>
#include <vector>

namespace gpu {

namespace {

using Floats = std::vector<float>;

/// What the numbers of a matrix are, and where they lie.
struct Numbers {
    const void* begin;
    cudaDataType type;

    std::size_t size() const { return type == CUDA_R_64F ? 8 : type == CUDA_R_32F ? 4 : 2; }
    Numbers from(long long first) const {
        return {static_cast<const std::byte*>(begin) + first * static_cast<long long>(size()), type};
    }

    float get(std::ptrdiff_t i) const {
        if (type == CUDA_R_32F) return static_cast<const float*>(begin)[i];
        const std::uint16_t word = static_cast<const std::uint16_t*>(begin)[i];
        return type == CUDA_R_16F ? Binary16::value(word) : Bfloat16::value(word);
    }
    void set(std::ptrdiff_t i, float value) const {
        auto* place = const_cast<void*>(begin);
        if (type == CUDA_R_32F)
            static_cast<float*>(place)[i] = value;
        else
            static_cast<std::uint16_t*>(place)[i] =
                type == CUDA_R_16F ? Binary16::nearest(value) : Bfloat16::nearest(value);
    }

    Floats read(int rows, int columns, int ld) const {
        Floats result;
        result.reserve(static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns));
        for (std::ptrdiff_t j = 0; j < columns; ++j)
            for (std::ptrdiff_t i = 0; i < rows; ++i) result.push_back(get(i + j * ld));
        return result;
    }
};

enum class Arithmetic { half, single, twofold };

/// A function's types, of which only some go together (the table of cublasGemmEx).
struct Types {
    cudaDataType a, b, c;
    cublasComputeType_t compute;

    Arithmetic arithmetic() const {
        switch (compute) {
        case CUBLAS_COMPUTE_16F:
        case CUBLAS_COMPUTE_16F_PEDANTIC:
            return Arithmetic::half;
        case CUBLAS_COMPUTE_64F:
        case CUBLAS_COMPUTE_64F_PEDANTIC:
            return Arithmetic::twofold;
        default:
            return Arithmetic::single;
        }
    }

    bool go_together() const {
        const bool float_all = a == CUDA_R_32F && b == CUDA_R_32F && c == CUDA_R_32F;
        switch (compute) {
        case CUBLAS_COMPUTE_16F:
        case CUBLAS_COMPUTE_16F_PEDANTIC:
            return a == CUDA_R_16F && b == CUDA_R_16F && c == CUDA_R_16F;
        case CUBLAS_COMPUTE_32F:
        case CUBLAS_COMPUTE_32F_PEDANTIC:
            return float_all ||
                   (a == b && (a == CUDA_R_16F || a == CUDA_R_16BF) && (c == a || c == CUDA_R_32F));
        // They allow the library to round its factors; they do not oblige it to, and BLAS does not.
        case CUBLAS_COMPUTE_32F_FAST_16F:
        case CUBLAS_COMPUTE_32F_FAST_16BF:
        case CUBLAS_COMPUTE_32F_FAST_TF32:
            return float_all;
        case CUBLAS_COMPUTE_64F:
        case CUBLAS_COMPUTE_64F_PEDANTIC:
            return a == CUDA_R_64F && b == CUDA_R_64F && c == CUDA_R_64F;
        case CUBLAS_COMPUTE_32I:
        case CUBLAS_COMPUTE_32I_PEDANTIC:
            break;
        }
        return false;
    }
};

/// One product of several with the same shape and types.
struct Product {
    const ProductShape& shape;
    Numbers A, B, C;

    void check(CublasCall& call, bool reads_factors, bool reads_sum) const {
        shape.check_memory(call, A.begin, A.size(), B.begin, B.size(), reads_factors, C.begin, C.size(),
                           reads_sum);
    }
};

/// In float: the factors are floats exactly, and each entry of the result is rounded once.
void multiply_single(CublasCall& call, const Product& product, float alpha, float beta) {
    product.check(call, alpha != 0, beta != 0);
    if (!call.good()) return;
    const ProductShape& shape = product.shape;
    const bool reads_factors = alpha != 0 && shape.k > 0;
    const auto A = reads_factors ? product.A.read(shape.rows_a(), shape.columns_a(), shape.lda) : Floats();
    const auto B = reads_factors ? product.B.read(shape.rows_b(), shape.columns_b(), shape.ldb) : Floats();
    auto C = product.C.read(shape.m, shape.n, shape.ldc);
    blas::gemm(letter(shape.transa), letter(shape.transb), shape.m, shape.n, reads_factors ? shape.k : 0,
               alpha, A.data(), std::max(shape.rows_a(), 1), B.data(), std::max(shape.rows_b(), 1), beta,
               C.data(), shape.m);
    for (std::ptrdiff_t j = 0, at = 0; j < shape.n; ++j)
        for (std::ptrdiff_t i = 0; i < shape.m; ++i)
            product.C.set(i + j * shape.ldc, C[static_cast<std::size_t>(at++)]);
}

/// In half precision, as a chain of fused operations does it: k ascending, each partial sum rounded. In which
/// order a GPU sums is not documented.
void multiply_half(CublasCall& call, const Product& product, std::uint16_t alpha, std::uint16_t beta) {
    using Half = SixteenBits<Binary16>;
    product.check(call, !Half::eq(alpha, 0), !Half::eq(beta, 0));
    if (!call.good()) return;
    const ProductShape& shape = product.shape;
    const auto *A = static_cast<const std::uint16_t*>(product.A.begin),
               *B = static_cast<const std::uint16_t*>(product.B.begin);
    auto* C = static_cast<std::uint16_t*>(const_cast<void*>(product.C.begin));
    const auto entry = [](const std::uint16_t* matrix, cublasOperation_t trans, int ld, std::ptrdiff_t i,
                          std::ptrdiff_t j) {
        return trans == CUBLAS_OP_N ? matrix[i + j * ld] : matrix[j + i * ld];
    };
    for (std::ptrdiff_t j = 0; j < shape.n; ++j)
        for (std::ptrdiff_t i = 0; i < shape.m; ++i) {
            std::uint16_t sum = 0;
            for (int p = 0; p < shape.k && !Half::eq(alpha, 0); ++p)
                sum = Half::fused(entry(A, shape.transa, shape.lda, i, p),
                                  entry(B, shape.transb, shape.ldb, p, j), sum);
            std::uint16_t& result = C[i + j * shape.ldc];
            const std::uint16_t scaled = Half::product(alpha, sum);
            result = Half::eq(beta, 0) ? scaled : Half::fused(beta, result, scaled);
        }
}

/// Calls `multiply_one(i, alpha, beta)` for each product.
template<class Scalar, class MultiplyOne> void
multiply_all(CublasCall& call, const void* alpha, const void* beta, int count, MultiplyOne multiply_one) {
    const auto a = call.scalar("alpha", static_cast<const Scalar*>(alpha));
    const auto b = call.scalar("beta", static_cast<const Scalar*>(beta));
    for (int i = 0; i < count && call.good(); ++i) multiply_one(i, *a, *b);
}

struct Strides {
    long long a = 0, b = 0, c = 0;
};

cublasStatus_t gemm_ex(CublasCall call, const ProductShape& shape, const Types& types, const void* alpha,
                       const void* A, const void* B, const void* beta, void* C, const Strides& strides = {},
                       int count = 1) {
    shape.check(call);
    call.require(count >= 0 && alpha && beta);
    call.support(types.go_together());
    if (!call.good() || shape.is_empty() || count == 0) return call.result();
    const auto product = [&](int i) {
        return Product{shape, Numbers{A, types.a}.from(i * strides.a),
                       Numbers{B, types.b}.from(i * strides.b), Numbers{C, types.c}.from(i * strides.c)};
    };
    switch (types.arithmetic()) {
    case Arithmetic::half:
        multiply_all<std::uint16_t>(call, alpha, beta, count, [&](int i, std::uint16_t a, std::uint16_t b) {
            multiply_half(call, product(i), a, b);
        });
        break;
    case Arithmetic::single:
        multiply_all<float>(call, alpha, beta, count,
                            [&](int i, float a, float b) { multiply_single(call, product(i), a, b); });
        break;
    case Arithmetic::twofold:
        multiply_all<double>(call, alpha, beta, count, [&](int i, double a, double b) {
            const Product one = product(i);
            multiply(call, shape, a, static_cast<const double*>(one.A.begin),
                     static_cast<const double*>(one.B.begin), b,
                     static_cast<double*>(const_cast<void*>(one.C.begin)));
        });
    }
    return call.result();
}

} // namespace

} // namespace gpu

extern "C" {

cublasStatus_t cublasHgemm(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m,
                           int n, int k, const __half* alpha, const __half* A, int lda, const __half* B,
                           int ldb, const __half* beta, __half* C, int ldc) {
    return gpu::gemm_ex(GPU_CUBLAS_CALL("cublasHgemm"), {transa, transb, m, n, k, lda, ldb, ldc},
                        {CUDA_R_16F, CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_16F}, alpha, A, B, beta, C);
}

cublasStatus_t cublasGemmEx(cublasHandle_t handle, cublasOperation_t transa, cublasOperation_t transb, int m,
                            int n, int k, const void* alpha, const void* A, cudaDataType Atype, int lda,
                            const void* B, cudaDataType Btype, int ldb, const void* beta, void* C,
                            cudaDataType Ctype, int ldc, cublasComputeType_t computeType, cublasGemmAlgo_t) {
    return gpu::gemm_ex(GPU_CUBLAS_CALL("cublasGemmEx"), {transa, transb, m, n, k, lda, ldb, ldc},
                        {Atype, Btype, Ctype, computeType}, alpha, A, B, beta, C);
}

cublasStatus_t cublasGemmStridedBatchedEx(cublasHandle_t handle, cublasOperation_t transa,
                                          cublasOperation_t transb, int m, int n, int k, const void* alpha,
                                          const void* A, cudaDataType Atype, int lda, long long strideA,
                                          const void* B, cudaDataType Btype, int ldb, long long strideB,
                                          const void* beta, void* C, cudaDataType Ctype, int ldc,
                                          long long strideC, int count, cublasComputeType_t computeType,
                                          cublasGemmAlgo_t) {
    return gpu::gemm_ex(GPU_CUBLAS_CALL("cublasGemmStridedBatchedEx"),
                        {transa, transb, m, n, k, lda, ldb, ldc}, {Atype, Btype, Ctype, computeType}, alpha,
                        A, B, beta, C, {strideA, strideB, strideC}, count);
}

} // extern "C"
