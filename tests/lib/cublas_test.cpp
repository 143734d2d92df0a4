/// @file
/// cuBLAS on the CPU: each function against plain loops over small integers, and every status.

#include "judge/catch_seam.hpp"

#include "gpu/faults.hpp"
#include "gpu/include/cublasLt.h"
#include "gpu/include/cublas_v2.h"
#include "gpu/library_calls.hpp"
#include "gpu/memory.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <random>
#include <vector>

namespace {

/// The functions of one precision.
template<class T> struct Api;
#define API(T, P, ip)                                                                                        \
    template<> struct Api<T> {                                                                               \
        static constexpr auto axpy = cublas##P##axpy;                                                        \
        static constexpr auto dot = cublas##P##dot;                                                          \
        static constexpr auto nrm2 = cublas##P##nrm2;                                                        \
        static constexpr auto asum = cublas##P##asum;                                                        \
        static constexpr auto scal = cublas##P##scal;                                                        \
        static constexpr auto copy = cublas##P##copy;                                                        \
        static constexpr auto swap = cublas##P##swap;                                                        \
        static constexpr auto iamax = cublasI##ip##amax;                                                     \
        static constexpr auto gemv = cublas##P##gemv;                                                        \
        static constexpr auto ger = cublas##P##ger;                                                          \
        static constexpr auto gemm = cublas##P##gemm;                                                        \
        static constexpr auto syrk = cublas##P##syrk;                                                        \
        static constexpr auto trsm = cublas##P##trsm;                                                        \
        static constexpr auto symm = cublas##P##symm;                                                        \
        static constexpr auto geam = cublas##P##geam;                                                        \
        static constexpr auto strided = cublas##P##gemmStridedBatched;                                       \
        static constexpr auto batched = cublas##P##gemmBatched;                                              \
    };
API(float, S, s)
API(double, D, d)

struct Handle {
    cublasHandle_t handle = nullptr;
    Handle() {
        gpu::take_faults();
        cublasCreate(&handle);
    }
    ~Handle() { cublasDestroy(handle); }
    operator cublasHandle_t() const { return handle; }
};

/// Numbers in device memory; what `unwritten` says nobody has written, and it is NaN.
template<class T> struct Device {
    T* begin;
    std::size_t count;

    explicit Device(const std::vector<T>& values, const std::string& name = "d_A")
        : begin(static_cast<T*>(gpu::allocate(values.size() * sizeof(T), "&" + name))), count(values.size()) {
        std::memcpy(static_cast<void*>(begin), values.data(), count * sizeof(T));
        gpu::mark_written(begin, count * sizeof(T));
    }
    ~Device() { gpu::release(begin); }
    Device(const Device&) = delete;
    operator T*() const { return begin; }
    std::vector<T> values() const { return {begin, begin + count}; }
};

template<class T> constexpr T poison = std::numeric_limits<T>::quiet_NaN();

/// A matrix by columns, with a leading dimension. The padding is NaN, and stays what it is.
template<class T> struct Matrix {
    int rows, columns, ld;
    T* begin;

    Matrix(int rows, int columns, int padding, bool written = true, unsigned seed = 1)
        : rows(rows), columns(columns), ld(std::max(rows, 1) + padding),
          begin(static_cast<T*>(gpu::allocate(size() * sizeof(T), "&matrix"))) {
        std::fill_n(begin, size(), poison<T>);
        std::mt19937 random(seed);
        for (int j = 0; j < columns && written; ++j)
            for (int i = 0; i < rows; ++i) write(i, j, static_cast<T>(static_cast<int>(random() % 9) - 4));
    }
    ~Matrix() { gpu::release(begin); }
    Matrix(const Matrix&) = delete;

    std::size_t size() const {
        return static_cast<std::size_t>(ld) * static_cast<std::size_t>(std::max(columns, 1));
    }
    T& at(int i, int j) const { return begin[i + j * ld]; }
    void write(int i, int j, T value) const {
        at(i, j) = value;
        gpu::mark_written(&at(i, j), sizeof(T));
    }
    T operator()(int i, int j) const { return at(i, j); }
    /// An entry of op(A).
    T operator()(cublasOperation_t op, int i, int j) const { return op == CUBLAS_OP_N ? at(i, j) : at(j, i); }
    bool padding_is_untouched() const {
        for (int j = 0; j < columns; ++j)
            for (int i = rows; i < ld; ++i)
                if (!std::isnan(at(i, j))) return false;
        return true;
    }
    std::vector<T> values() const {
        std::vector<T> result;
        for (int j = 0; j < columns; ++j) result.insert(result.end(), &at(0, j), &at(0, j) + rows);
        return result;
    }
};

/// `rows` times `columns` values.
template<class T, class Entry> std::vector<T> table(int rows, int columns, Entry entry) {
    std::vector<T> result;
    for (int j = 0; j < columns; ++j)
        for (int i = 0; i < rows; ++i) result.push_back(static_cast<T>(entry(i, j)));
    return result;
}

bool nothing_found() { return gpu::take_faults().empty(); }

/// The kinds of what was found.
std::string found() {
    std::string kinds;
    for (const auto& fault : gpu::take_faults()) kinds += (kinds.empty() ? "" : " ") + fault.kind;
    return kinds;
}

constexpr auto success = CUBLAS_STATUS_SUCCESS, invalid = CUBLAS_STATUS_INVALID_VALUE,
               failed = CUBLAS_STATUS_EXECUTION_FAILED, unsupported = CUBLAS_STATUS_NOT_SUPPORTED,
               uninitialised = CUBLAS_STATUS_NOT_INITIALIZED;
constexpr cublasOperation_t plain = CUBLAS_OP_N, transposed = CUBLAS_OP_T;
template<class Enum> Enum no_such(int number = 77) { return static_cast<Enum>(number); }

} // namespace

