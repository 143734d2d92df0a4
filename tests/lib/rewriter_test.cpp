/// @file
/// What CUDA C++ becomes, as text.

#include "judge/catch_seam.hpp"

#include "gpu/rewriter.hpp"

#include <algorithm>
#include <string>

using gpu::rewritten;

namespace {

std::string launched(const std::string& kernel, const std::string& config, const std::string& arguments,
                     const std::string& name = "") {
    return "(::gpu::launch(" + (name.empty() ? "\"" + kernel + "\"" : name) +
           ", [&](auto&... gpu_a) GPU_LAUNCHED { " + kernel + "(gpu_a...); }, ::gpu::Config(" + config + ")" +
           arguments + "))";
}

} // namespace

TEST_CASE("a launch becomes one expression in parentheses") {
    CHECK(rewritten("k<<<1, 32>>>(x, n);") == launched("k", "1, 32", ", x, n") + ";");
    CHECK(rewritten("k<<<1, 32>>>();") == launched("k", "1, 32", "") + ";");
    CHECK(rewritten("a = 1; ns::k<T, 3><<<g, b, 0, s>>>(x)") ==
          "a = 1; " + launched("ns::k<T, 3>", "g, b, 0, s", ", x"));
    CHECK(rewritten("return ::k<<<1, 2>>>(x)") == "return " + launched("::k", "1, 2", ", x"));
    CHECK(rewritten("(pick(n))<<<1, 2>>>(x)") == launched("(pick(n))", "1, 2", ", x"));
    CHECK(rewritten("table[i].k<<<1, 2>>>(x)") == launched("table[i].k", "1, 2", ", x"));
    CHECK(rewritten("this->template k<(a > b)><<<1, 2>>>(x)") ==
          launched("this->template k<(a > b)>", "1, 2", ", x"));
    CHECK(rewritten("k<<<dim3(f<2>(n)), {1, 2}>>>(x)") == launched("k", "dim3(f<2>(n)), {1, 2}", ", x"));
    CHECK(rewritten("if (n) k<<<1, 2>>>(x)") == "if (n) " + launched("k", "1, 2", ", x"));
    CHECK(rewritten("check((k<<<1, n>>>(p), last()))") ==
          "check((" + launched("k", "1, n", ", p") + ", last()))");
}

TEST_CASE("literals that may be null pointers stay so") {
    CHECK(rewritten("k<<<1, 2>>>(NULL, x)") == launched("k", "1, 2", ", nullptr, x"));
    CHECK(rewritten("k<<<1, 2>>>(0, f(0))") ==
          "(::gpu::launch(\"k\", [&](auto&... gpu_a) GPU_LAUNCHED -> decltype(k(gpu_a...)) { k(gpu_a...); }, "
          "::gpu::Config(1, 2), ::gpu::Zero{}, f(0)))");
}

TEST_CASE("launches in macros") {
    CHECK(rewritten("#define RUN(k, ...) k<<<1, 2>>>(__VA_ARGS__)\n") ==
          "#define RUN(k, ...) (::gpu::launch(#k, [&](auto&... gpu_a) GPU_LAUNCHED { k(gpu_a...); }, "
          "::gpu::Config(1, 2) __VA_OPT__(,) __VA_ARGS__))\n");
    CHECK(rewritten("#define RUN k<<<1, 2>>>(x)\n") == "#define RUN " + launched("k", "1, 2", ", x") + "\n");
}

TEST_CASE("comments, literals and what only looks like a launch stay as they are") {
    for (const std::string text :
         {"// k<<<1, 2>>>(x)\n", "/* k<<<1, 2>>>(x) */", "\"k<<<1, 2>>>(x)\"", "R\"a(k<<<1, 2>>>(x) \")a\"",
          "// a comment that goes on \\\nk<<<1, 2>>>(x)\n", "#error don't k\nint a;", "'\\'' < 1'000'000",
          "a << b >> c; A<B<C<int>>> x;", "unterminated \"k<<<1, 2>>>(x)\n", "", "/*", "k<<<", "k<<<1, 2>>>(",
          "<<<>>>()"})
        CHECK(rewritten(text) == text);
}

