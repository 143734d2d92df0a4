#include "bench/machine.hpp"

#include "bench/clock.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sys/utsname.h>

namespace bench {

// ---- arithmetic ------------------------------------------------------------------------------------------

namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64, chains = 24;
#elif defined(__AVX__)
constexpr int vector_bytes = 32, chains = 12;
#elif defined(__aarch64__)
constexpr int vector_bytes = 16, chains = 24;
#else
constexpr int vector_bytes = 16, chains = 12;
#endif

/// Keeps the compiler from knowing a value, and from dropping what it was computed for.
template<class T> void hide(T& value) { asm volatile("" : "+m"(value) : : "memory"); }

/// `steps` times x ← a x + b in each of `chains` vectors. Two or more operations are under way in each unit
/// of the processor at any time, so there must be many that do not wait for each other; all of them, and a
/// and b, fit into the registers.
template<class T> void multiply_and_add(i64 steps) {
    typedef T Vector __attribute__((vector_size(vector_bytes)));
    T factor = T(0.5), term = T(1); // x tends to 2: no number ever gets large or denormal
    hide(factor);
    hide(term);
    const Vector a = Vector{} + factor, b = Vector{} + term;
    Vector x[chains] = {};
    for (auto& one : x) hide(one); // to the compiler no two are equal: it would compute equal ones once
    for (i64 step = 0; step < steps; ++step)
        for (auto& one : x) one = a * one + b;
    for (auto& one : x) hide(one);
}

} // namespace

template<class T> double peak() {
    constexpr i64 steps = 100'000;
    constexpr double flops = 2.0 * steps * chains * (vector_bytes / sizeof(T));
    double best = 0;
    const auto start = now();
    while (now() - start < 0.06) best = std::max(best, flops / seconds([] { multiply_and_add<T>(steps); }));
    return best;
}

template double peak<float>();
template double peak<double>();

// ---- memory ----------------------------------------------------------------------------------------------

namespace {

void triad(double* __restrict a, const double* __restrict b, const double* __restrict c, double s,
           std::size_t n) {
    for (std::size_t i = 0; i < n; ++i) a[i] = b[i] + s * c[i];
}

} // namespace

double bandwidth(i64 bytes) {
    const auto n = static_cast<std::size_t>(bytes) / (3 * sizeof(double));
    std::vector<double> a(n, 0.0), b(n, 1.0), c(n, 2.0);
    double best = 0;
    const auto start = now();
    do {
        const double time = seconds([&] { triad(a.data(), b.data(), c.data(), 0.5, n); });
        hide(a[0]);
        best = std::max(best, static_cast<double>(3 * sizeof(double) * n) / time);
    } while (now() - start < 0.1);
    return best;
}

// ---- what the system says --------------------------------------------------------------------------------

namespace {

namespace fs = std::filesystem;

std::string first_line(const fs::path& file) {
    std::ifstream text(file);
    std::string line;
    std::getline(text, line);
    return line;
}

/// "32K", "1M"
i64 bytes_of(const std::string& size) {
    std::size_t end = 0;
    const i64 number = size.empty() ? 0 : std::stoll(size, &end);
    const auto unit = size.substr(end);
    return unit == "K" ? number << 10 : unit == "M" ? number << 20 : number;
}

} // namespace

std::vector<Cache> caches() {
    std::vector<Cache> found;
    const fs::path folder = "/sys/devices/system/cpu/cpu0/cache";
    for (int i = 0; fs::exists(folder / ("index" + std::to_string(i))); ++i) {
        const auto cache = folder / ("index" + std::to_string(i));
        if (first_line(cache / "type") == "Instruction") continue;
        found.push_back(
            {first_line(cache / "level").insert(0, 1, 'L'), bytes_of(first_line(cache / "size")), "", 0});
    }
    std::erase_if(found, [](const Cache& cache) { return cache.bytes <= 0; });
    std::sort(found.begin(), found.end(), [](auto& a, auto& b) { return a.bytes < b.bytes; });
    if (found.empty()) found = {{"L1", 32 << 10, "", 0}, {"L2", 1 << 20, "", 0}};
    for (std::size_t i = 0; i < found.size(); ++i)
        found[i].behind = i + 1 < found.size() ? found[i + 1].name : "memory";
    return found;
}

void measure_bandwidths(std::vector<Cache>& caches) {
    for (std::size_t i = 0; i < caches.size(); ++i) {
        const bool last = i + 1 == caches.size();
        const i64 bytes = last ? std::min(4 * caches[i].bytes, i64{1} << 30) : caches[i + 1].bytes / 2;
        caches[i].bandwidth = std::max(caches[i].bandwidth, bandwidth(bytes));
    }
}

std::string processor() {
    std::ifstream text("/proc/cpuinfo");
    for (std::string line; std::getline(text, line);)
        if (line.starts_with("model name")) return line.substr(line.find(": ") + 2);
    utsname system{};
    ::uname(&system);
    return system.machine;
}

} // namespace bench