TEST_CASE("a handle keeps its modes, and is none before it is made and after it is destroyed") {
    cublasHandle_t handle = nullptr;
    CHECK(cublasCreate(nullptr) == invalid);
    CHECK(cublasSetStream(nullptr, nullptr) == uninitialised);
    REQUIRE(cublasCreate(&handle) == success);
    cudaStream_t stream = reinterpret_cast<cudaStream_t>(1);
    CHECK((cublasGetStream(handle, &stream) == success && stream == nullptr));
    CHECK(cublasSetStream(handle, reinterpret_cast<cudaStream_t>(2)) == success);
    CHECK((cublasGetStream(handle, &stream) == success && stream == reinterpret_cast<cudaStream_t>(2)));
    CHECK(cublasGetStream(handle, nullptr) == invalid);

    cublasPointerMode_t mode{};
    CHECK(cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE) == success);
    CHECK(cublasSetPointerMode(handle, no_such<cublasPointerMode_t>()) == invalid);
    CHECK((cublasGetPointerMode(handle, &mode) == success && mode == CUBLAS_POINTER_MODE_DEVICE));
    cublasMath_t math{};
    CHECK(cublasSetMathMode(handle, CUBLAS_TF32_TENSOR_OP_MATH) == success);
    CHECK(cublasSetMathMode(handle, no_such<cublasMath_t>()) == invalid);
    CHECK((cublasGetMathMode(handle, &math) == success && math == CUBLAS_TF32_TENSOR_OP_MATH));
    int version = 0;
    CHECK((cublasGetVersion(handle, &version) == success && version > 0));
    CHECK(cublasSetWorkspace(handle, nullptr, 0) == success);

    CHECK(cublasDestroy(handle) == success);
    CHECK(cublasDestroy(handle) == uninitialised);
    CHECK(cublasGetPointerMode(handle, &mode) == uninitialised);
    cublasLtHandle_t light = nullptr;
    CHECK((cublasLtCreate(&light) == success && cublasLtDestroy(light) == success));
}

TEST_CASE("a status has a name and a meaning") {
    CHECK(cublasGetStatusName(CUBLAS_STATUS_INVALID_VALUE) == std::string("CUBLAS_STATUS_INVALID_VALUE"));
    CHECK(cublasGetStatusString(success) == std::string("success"));
    CHECK(cublasGetStatusName(no_such<cublasStatus_t>(99)) == std::string("CUBLAS_STATUS_UNKNOWN"));
}

TEMPLATE_TEST_CASE("vectors: increments of either sign, and results", "", float, double) {
    using T = TestType;
    using Blas = Api<T>;
    const Handle handle;
    const Device<T> x({1, poison<T>, -5, poison<T>, 2}), y({10, 20, 30});
    const T two = 2;
    CHECK(Blas::axpy(handle, 3, &two, x, 2, y, -1) == success); // the last of y belongs to the first of x
    CHECK(y.values() == std::vector<T>{14, 10, 32});
    T result = 0;
    CHECK((Blas::dot(handle, 3, x, 2, y, 1, &result) == success && result == 14 - 50 + 64));
    CHECK((Blas::asum(handle, 3, x, 2, &result) == success && result == 8));
    CHECK((Blas::nrm2(handle, 2, Device<T>({3, 4}), 1, &result) == success && result == 5));
    int place = 0;
    CHECK((Blas::iamax(handle, 3, x, 2, &place) == success && place == 2)); // counted from 1
    CHECK((Blas::scal(handle, 3, &two, x, 2) == success && x.values()[2] == -10 && x.values()[4] == 4));
    const Device<T> z({7, 8, 9});
    CHECK((Blas::swap(handle, 3, y, 1, z, 1) == success && z.values() == std::vector<T>{14, 10, 32}));
    CHECK((Blas::copy(handle, 3, z, 1, y, 1) == success && y.values() == z.values()));
    CHECK(nothing_found());
}

TEMPLATE_TEST_CASE("vectors without elements: nothing is done, and numbers are 0", "", float, double) {
    using T = TestType;
    using Blas = Api<T>;
    const Handle handle;
    const T two = 2;
    T* const none = nullptr;
    T result = 7;
    int place = 7;
    CHECK(Blas::axpy(handle, 0, &two, none, 1, none, 1) == success);
    CHECK(Blas::copy(handle, -3, none, 1, none, 1) == success);
    CHECK(Blas::swap(handle, 0, none, 1, none, 1) == success);
    CHECK(Blas::scal(handle, 0, &two, none, 1) == success);
    CHECK((Blas::dot(handle, 0, none, 1, none, 1, &result) == success && result == 0));
    CHECK((Blas::nrm2(handle, 4, none, 0, &(result = 7)) == success && result == 0));
    CHECK((Blas::asum(handle, 0, none, 1, &(result = 7)) == success && result == 0));
    CHECK((Blas::iamax(handle, 4, none, -1, &place) == success && place == 0));
    CHECK(Blas::dot(handle, 0, none, 1, none, 1, nullptr) == invalid);
    CHECK(Blas::iamax(handle, 1, none, 1, nullptr) == invalid);
    CHECK(Blas::axpy(handle, 1, nullptr, none, 1, none, 1) == invalid);
    CHECK(Blas::axpy(nullptr, 0, &two, none, 1, none, 1) == uninitialised);
    CHECK(nothing_found());
}