TEST_CASE("variables in shared memory become references") {
    CHECK(rewritten("void f() { __shared__ float x; }") ==
          "void f() {  float &x = ::gpu::shared<float>(\"x\", [] {}); }");
    CHECK(rewritten("{ __shared__ T As[N][N + 1], *p; }") ==
          "{  T (&As)[N][N + 1] = ::gpu::shared<T[N][N + 1]>(\"As\", [] {}), *&p = "
          "::gpu::shared<T*>(\"p\", [] {}); }");
    CHECK(rewritten("{ static __shared__ volatile std::array<int, 4> a[2]; }") ==
          "{   volatile std::array<int, 4> (&a)[2] = "
          "::gpu::shared<volatile std :: array < int , 4 >[2]>(\"a\", [] {}); }");
    CHECK(rewritten("{ extern __shared__ float s[]; }") ==
          "{   float *s = ::gpu::dynamic_shared<float>(\"s\"); }");
    CHECK(rewritten("{ extern __shared__ float s[][32]; }") ==
          "{   float (*s)[32] = ::gpu::dynamic_shared<float[32]>(\"s\"); }");
}

TEST_CASE("dynamic shared memory outside of functions") {
    const auto text =
        rewritten("namespace a { extern __shared__ int s[]; }\nf(reinterpret_cast<float*>(s));");
    CHECK(text.find("static const ::gpu::DynamicShared<int> s{\"s\"};") != std::string::npos);
    CHECK(text.find("reinterpret_cast<float*>(+s)") != std::string::npos);
}

TEST_CASE("variables in global and constant memory are registered, functions are not") {
    CHECK(rewritten("__constant__ float c[3] = {1, 2, 3}, d;") ==
          "__constant__ float c[3] = {1, 2, 3}, d; static const ::gpu::Registered gpu_registered_1(c, \"c\", "
          "::gpu::Space::constant); static const ::gpu::Registered gpu_registered_2(d, \"d\", "
          "::gpu::Space::constant);");
    for (const std::string text :
         {"__device__ int f(int x);", "__device__ float f() { return 1; }", "extern __device__ int x;",
          "__host__ __device__ inline T operator+(T a, T b) { return a; }",
          "struct S { __device__ int f(); };", "auto f = [=] __device__ (int i) { return i; };"})
        CHECK(rewritten(text) == text);
}

TEST_CASE("what the simulator does not offer becomes an error where it is used") {
    CHECK(rewritten("#include <cub/cub.cuh>\n") == "#error the simulator does not offer CUB: write the "
                                                   "reduction or the scan with __shfl_down_sync() and "
                                                   "shared memory // <cub/cub.cuh>\n");
    CHECK(rewritten("cudaGraph_t g;") == "_Pragma(\"GCC error \\\"the simulator does not offer CUDA graphs: "
                                         "launch the kernels one after the other\\\"\") cudaGraph_t g;");
    CHECK(rewritten("asm volatile(\"\");").find("inline assembly") != std::string::npos);
    CHECK(rewritten("{ __shared__ struct { int a; } s; }").find("this form of __shared__") !=
          std::string::npos);
    for (const std::string text : {"#include <cuda_fp16.h>\n", "#include \"mine.cuh\"\n", "int cub;",
                                   "void f() asm_label;", "// #include <thrust/sort.h>\n"})
        CHECK(rewritten(text) == text);
}

TEST_CASE("every line keeps its number") {
    const std::string text =
        "k<T,\n  3>\n<<<1, // a\n2>>>\n(x,\n 0)\n;\n__shared__ int\n a[2],\n b;\n__device__ int\nc;\n";
    const auto lines = [](const std::string& s) { return std::count(s.begin(), s.end(), '\n'); };
    CHECK(lines(rewritten(text)) == lines(text));
}