TEMPLATE_TEST_CASE("scalars lie where the pointer mode says", "", float, double) {
    using T = TestType;
    using Blas = Api<T>;
    const Handle handle;
    const Device<T> x({1, 2, 3}), factor({2}, "d_alpha");
    T* const result = static_cast<T*>(gpu::allocate(sizeof(T), "&d_result"));
    const T host_factor = 2;

    CHECK(Blas::scal(handle, 3, factor, x, 1) == failed);
    CHECK(found() == "device_memory");
    CHECK(Blas::dot(handle, 3, x, 1, x, 1, result) == failed);
    CHECK(found() == "device_memory");

    cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE);
    CHECK((Blas::scal(handle, 3, factor, x, 1) == success && x.values() == std::vector<T>{2, 4, 6}));
    CHECK((Blas::dot(handle, 3, x, 1, x, 1, result) == success && *result == 56));
    CHECK(gpu::first_unwritten(result, sizeof(T)) == nullptr);
    CHECK(nothing_found());
    CHECK(Blas::scal(handle, 3, &host_factor, x, 1) == failed);
    CHECK(found() == "host_memory");
    gpu::release(result);
}

TEMPLATE_TEST_CASE("gemm: every transposition, with padding", "", float, double) {
    using T = TestType;
    const Handle handle;
    constexpr int m = 3, n = 4, k = 5;
    for (const auto transa : {plain, transposed, CUBLAS_OP_C})
        for (const auto transb : {plain, transposed, CUBLAS_OP_C})
            for (const T beta : {T(0), T(3)}) {
                const Matrix<T> A(transa == plain ? m : k, transa == plain ? k : m, 2, true, 1);
                const Matrix<T> B(transb == plain ? k : n, transb == plain ? n : k, 3, true, 2);
                const Matrix<T> C(m, n, 1, beta != 0, 3); // not even written where beta is 0
                const auto before = C.values();
                const auto expected = table<T>(m, n, [&](int i, int j) {
                    T sum = 0;
                    for (int p = 0; p < k; ++p) sum += A(transa, i, p) * B(transb, p, j);
                    return 2 * sum + (beta == 0 ? 0 : beta * before[static_cast<std::size_t>(i + j * m)]);
                });
                const T alpha = 2;
                CHECK(Api<T>::gemm(handle, transa, transb, m, n, k, &alpha, A.begin, A.ld, B.begin, B.ld,
                                   &beta, C.begin, C.ld) == success);
                CHECK(C.values() == expected);
                CHECK((C.padding_is_untouched() &&
                       gpu::first_unwritten(&C.at(0, 0), m * sizeof(T)) == nullptr));
            }
    CHECK(nothing_found());
}

TEMPLATE_TEST_CASE("gemm: without terms it scales, without entries it does nothing", "", float, double) {
    using T = TestType;
    const Handle handle;
    const Matrix<T> C(2, 2, 0);
    const auto before = C.values();
    const T one = 1, two = 2, zero = 0;
    T* const none = nullptr;
    const auto gemm = [&](int m, int n, int k, const T* alpha, T* A, const T* beta, T* c) {
        return Api<T>::gemm(handle, plain, plain, m, n, k, alpha, A, 2, A, 2, beta, c, 2);
    };
    CHECK(gemm(2, 2, 0, &one, none, &two, C.begin) == success);
    CHECK(C.values() ==
          table<T>(2, 2, [&](int i, int j) { return 2 * before[static_cast<std::size_t>(i + 2 * j)]; }));
    CHECK((gemm(2, 2, 2, &zero, none, &zero, C.begin) == success && C.values() == std::vector<T>(4)));
    CHECK((gemm(0, 2, 2, &one, none, &one, none) == success &&
           gemm(2, 0, 2, &one, none, &one, none) == success));
    CHECK(nothing_found());
}

TEMPLATE_TEST_CASE("gemm: each wrong argument has its status", "", float, double) {
    using T = TestType;
    const Handle handle;
    const Matrix<T> A(4, 4, 0), B(4, 4, 0), C(4, 4, 0);
    const T one = 1;
    const auto gemm = [&](cublasHandle_t h, cublasOperation_t transa, cublasOperation_t transb, int m, int n,
                          int k, int lda, int ldb, int ldc) {
        return Api<T>::gemm(h, transa, transb, m, n, k, &one, A.begin, lda, B.begin, ldb, &one, C.begin, ldc);
    };
    CHECK(gemm(handle, plain, plain, 2, 3, 4, 2, 4, 2) == success);
    CHECK(gemm(nullptr, plain, plain, 2, 3, 4, 2, 4, 2) == uninitialised);
    CHECK(gemm(handle, no_such<cublasOperation_t>(), plain, 2, 3, 4, 2, 4, 2) == invalid);
    CHECK(gemm(handle, plain, no_such<cublasOperation_t>(), 2, 3, 4, 2, 4, 2) == invalid);
    CHECK(gemm(handle, plain, plain, -1, 3, 4, 2, 4, 2) == invalid);
    CHECK(gemm(handle, plain, plain, 2, -1, 4, 2, 4, 2) == invalid);
    CHECK(gemm(handle, plain, plain, 2, 3, -1, 2, 4, 2) == invalid);
    CHECK(gemm(handle, plain, plain, 2, 3, 4, 1, 4, 2) == invalid);      // lda < m
    CHECK(gemm(handle, transposed, plain, 2, 3, 4, 3, 4, 2) == invalid); // lda < k
    CHECK(gemm(handle, plain, plain, 2, 3, 4, 2, 3, 2) == invalid);      // ldb < k
    CHECK(gemm(handle, plain, transposed, 2, 3, 4, 2, 2, 2) == invalid); // ldb < n
    CHECK(gemm(handle, plain, plain, 2, 3, 4, 2, 4, 1) == invalid);      // ldc < m
    CHECK(gemm(handle, plain, plain, 0, 3, 4, 0, 4, 1) == invalid);      // lda < 1
    const auto pointers = [&](const T* alpha, const T* beta) {
        return Api<T>::gemm(handle, plain, plain, 2, 2, 2, alpha, A.begin, 4, B.begin, 4, beta, C.begin, 4);
    };
    CHECK((pointers(nullptr, &one) == invalid && pointers(&one, nullptr) == invalid));
    CHECK(nothing_found());
}

TEST_CASE("what lies in no device memory is a fault, and so is what nobody has written") {
    const Handle handle;
    const float one = 1, zero = 0;
    std::vector<float> host(16);
    const Device<float> A(std::vector<float>(15, 1), "d_A"), C(std::vector<float>(16, 1), "d_C");
    const auto gemm = [&](const float* a, int lda, float* c) {
        return cublasSgemm(handle, plain, plain, 4, 4, 4, &one, a, lda, C, 4, &zero, c, 4);
    };
    CHECK(gemm(host.data(), 4, C) == failed);
    auto faults = gpu::take_faults();
    REQUIRE(faults.size() == 1);
    CHECK((faults[0].kind == "host_memory" && faults[0].kernel == "cublasSgemm"));
    CHECK(faults[0].sentence.find("cublasSgemm reads A, but its pointer is one to memory of the host") == 0);

    CHECK(gemm(nullptr, 4, C) == failed);
    CHECK(found() == "host_memory");
    CHECK(gemm(C, 4, host.data()) == failed);
    CHECK(found() == "host_memory");

    CHECK(gemm(A, 4, C) == failed); // 16 elements
    faults = gpu::take_faults();
    REQUIRE(faults.size() == 1);
    CHECK((faults[0].kind == "out_of_bounds" && faults[0].variable == "d_A"));
    CHECK(faults[0].sentence.find("4 x 4 by columns, with a leading dimension of 4") != std::string::npos);

    auto* fresh = static_cast<float*>(gpu::allocate(16 * sizeof(float), "&d_fresh"));
    gpu::mark_written(fresh, 7 * sizeof(float));
    CHECK(gemm(fresh, 4, C) == success);
    faults = gpu::take_faults();
    REQUIRE(faults.size() == 1);
    CHECK((faults[0].kind == "uninitialised" && faults[0].variable == "d_fresh[7]"));
    gpu::release(fresh);
    CHECK(gemm(fresh, 4, C) == failed);
    CHECK(found() == "freed_memory");
}

TEMPLATE_TEST_CASE("gemv and ger, with padding and increments", "", float, double) {
    using T = TestType;
    const Handle handle;
    const Matrix<T> A(3, 4, 2);
    const Device<T> x({1, 2, 3, 4}), y({5, poison<T>, 6, poison<T>, 7});
    const T two = 2, zero = 0, one = 1;
    const auto row = [&](int i) { return A(i, 0) + 2 * A(i, 1) + 3 * A(i, 2) + 4 * A(i, 3); };
    CHECK(Api<T>::gemv(handle, plain, 3, 4, &two, A.begin, A.ld, x, 1, &one, y, 2) == success);
    CHECK((y[0] == 2 * row(0) + 5 && y[2] == 2 * row(1) + 6 && y[4] == 2 * row(2) + 7));
    const Device<T> u({1, -1, 2}), fresh({poison<T>, poison<T>, poison<T>, poison<T>});
    CHECK(Api<T>::gemv(handle, transposed, 3, 4, &one, A.begin, A.ld, u, 1, &zero, fresh, -1) == success);
    for (int j = 0; j < 4; ++j) CHECK(fresh[3 - j] == A(0, j) - A(1, j) + 2 * A(2, j));
    const auto before = A.values();
    CHECK(Api<T>::ger(handle, 3, 4, &two, u, 1, x, 1, A.begin, A.ld) == success);
    CHECK(A.values() == table<T>(3, 4, [&](int i, int j) {
              return before[static_cast<std::size_t>(i + 3 * j)] + 2 * u[i] * x[j];
          }));
    CHECK((A.padding_is_untouched() && nothing_found()));

    const auto gemv = [&](cublasOperation_t op, int m, int n, int lda, int incx, int incy) {
        return Api<T>::gemv(handle, op, m, n, &one, A.begin, lda, x, incx, &one, u, incy);
    };
    CHECK((gemv(no_such<cublasOperation_t>(), 3, 3, 5, 1, 1) == invalid &&
           gemv(plain, -1, 3, 5, 1, 1) == invalid));
    CHECK((gemv(plain, 3, -1, 5, 1, 1) == invalid && gemv(plain, 3, 3, 2, 1, 1) == invalid));
    CHECK((gemv(plain, 3, 3, 5, 0, 1) == invalid && gemv(plain, 3, 3, 5, 1, 0) == invalid));
    CHECK((gemv(plain, 0, 3, 5, 1, 1) == success && gemv(plain, 3, 0, 5, 1, 1) == success));
    CHECK(Api<T>::ger(handle, 3, 3, &one, u, 1, x, 1, A.begin, 2) == invalid);
    CHECK(Api<T>::ger(handle, 3, 3, &one, u, 0, x, 1, A.begin, 3) == invalid);
    CHECK(Api<T>::ger(handle, 3, 3, nullptr, u, 1, x, 1, A.begin, 3) == invalid);
}

TEMPLATE_TEST_CASE("syrk computes one triangle, and leaves the other alone", "", float, double) {
    using T = TestType;
    const Handle handle;
    const T one = 1, zero = 0;
    for (const auto uplo : {CUBLAS_FILL_MODE_LOWER, CUBLAS_FILL_MODE_UPPER})
        for (const auto op : {plain, transposed}) {
            const Matrix<T> A(op == plain ? 3 : 4, op == plain ? 4 : 3, 1), C(3, 3, 2, false);
            CHECK(Api<T>::syrk(handle, uplo, op, 3, 4, &one, A.begin, A.ld, &zero, C.begin, C.ld) == success);
            for (int j = 0; j < 3; ++j)
                for (int i = 0; i < 3; ++i) {
                    T sum = 0;
                    for (int p = 0; p < 4; ++p) sum += A(op, i, p) * A(op, j, p);
                    const bool inside = uplo == CUBLAS_FILL_MODE_LOWER ? i >= j : i <= j;
                    CHECK((inside ? C(i, j) == sum : std::isnan(C(i, j))));
                    CHECK((gpu::first_unwritten(&C.at(i, j), sizeof(T)) == nullptr) == inside);
                }
        }
    CHECK(nothing_found());
    const Matrix<T> A(4, 4, 0);
    const auto syrk = [&](cublasFillMode_t uplo, cublasOperation_t op, int n, int k, int lda, int ldc) {
        return Api<T>::syrk(handle, uplo, op, n, k, &one, A.begin, lda, &zero, A.begin, ldc);
    };
    CHECK(syrk(CUBLAS_FILL_MODE_FULL, plain, 2, 3, 4, 4) == invalid);
    CHECK(syrk(CUBLAS_FILL_MODE_LOWER, no_such<cublasOperation_t>(), 2, 3, 4, 4) == invalid);
    CHECK((syrk(CUBLAS_FILL_MODE_LOWER, plain, -2, 3, 4, 4) == invalid &&
           syrk(CUBLAS_FILL_MODE_LOWER, plain, 2, -3, 4, 4) == invalid));
    CHECK((syrk(CUBLAS_FILL_MODE_LOWER, plain, 3, 2, 2, 4) == invalid &&
           syrk(CUBLAS_FILL_MODE_LOWER, transposed, 2, 3, 2, 4) == invalid));
    CHECK((syrk(CUBLAS_FILL_MODE_LOWER, plain, 3, 2, 3, 2) == invalid &&
           syrk(CUBLAS_FILL_MODE_LOWER, plain, 0, 2, 3, 2) == success));
}

TEMPLATE_TEST_CASE("trsm solves from both sides, and reads one triangle", "", float, double) {
    using T = TestType;
    const Handle handle;
    const T one = 1, zero = 0;
    for (const auto side : {CUBLAS_SIDE_LEFT, CUBLAS_SIDE_RIGHT})
        for (const auto uplo : {CUBLAS_FILL_MODE_LOWER, CUBLAS_FILL_MODE_UPPER})
            for (const auto op : {plain, transposed})
                for (const auto diag : {CUBLAS_DIAG_NON_UNIT, CUBLAS_DIAG_UNIT}) {
                    constexpr int m = 3, n = 2;
                    const bool left = side == CUBLAS_SIDE_LEFT;
                    const int order = left ? m : n;
                    const Matrix<T> A(order, order, 1, false), X(m, n, 0), B(m, n, 1);
                    const auto inside = [&](int i, int j) {
                        return i == j ? diag == CUBLAS_DIAG_NON_UNIT
                                      : (uplo == CUBLAS_FILL_MODE_LOWER) == (i > j);
                    };
                    for (int j = 0; j < order; ++j)
                        for (int i = 0; i < order; ++i)
                            if (inside(i, j)) A.write(i, j, static_cast<T>(i == j ? 2 : i + 2 * j - 1));
                    const auto triangle = [&](int i, int j) {
                        if (op != plain) std::swap(i, j);
                        return inside(i, j) ? A(i, j) : static_cast<T>(i == j);
                    };
                    for (int j = 0; j < n; ++j)
                        for (int i = 0; i < m; ++i) {
                            T sum = 0;
                            for (int p = 0; p < order; ++p)
                                sum += left ? triangle(i, p) * X(p, j) : X(i, p) * triangle(p, j);
                            B.write(i, j, sum);
                        }
                    CHECK(Api<T>::trsm(handle, side, uplo, op, diag, m, n, &one, A.begin, A.ld, B.begin,
                                       B.ld) == success);
                    CHECK((B.values() == X.values() && B.padding_is_untouched()));
                }
    CHECK(nothing_found());
    const Matrix<T> A(3, 3, 0), B(3, 3, 0);
    const auto trsm = [&](cublasSideMode_t side, int m, int n, const T* alpha, int lda, int ldb) {
        return Api<T>::trsm(handle, side, CUBLAS_FILL_MODE_LOWER, plain, CUBLAS_DIAG_NON_UNIT, m, n, alpha,
                            A.begin, lda, B.begin, ldb);
    };
    CHECK(trsm(no_such<cublasSideMode_t>(), 3, 3, &one, 3, 3) == invalid);
    CHECK((trsm(CUBLAS_SIDE_LEFT, 3, 2, &one, 2, 3) == invalid &&
           trsm(CUBLAS_SIDE_RIGHT, 3, 2, &one, 1, 3) == invalid));
    CHECK((trsm(CUBLAS_SIDE_LEFT, 3, 2, &one, 3, 2) == invalid &&
           trsm(CUBLAS_SIDE_LEFT, 3, 2, nullptr, 3, 3) == invalid));
    CHECK((trsm(CUBLAS_SIDE_LEFT, 3, 2, &zero, 3, 3) == success && B(2, 1) == 0));
}

TEMPLATE_TEST_CASE("symm reads one triangle of the symmetric matrix", "", float, double) {
    using T = TestType;
    const Handle handle;
    const T two = 2, one = 1;
    for (const auto side : {CUBLAS_SIDE_LEFT, CUBLAS_SIDE_RIGHT})
        for (const auto uplo : {CUBLAS_FILL_MODE_LOWER, CUBLAS_FILL_MODE_UPPER}) {
            const bool left = side == CUBLAS_SIDE_LEFT;
            const int order = left ? 3 : 2;
            const Matrix<T> A(order, order, 1, false), B(3, 2, 2), C(3, 2, 1);
            const auto entry = [](int i, int j) { return static_cast<T>(i + j + i * j + 1); };
            for (int j = 0; j < order; ++j)
                for (int i = 0; i < order; ++i)
                    if (uplo == CUBLAS_FILL_MODE_LOWER ? i >= j : i <= j) A.write(i, j, entry(i, j));
            const auto before = C.values();
            CHECK(Api<T>::symm(handle, side, uplo, 3, 2, &two, A.begin, A.ld, B.begin, B.ld, &one, C.begin,
                               C.ld) == success);
            CHECK(C.values() == table<T>(3, 2, [&](int i, int j) {
                      T sum = 0;
                      for (int p = 0; p < order; ++p)
                          sum += left ? entry(i, p) * B(p, j) : B(i, p) * entry(p, j);
                      return before[static_cast<std::size_t>(i + 3 * j)] + 2 * sum;
                  }));
        }
    CHECK(nothing_found());
    const Matrix<T> A(3, 3, 0);
    const auto symm = [&](cublasSideMode_t side, cublasFillMode_t uplo, int lda, int ldb, int ldc) {
        return Api<T>::symm(handle, side, uplo, 3, 2, &one, A.begin, lda, A.begin, ldb, &one, A.begin, ldc);
    };
    CHECK(symm(no_such<cublasSideMode_t>(), CUBLAS_FILL_MODE_LOWER, 3, 3, 3) == invalid);
    CHECK(symm(CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_FULL, 3, 3, 3) == invalid);
    CHECK((symm(CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_LOWER, 2, 3, 3) == invalid &&
           symm(CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_LOWER, 3, 2, 3) == invalid &&
           symm(CUBLAS_SIDE_LEFT, CUBLAS_FILL_MODE_LOWER, 3, 3, 2) == invalid));
}

TEMPLATE_TEST_CASE("geam adds, transposes, and works in place where that is allowed", "", float, double) {
    using T = TestType;
    const Handle handle;
    const T two = 2, minus = -1, zero = 0, one = 1;
    const Matrix<T> A(2, 3, 1, true, 1), B(3, 2, 2, true, 2), C(2, 3, 3, false);
    CHECK(Api<T>::geam(handle, plain, transposed, 2, 3, &two, A.begin, A.ld, &minus, B.begin, B.ld, C.begin,
                       C.ld) == success);
    CHECK(C.values() == table<T>(2, 3, [&](int i, int j) { return 2 * A(i, j) - B(j, i); }));
    const Matrix<T> D(3, 2, 0, false);
    T* const none = nullptr;
    CHECK(Api<T>::geam(handle, transposed, plain, 3, 2, &one, A.begin, A.ld, &zero, none, 3, D.begin, D.ld) ==
          success);
    CHECK(D.values() == table<T>(3, 2, [&](int i, int j) { return A(j, i); }));
    const auto before = A.values();
    CHECK(Api<T>::geam(handle, plain, plain, 2, 3, &two, A.begin, A.ld, &zero, none, 2, A.begin, A.ld) ==
          success);
    CHECK(A.values() ==
          table<T>(2, 3, [&](int i, int j) { return 2 * before[static_cast<std::size_t>(i + 2 * j)]; }));
    CHECK(nothing_found());
    const Matrix<T> S(2, 2, 1);
    CHECK(Api<T>::geam(handle, transposed, plain, 2, 2, &one, S.begin, 3, &zero, none, 2, S.begin, 3) ==
          invalid);
    CHECK(Api<T>::geam(handle, plain, plain, 2, 2, &one, S.begin, 2, &zero, none, 2, S.begin, 3) == invalid);
    CHECK(Api<T>::geam(handle, plain, plain, 2, 2, &one, none, 1, &zero, none, 2, S.begin, 3) == invalid);
    CHECK(Api<T>::geam(handle, plain, plain, 2, 2, nullptr, none, 2, &zero, none, 2, S.begin, 3) == invalid);
}

TEMPLATE_TEST_CASE("batches: strides, a stride of 0, and arrays of pointers", "", float, double) {
    using T = TestType;
    const Handle handle;
    const T one = 1, zero = 0;
    const Device<T> A({1, 2, 3, 4, poison<T>, 5, 6, 7, 8}), B({1, 0, 1, 1}),
        C(std::vector<T>(8, poison<T>), "d_C");
    CHECK(Api<T>::strided(handle, plain, plain, 2, 2, 2, &one, A, 2, 5, B, 2, 0, &zero, C, 2, 4, 2) ==
          success);
    const std::vector<T> expected{1, 2, 4, 6, 5, 6, 12, 14};
    CHECK(C.values() == expected);

    const Device<const T*> As({A, A + 5}), Bs({B, B});
    const Device<T*> Cs({C, C + 4});
    std::fill_n(C.begin, 8, poison<T>);
    CHECK(Api<T>::batched(handle, plain, plain, 2, 2, 2, &one, As, 2, Bs, 2, &zero, Cs, 2, 2) == success);
    CHECK((C.values() == expected && nothing_found()));

    const T* host_As[] = {A, A + 5};
    CHECK(Api<T>::batched(handle, plain, plain, 2, 2, 2, &one, host_As, 2, Bs, 2, &zero, Cs, 2, 2) == failed);
    CHECK(found() == "host_memory");
    CHECK(Api<T>::strided(handle, plain, plain, 2, 2, 2, &one, A, 2, 5, B, 2, 0, &zero, C, 2, 4, -1) ==
          invalid);
    CHECK(Api<T>::strided(handle, plain, plain, 2, 2, 2, &one, A, 2, 5, B, 2, 0, &zero, C, 2, 4, 0) ==
          success);
    CHECK(Api<T>::strided(handle, plain, plain, 2, 2, 2, &one, A, 2, 5, B, 2, 0, &zero, C, 2, 4, 3) ==
          failed);
    CHECK(found() == "out_of_bounds");
}

namespace {

template<class T> std::vector<T> numbers(const std::vector<double>& values) {
    std::vector<T> result;
    for (const double value : values) result.push_back(static_cast<T>(value));
    return result;
}

/// The product of two vectors by GemmEx; -1 unless the types go together.
template<class In, class Out> double inner(cudaDataType in, cudaDataType out, cublasComputeType_t compute,
                                           const std::vector<double>& a, const std::vector<double>& b) {
    const Handle handle;
    const int k = static_cast<int>(a.size());
    const Device<In> A(numbers<In>(a)), B(numbers<In>(b));
    const Device<Out> C(numbers<Out>({7}));
    // One and zero in each of the types that scalars may have.
    const __half halves[] = {1, 0};
    const float floats[] = {1, 0};
    const double doubles[] = {1, 0};
    const void *alpha = floats, *beta = floats + 1;
    if (compute == CUBLAS_COMPUTE_16F) alpha = halves, beta = halves + 1;
    if (compute == CUBLAS_COMPUTE_64F) alpha = doubles, beta = doubles + 1;
    const auto status = cublasGemmEx(handle, transposed, plain, 1, 1, k, alpha, A, in, k, B, in, k, beta, C,
                                     out, 1, compute, CUBLAS_GEMM_DEFAULT);
    CHECK((nothing_found() && (status == success || status == unsupported)));
    return status == success ? static_cast<double>(static_cast<Out>(C[0])) : -1;
}
constexpr auto half_to_float = inner<__half, float>;
constexpr auto half_to_half = inner<__half, __half>;
constexpr auto brain_to_float = inner<__nv_bfloat16, float>;
constexpr auto brain_to_brain = inner<__nv_bfloat16, __nv_bfloat16>;

} // namespace

TEST_CASE("GemmEx: halves are converted, and sums are as wide as is asked for") {
    const std::vector<double> ones(4096, 1);
    CHECK(half_to_float(CUDA_R_16F, CUDA_R_32F, CUBLAS_COMPUTE_32F, ones, ones) == 4096);
    CHECK(half_to_half(CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_16F, ones, ones) == 2048);
    CHECK(half_to_float(CUDA_R_16F, CUDA_R_32F, CUBLAS_COMPUTE_32F, {300}, {300}) == 90000);
    CHECK(std::isinf(half_to_half(CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_32F, {300}, {300})));
    // 2049 lies between two halves: the entry is rounded once, at the end.
    CHECK(half_to_half(CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_32F, {2048, 1, 1}, {1, 1, 1}) == 2050);
    CHECK(half_to_half(CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_16F, {2048, 1, 1}, {1, 1, 1}) == 2048);
    // The word of a bfloat16 that is taken for that of a half.
    CHECK(brain_to_float(CUDA_R_16BF, CUDA_R_32F, CUBLAS_COMPUTE_32F, {1}, {1}) == 1);
    CHECK(brain_to_float(CUDA_R_16F, CUDA_R_32F, CUBLAS_COMPUTE_32F, {1}, {1}) == 1.875 * 1.875);
    CHECK(brain_to_brain(CUDA_R_16BF, CUDA_R_16BF, CUBLAS_COMPUTE_32F, {0x1p100}, {3}) == 3 * 0x1p100);
    CHECK(inner<double, double>(CUDA_R_64F, CUDA_R_64F, CUBLAS_COMPUTE_64F, {1e200}, {1e100}) ==
          1e200 * 1e100);
    CHECK(inner<float, float>(CUDA_R_32F, CUDA_R_32F, CUBLAS_COMPUTE_32F_FAST_TF32, {3, 4}, {3, 4}) == 25);
}

TEST_CASE("GemmEx: types that do not go together are not supported") {
    CHECK(half_to_float(CUDA_R_16F, CUDA_R_32F, CUBLAS_COMPUTE_16F, {1}, {1}) == -1);
    CHECK(half_to_half(CUDA_R_16F, CUDA_R_16BF, CUBLAS_COMPUTE_32F, {1}, {1}) == -1);
    CHECK(half_to_half(CUDA_R_16BF, CUDA_R_16F, CUBLAS_COMPUTE_32F, {1}, {1}) == -1);
    CHECK(half_to_half(CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_32F_FAST_16F, {1}, {1}) == -1);
    CHECK(half_to_half(CUDA_R_16F, CUDA_R_16F, CUBLAS_COMPUTE_64F, {1}, {1}) == -1);
    CHECK(half_to_float(CUDA_R_8I, CUDA_R_32I, CUBLAS_COMPUTE_32I, {1}, {1}) == -1);
    CHECK(half_to_float(CUDA_R_16F, CUDA_R_32F, no_such<cublasComputeType_t>(), {1}, {1}) == -1);
}

TEST_CASE("GemmEx and Hgemm: transposes, padding and batches of halves") {
    const Handle handle;
    // Two 2 x 2 matrices each, with a row of padding.
    const Device<__half> A(numbers<__half>(
        {1, 2, poison<double>, 3, 4, poison<double>, 5, 6, poison<double>, 7, 8, poison<double>}));
    const Device<float> C({1, 1, 1, 1, 1, 1, 1, 1});
    const float one = 1, two = 2;
    CHECK(cublasGemmStridedBatchedEx(handle, transposed, plain, 2, 2, 2, &one, A, CUDA_R_16F, 3, 6, A,
                                     CUDA_R_16F, 3, 0, &two, C, CUDA_R_32F, 2, 4, 2, CUBLAS_COMPUTE_32F,
                                     CUBLAS_GEMM_DEFAULT) == success);
    CHECK(C.values() == std::vector<float>{7, 13, 13, 27, 19, 25, 41, 55});
    const Device<__half> D(numbers<__half>({poison<double>, poison<double>, poison<double>, poison<double>}));
    const Device<float> wide({1, 1, 9, 1, 1, 9});
    CHECK(cublasGemmEx(handle, plain, plain, 2, 2, 2, &one, A, CUDA_R_16F, 3, A, CUDA_R_16F, 3, &two, wide,
                       CUDA_R_32F, 3, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT) == success);
    CHECK(wide.values() == std::vector<float>{9, 12, 9, 17, 24, 9});
    const __half half_one(1), half_two(2), zero(0);
    CHECK(cublasHgemm(handle, plain, transposed, 2, 2, 2, &half_two, A, 3, A, 3, &zero, D, 2) == success);
    CHECK((float(D[0]) == 20 && float(D[1]) == 28 && float(D[2]) == 28 && float(D[3]) == 40));
    CHECK(cublasHgemm(handle, plain, plain, 2, 2, 2, &half_one, A, 3, A, 3, &half_one, D, 1) == invalid);
    CHECK(nothing_found());
}

TEST_CASE("vectors and matrices are copied to the device and back") {
    const Handle handle;
    auto* device = static_cast<float*>(gpu::allocate(6 * sizeof(float), "&d_A"));
    const float host[] = {1, 2, 9, 3, 4, 9};
    float back[4] = {};
    CHECK(cublasSetMatrix(2, 2, sizeof(float), host, 3, device, 3) == success);
    CHECK(cublasGetMatrix(2, 2, sizeof(float), device, 3, back, 2) == success);
    CHECK((back[0] == 1 && back[1] == 2 && back[2] == 3 && back[3] == 4));
    CHECK((cublasSetVector(2, sizeof(float), host, 3, device, 1) == success && device[1] == 3));
    CHECK((cublasGetVector(2, sizeof(float), device, 1, back, 3) == success && back[3] == 3));
    CHECK(nothing_found());
    CHECK(cublasSetMatrix(2, 2, sizeof(float), host, 1, device, 3) == invalid);
    CHECK(cublasSetVector(2, 0, host, 1, device, 1) == invalid);
    CHECK(cublasSetVector(2, sizeof(float), host, 1, back, 1) == failed);
    CHECK(found() == "host_memory");
    gpu::release(device);
}

TEST_CASE("every call is counted by its name") {
    const Handle handle;
    gpu::take_library_calls();
    const float one = 1;
    cublasSscal(handle, 0, &one, nullptr, 1);
    cublasSscal(handle, 0, &one, nullptr, 1);
    cublasDgemm(nullptr, plain, plain, 0, 0, 0, nullptr, nullptr, 1, nullptr, 1, nullptr, nullptr, 1);
    CHECK(gpu::take_library_calls() ==
          std::map<std::string, std::int64_t>{{"cublasDgemm", 1}, {"cublasSscal", 2}});
    CHECK(gpu::take_library_calls().empty());
}
