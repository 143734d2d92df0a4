#include "roofline.hpp"

#include "judge/test.hpp"

#include <cstdio>

using namespace judge;

namespace {

using Wide = std::uint64_t; ///< for results: where they do not fit they wrap around, as an i64 must not

// ---- calls ---------------------------------------------------------------------------------------------

/// "gemm_flops(3, 5, 7)"
template<class... A> std::string written(const char* function, const A&... arguments) {
    std::string text;
    const auto add = [&](const auto& argument) {
        using Type = std::remove_cvref_t<decltype(argument)>;
        text += text.empty() ? "" : ", ";
        if constexpr (std::is_same_v<Type, bool>)
            text += argument ? "true" : "false";
        else if constexpr (std::is_same_v<Type, double>)
            text += printed(argument);
        else
            text += std::to_string(argument);
    };
    (add(arguments), ...);
    return std::string(function) + "(" + text + ")";
}

/// A count that is well known and wrong, modulo 2^64.
struct Mistake {
    std::string id;
    int hint;
    Wide count;
    std::string says;
};
using Mistakes = std::vector<Mistake>;

/// Known whatever is counted: the lower half of the bits, read as an int, and the digits that a double keeps.
std::vector<Known> recognised(i64 got, i64 right, const Mistakes& mistakes) {
    std::vector<Known> known;
    for (const auto& [id, hint, count, says] : mistakes)
        known.push_back(known_if(Wide(got) == count && got != right, id, hint, says));
    const i64 low = static_cast<i32>(static_cast<std::uint32_t>(right));
    known.push_back(known_if(got == low && low != right, "int32", 1,
                             "That is what 32 bits keep of " + std::to_string(right) +
                                 ". Somewhere you compute in int, which ends at 2147483647."));
    // A few roundings to 53 bits, of numbers that are no greater than the result.
    const Wide off = got > right ? Wide(got) - Wide(right) : Wide(right) - Wide(got);
    known.push_back(known_if(right >> 53 != 0 && off <= Wide(right >> 50), "in_double", 1,
                             "You are off by " + std::to_string(off) +
                                 ", in the digits that a double has no room for. Compute in i64."));
    return known;
}

template<class... P> bool expect_count(Callee<i64 (*)(P...)> function, Wide exact, const Mistakes& mistakes,
                                       const std::type_identity_t<P>&... arguments) {
    const i64 right = static_cast<i64>(exact);
    const std::string call = written(function.name, arguments...), thrown = thrown_by(function, arguments...);
    const std::string is_right = "; right is " + std::to_string(right) + ".";
    if (!thrown.empty()) return expect_that(false, call + " threw " + thrown + is_right);
    const i64 got = submit(function, arguments...);
    return expect_that(got == right, call + " is " + std::to_string(got) + is_right,
                       recognised(got, right, mistakes));
}

// ---- what is right, and what is well known and wrong -----------------------------------------------------

/// `entries` numbers, each of them a sum of `terms` products.
Mistakes wrong_flops(Wide entries, Wide terms) {
    return {
        {"one_flop", 1, entries * terms,
         "You count one operation for each term. It is multiplied and it is added: that makes two."},
        {"one_addition_less", 1, entries * (2 * terms - 1),
         "You count one addition less than terms. That is exact; but everybody counts as many, as if the sum "
         "began with 0, and so does this exercise."}};
}

bool expect_gemm_flops(Wide m, Wide n, Wide k) {
    Mistakes mistakes = wrong_flops(m * n, k);
    mistakes.push_back(
        {"moves_counted", 1, m * k + m * n * k + m * n,
         "You get mk + mnk + mn. Reading A and writing C are no operations, and each of the mnk terms "
         "takes two: a multiplication and an addition."});
    return expect_count(CALL(gemm_flops), 2 * m * n * k, mistakes, m, n, k);
}

bool expect_gemv_flops(Wide m, Wide n) {
    return expect_count(CALL(gemv_flops), 2 * m * n, wrong_flops(m, n), m, n);
}

bool expect_axpy_flops(Wide n) {
    return expect_count(CALL(axpy_flops), 2 * n,
                        {{"one_flop", 1, n,
                          "You count one operation for each entry. a x_i takes one, and adding "
                          "it to y_i another."}},
                        n);
}

bool expect_conv_flops(Wide N, Wide Ho, Wide Wo, Wide O, Wide kh, Wide kw, Wide C) {
    const Wide entries = N * Ho * Wo * O, terms = kh * kw * C;
    Mistakes mistakes = wrong_flops(entries, terms);
    mistakes.push_back({"conv_no_channels", 1, 2 * entries * kh * kw,
                        "The factor C is missing: the sum goes over the pixels of the window and, at each of "
                        "them, over all channels that go in."});
    return expect_count(CALL(conv_flops), 2 * entries * terms, mistakes, N, Ho, Wo, O, kh, kw, C);
}

/// `numbers` of `word` bytes each.
Mistake word_8(Wide numbers) {
    return {"word_8", 1, 8 * numbers,
            "You count 8 bytes for each number, which is a double. Here a number has `word` bytes."};
}

bool expect_gemm_bytes(Wide m, Wide n, Wide k, Wide word) {
    const Wide numbers = m * k + k * n + m * n;
    return expect_count(
        CALL(gemm_bytes), word * numbers,
        {word_8(numbers),
         {"linear_memory", 1, word * (m + k + n),
          "You get `word` times m + k + n. A matrix of m rows and k columns has mk numbers."}},
        m, n, k, word);
}

bool expect_gemv_bytes(Wide m, Wide n, Wide word) {
    const Wide numbers = m * n + n + m;
    return expect_count(CALL(gemv_bytes), word * numbers, {word_8(numbers)}, m, n, word);
}

bool expect_axpy_bytes(Wide n, Wide word) {
    return expect_count(
        CALL(axpy_bytes), 3 * n * word,
        {word_8(3 * n),
         {"axpy_two_vectors", 1, 2 * n * word,
          "You count two vectors. Three of them cross: x and the old y come in, the new y goes out."}},
        n, word);
}

bool expect_batched_bytes(Wide count, Wide m, Wide n, Wide k, Wide word, bool shared_b) {
    const auto numbers = [&](bool shared) { return count * (m * k + m * n) + (shared ? 1 : count) * k * n; };
    return expect_count(
        CALL(batched_bytes), word * numbers(shared_b),
        {word_8(numbers(shared_b)),
         {"shared_b_ignored", 2, word * numbers(!shared_b),
          shared_b ? "You count B once for each product. Here they share it: it crosses once."
                   : "You count one B for all products. Here each has its own: every one of them crosses."}},
        count, m, n, k, word, shared_b);
}

/// An integer that is odd, so that a double that is too short for it shows.
Wide odd(Random& random, int bits) {
    return static_cast<Wide>(random.integer(1 << (bits - 1), (1 << bits) - 1) | 1);
}

// ---- the roof ------------------------------------------------------------------------------------------

struct Machine {
    double peak, bw;
};
constexpr Machine v100{15.7e12, 900e9}; ///< in FP32

/// A relative error of gamma_3. min(peak, bw I) rounds once; bw min(peak / bw, I) twice; and the reciprocal
/// of max(1 / peak, 1 / bw / I) three times. The smaller of two numbers that are changed by a relative error
/// of t at most is changed by t at most. Whoever asks I < peak / bw with a quotient that is rounded may take
/// the wrong branch, but only where both are equal to a relative error of u.
Expected to_three_roundings(const Exact& right) {
    return within(right, scaled(judge::gamma(3), magnitude(right.rounded())),
                  "gamma_3 times the exact value");
}

bool expect_ridge(Machine machine) {
    const double peak = machine.peak, bw = machine.bw;
    const double got = submit(CALL(ridge), peak, bw);
    Exact right(1, 1);
    right(0, 0) = DoubleDouble(peak) / DoubleDouble(bw);
    const Showing inputs{{"peak", table(peak)}, {"bw", table(bw)}};
    return expect(
        "the ridge", got, to_three_roundings(right),
        {known("ridge_inverted", 3, "You return bw / peak. At the ridge bw I = peak, and I is wanted.",
               [=] { return bw / peak; })});
}

/// What can be attained at many intensities, from far below the ridge to far above.
bool expect_roof(Machine machine) {
    const double peak = machine.peak, bw = machine.bw;
    const double kink = peak / bw;
    const arma::rowvec I = kink * arma::rowvec{0.5, 1.25, 1e-3, 0.0625, 1 - 1e-6, 1, 1 + 1e-6, 8, 1e4};
    arma::rowvec got(I.n_elem), slope(I.n_elem);
    Exact right(1, I.n_elem);
    for (arma::uword j = 0; j < I.n_elem; ++j) {
        got(j) = submit(CALL(attainable), peak, bw, I(j));
        slope(j) = bw * I(j);
        const DoubleDouble arrives = DoubleDouble(bw) * DoubleDouble(I(j));
        right(0, j) = (arrives - DoubleDouble(peak)).hi < 0 ? arrives : DoubleDouble(peak);
    }
    const Showing inputs{{"peak", table(peak)}, {"bw", table(bw)}, {"I", table(I)}};
    return expect(
        "what is attainable, for one I after the other", got, to_three_roundings(right),
        {known("max_for_min", 2,
               "You return the larger of peak and bw I. Both are limits, so the smaller one holds.",
               [&] { return arma::rowvec(arma::clamp(slope, peak, arma::datum::inf)); }),
         known("no_roof", 2, "You return bw I however large I is. The processor does no more than `peak`.",
               [&] { return slope; })});
}

// ---- refused arguments -----------------------------------------------------------------------------------

/// Each argument but those of type bool becomes each of the values, the others staying as they are.
template<class R, class... P> bool expect_refused(Callee<R (*)(P...)> function,
                                                  const std::vector<double>& values,
                                                  const std::type_identity_t<P>&... good) {
    bool all = true;
    const auto with = [&]<std::size_t place>(double value) {
        std::tuple<P...> arguments(good...);
        auto& argument = std::get<place>(arguments);
        using Type = std::remove_cvref_t<decltype(argument)>;
        if (std::is_same_v<Type, bool> || !all) return;
        argument = static_cast<Type>(value);
        all = std::apply(
            [&](const auto&... bad) {
                return expect_throw<std::invalid_argument>("in the call " + written(function.name, bad...),
                                                           function, bad...);
            },
            arguments);
    };
    const auto everywhere = [&]<std::size_t... place>(std::index_sequence<place...>) {
        for (const double value : values) (with.template operator()<place>(value), ...);
    };
    everywhere(std::index_sequence_for<P...>{});
    return all;
}

/// @param wrapped  the exact result modulo 2^64
template<class... P> bool expect_overflow(Callee<i64 (*)(P...)> function, Wide wrapped,
                                          const std::type_identity_t<P>&... arguments) {
    const std::string call = written(function.name, arguments...);
    if (!thrown_by(function, arguments...).empty())
        return expect_throw<std::overflow_error>(
            "in the call " + call + ", whose exact result is greater than 2^63 - 1", function, arguments...);
    const i64 got = submit(function, arguments...);
    return expect_that(
        false,
        call + " is " + std::to_string(got) +
            "; the exact result is greater than 2^63 - 1, so it must throw std::overflow_error.",
        {known_if(got == static_cast<i64>(wrapped), "wraps_around", 2,
                  call + " is the exact result without the multiples of 2^64 that an i64 has no room "
                         "for. Ask before you multiply or add whether the result will fit.")});
}

} // namespace

TEST_CASE("a term of a sum is multiplied and added: two operations", "[points:1]") {
    Random random(seed());
    const auto size = [&] { return static_cast<Wide>(random.integer(5, 60)); };
    if (!expect_gemm_flops(2, 4, 3) || !expect_gemv_flops(3, 5) || !expect_axpy_flops(7)) return;
    if (!expect_conv_flops(5, 4, 3, 7, 2, 3, 6)) return;
    for (int i = 0; i < 3; ++i) {
        const Wide m = size(), n = size(), k = size(), channels = size();
        if (!expect_gemm_flops(m, n, k) || !expect_gemv_flops(m, n) || !expect_axpy_flops(k)) return;
        if (!expect_conv_flops(3, m, n, k, 3, 5, channels)) return;
    }
    if (!expect_axpy_flops(0) || !expect_gemm_flops(1, 1, 1)) return;
    for (const Wide m : {128, 1024, 4096}) // m x 1024 times 1024 x m
        if (!expect_gemm_flops(m, m, 1024)) return;
    // The first layer of ResNet-50: 7 x 7 windows, three colours, 64 channels of 112 x 112 pixels.
    if (!expect_conv_flops(1, 112, 112, 64, 7, 7, 3) || !expect_conv_flops(256, 112, 112, 64, 7, 7, 3))
        return;
    const Wide m = odd(random, 20), n = odd(random, 19), k = odd(random, 20), length = odd(random, 30);
    expect_gemm_flops(m, n, k) && expect_gemv_flops(length, 64 * n + 1) &&
        expect_conv_flops(3, m, n, 25, 3, 5, 1009);
}

TEST_CASE("every number crosses memory once, and has as many bytes as a word", "[points:1]") {
    Random random(seed());
    const auto size = [&] { return static_cast<Wide>(random.integer(5, 60)); };
    if (!expect_gemm_bytes(2, 4, 3, 8) || !expect_gemv_bytes(3, 5, 8) || !expect_axpy_bytes(7, 8)) return;
    for (const bool shared_b : {false, true})
        if (!expect_batched_bytes(5, 2, 4, 3, 8, shared_b)) return;
    for (const Wide word : {4, 2, 16, 1}) {
        const Wide m = size(), n = size(), k = size(), count = size();
        if (!expect_gemm_bytes(m, n, k, word) || !expect_gemv_bytes(m, n, word)) return;
        if (!expect_axpy_bytes(k, word)) return;
        for (const bool shared_b : {true, false})
            if (!expect_batched_bytes(count, m, n, k, word, shared_b)) return;
    }
    if (!expect_axpy_bytes(0, 4) || !expect_gemm_bytes(1, 1, 1, 1)) return;
    if (!expect_gemm_bytes(4096, 4096, 4096, 4)) return;
    for (const Wide word : {8, 4})
        for (const Wide m : {128, 1024, 4096}) // m x 1024 times 1024 x m
            if (!expect_gemm_bytes(m, m, 1024, word)) return;
    // 16 products of 32 x 1024 and 1024 x 1024 matrices: 71 303 168 bytes, or 8 388 608 if B is shared.
    for (const bool shared_b : {false, true})
        if (!expect_batched_bytes(16, 32, 1024, 1024, 4, shared_b)) return;
    const Wide m = odd(random, 30), n = odd(random, 30), k = odd(random, 30), few = odd(random, 24);
    expect_gemm_bytes(m, n, k, 1) && expect_gemv_bytes(m, n, 3) &&
        expect_batched_bytes(31, few, n, k, 1, true);
}

TEST_CASE("the roof rises to the ridge, and from there on it is flat", "[points:1]") {
    Random random(seed());
    if (!expect_ridge({8, 2}) || !expect_ridge(v100) || !expect_roof({8, 2}) || !expect_roof(v100)) return;
    for (int i = 0; i < 5; ++i) {
        const Machine machine{1e12 * (1 + 99 * random.uniform()), 1e10 * (1 + 99 * random.uniform())};
        if (!expect_ridge(machine) || !expect_roof(machine)) return;
    }
    expect_ridge({1, 1000}) && expect_roof({1, 1000});
}

TEST_CASE("sizes below 1 are refused, results up to 2^63 - 1 are exact, and larger ones are reported",
          "[points:1]") {
    const Wide two_31 = Wide{1} << 31, two_62 = Wide{1} << 62, giga = 1000 * 1000 * 1000;
    // Good calls, of every function. The product of 10^5 x 10^5 matrices is no reason to give up.
    if (!expect_gemm_flops(100000, 100000, 100000) || !expect_gemm_bytes(100000, 100000, 100000, 4)) return;
    if (!expect_gemv_flops(100000, 300000) || !expect_gemv_bytes(100000, 300000, 4)) return;
    if (!expect_axpy_flops(3 * giga) || !expect_axpy_bytes(3 * giga, 4)) return;
    if (!expect_conv_flops(1000, 200, 300, 64, 3, 5, 32) || !expect_ridge(v100) || !expect_roof(v100)) return;
    for (const bool shared_b : {false, true})
        if (!expect_batched_bytes(1000, 2000, 3000, 5000, 4, shared_b)) return;

    if (!expect_refused(CALL(gemm_flops), {0, -1}, 3, 5, 7) ||
        !expect_refused(CALL(gemm_bytes), {0, -1}, 3, 5, 7, 8) ||
        !expect_refused(CALL(gemv_flops), {0, -1}, 3, 5) ||
        !expect_refused(CALL(gemv_bytes), {0, -1}, 3, 5, 8) || !expect_refused(CALL(axpy_flops), {-1}, 3) ||
        !expect_refused(CALL(axpy_bytes), {-1}, 3, 8) || !expect_refused(CALL(axpy_bytes), {-1}, 0, 8) ||
        !expect_refused(CALL(conv_flops), {0, -1}, 2, 3, 4, 5, 6, 7, 8) ||
        !expect_refused(CALL(batched_bytes), {0, -1}, 2, 3, 5, 7, 8, true) ||
        !expect_refused(CALL(batched_bytes), {0, -1}, 2, 3, 5, 7, 8, false) ||
        !expect_refused(CALL(attainable), {0, -1, arma::datum::nan}, 8, 2, 3) ||
        !expect_refused(CALL(ridge), {0, -1, arma::datum::nan}, 8, 2))
        return;
    // Two wrong signs make a right one.
    if (!expect_throw<std::invalid_argument>("in the call gemm_flops(-3, -5, 7)", CALL(gemm_flops), -3, -5,
                                             7) ||
        !expect_throw<std::invalid_argument>("in the call axpy_bytes(-3, -8)", CALL(axpy_bytes), -3, -8) ||
        !expect_throw<std::invalid_argument>("in the call axpy_bytes(0, 0)", CALL(axpy_bytes), 0, 0))
        return;

    // The greatest that fit. (m + 1)(n + 1) - 1 = mn + m + n is 2^63 - 1 for m = 2^31 - 1 and n = 2^32 - 1.
    if (!expect_gemm_flops(two_31 - 1, two_31 + 1, 1) ||
        !expect_gemm_bytes(two_31 - 1, 2 * two_31 - 1, 1, 1) || !expect_gemv_flops(two_31 - 1, two_31 + 1) ||
        !expect_gemv_bytes(2 * two_31 - 1, two_31 - 1, 1) || !expect_axpy_flops(two_62 - 1) ||
        !expect_axpy_bytes(3074457345618258602, 1) ||
        !expect_conv_flops(two_31 - 1, two_31 + 1, 1, 1, 1, 1, 1) ||
        !expect_batched_bytes(two_31, 1, 65536, 65536, 1, true)) // too many bytes if each had its own B
        return;

    const auto gemm_overflow = [](Wide m, Wide n, Wide k) {
        return expect_overflow(CALL(gemm_flops), 2 * m * n * k, m, n, k);
    };
    const auto bytes_overflow = [](Wide m, Wide n, Wide k, Wide word) {
        return expect_overflow(CALL(gemm_bytes), word * (m * k + k * n + m * n), m, n, k, word);
    };
    // Modulo 2^64 some of the results are negative, some positive, and some 0.
    if (!gemm_overflow(two_62, 1, 1) || !gemm_overflow(giga, giga, 1000) ||
        !gemm_overflow(two_31, two_31, 2) || !gemm_overflow(two_31, two_31 - 1, two_31 - 1))
        return;
    if (!bytes_overflow(two_31 - 1, 2 * two_31, 1, 1) || !bytes_overflow(giga, giga, giga, 4) ||
        !bytes_overflow(2 * giga, 2 * giga, 2 * giga, 1) || !bytes_overflow(two_31, 4 * two_31, 3, 5))
        return;
    const Wide third = 3074457345618258603;
    expect_overflow(CALL(gemv_flops), 2 * two_31 * two_31, two_31, two_31) &&
        expect_overflow(CALL(gemv_bytes), 3 * (two_62 * 2 + 3 * two_31), two_31, 2 * two_31, 3) &&
        expect_overflow(CALL(axpy_flops), 2 * two_62, two_62) &&
        expect_overflow(CALL(axpy_bytes), 3 * third, third, 1) &&
        expect_overflow(CALL(conv_flops), 0, 512, 512, 512, 512, 512, 512, 512) &&
        expect_overflow(CALL(batched_bytes), two_31 * (2 * 65536 + 2 * two_31), two_31, 1, 65536, 65536, 1,
                        false);
}

// ---- shown -----------------------------------------------------------------------------------------------

namespace {

/// Whether a call returns what is right. Unlike a check, it leaves no trace if not.
template<class R, class... P> bool gives(Callee<R (*)(P...)> function, std::type_identity_t<R> right,
                                         const std::type_identity_t<P>&... arguments) {
    return thrown_by(function, arguments...).empty() && submit(function, arguments...) == right;
}

std::string fixed(double value, int width, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%*.*f", width, digits, value);
    return text;
}

struct Work {
    i64 flops, bytes;
    double intensity() const { return double(flops) / double(bytes); }
};

Work gemm(i64 m, i64 n, i64 k, i64 word) {
    return {submit(CALL(gemm_flops), m, n, k), submit(CALL(gemm_bytes), m, n, k, word)};
}

/// Bytes, intensity and speed, as columns.
std::string columns(Work work, Machine machine) {
    return " | " + fixed(double(work.bytes) / 1e6, 5, 1) + "  " + fixed(work.intensity(), 6, 2) + "  " +
           fixed(submit(CALL(attainable), machine.peak, machine.bw, work.intensity()) / 1e9, 7, 1);
}

/// ResNet-50 (He, Zhang, Ren & Sun 2016, table 1) on one image of 224 x 224 pixels, with the strides where
/// the libraries have them, in the 3 x 3 convolutions: 53 convolutions and one dense layer.
i64 resnet50_flops() {
    i64 total = 0, channels = 64;
    const auto conv = [&](i64 pixels, i64 out, i64 window, i64 in) {
        total += submit(CALL(conv_flops), 1, pixels, pixels, out, window, window, in);
    };
    conv(112, 64, 7, 3);
    struct Stage {
        i64 blocks, width, pixels;
    };
    for (const auto& [blocks, width, pixels] : {Stage{3, 64, 56}, {4, 128, 28}, {6, 256, 14}, {3, 512, 7}})
        for (i64 block = 0; block < blocks; ++block) {
            const bool shrinks = block == 0 && width > 64;
            conv(shrinks ? 2 * pixels : pixels, width, 1, channels);
            conv(pixels, width, 3, width);
            conv(pixels, 4 * width, 1, width);
            if (block == 0) conv(pixels, 4 * width, 1, channels); // the shortcut
            channels = 4 * width;
        }
    return total + submit(CALL(gemm_flops), 1, 1000, channels);
}

/// How many rows a batch needs, so that its product with d x d weights in FP32 is compute-bound.
i64 smallest_batch(i64 d) {
    const double kink = submit(CALL(ridge), v100.peak, v100.bw);
    i64 rows = 1;
    while (gemm(rows, d, d, 4).intensity() < kink && rows < 100) ++rows;
    return rows;
}

/// The smallest n for which three n x n matrices in FP32 have 1 GB.
i64 first_gigabyte() {
    i64 below = 1, enough = 16384;
    while (enough - below > 1) {
        const i64 middle = (below + enough) / 2;
        (gemm(middle, middle, middle, 4).bytes >= 1000000000 ? enough : below) = middle;
    }
    return enough;
}

} // namespace

TEST_CASE("shown: products, batches and a network under the roof of a V100", "[points:0]") {
    if (!gives(CALL(gemm_flops), 34359738368, 4096, 4096, 1024) ||
        !gives(CALL(gemm_bytes), 100663296, 4096, 4096, 1024, 4) ||
        !gives(CALL(batched_bytes), 71303168, 16, 32, 1024, 1024, 4, false) ||
        !gives(CALL(batched_bytes), 8388608, 16, 32, 1024, 1024, 4, true) ||
        !gives(CALL(conv_flops), 236027904, 1, 112, 112, 64, 7, 7, 3) ||
        !gives(CALL(attainable), 6, 8, 2, 3) || !gives(CALL(ridge), 4, 8, 2))
        return;

    std::string rows;
    for (const i64 m : {128, 1024, 4096}) {
        const Work in_double = gemm(m, m, 1024, 8), in_float = gemm(m, m, 1024, 4);
        rows += "\n" + fixed(double(m), 5, 0) + fixed(double(in_double.flops) / 1e6, 9, 0) +
                columns(in_double, {20e12, v100.bw}) + columns(in_float, v100);
    }
    const double kink = submit(CALL(ridge), v100.peak, v100.bw);
    remark("m x 1024 times 1024 x m. On the left as the book prints it, with the 8 bytes of a double under "
           "a roof of 20 TFLOP/s; on the right as a V100 does it in FP32, with 4 bytes and 15.7 TFLOP/s:\n"
           "    m    MFLOP |    MB       I  GFLOP/s |    MB       I  GFLOP/s" +
           rows + "\nThe ridge is at " + fixed(kink, 0, 1) +
           " FLOPs a byte: in FP32 all three are compute-bound. The intensities differ by 5.67 and 11.3, "
           "not by 10 to 100. They grow with m, towards 256 and 512.");

    const double work = 16 * double(submit(CALL(gemm_flops), 32, 1024, 1024));
    const auto batch_of_16 = [&](bool shared_b) {
        const double intensity = work / double(submit(CALL(batched_bytes), 16, 32, 1024, 1024, 4, shared_b));
        return fixed(intensity, 0, 2) + " FLOPs a byte and reach " +
               fixed(submit(CALL(attainable), v100.peak, v100.bw, intensity) / 1e12, 0, 1) + " TFLOP/s";
    };
    remark("16 products of 32 x 1024 and 1024 x 1024 matrices in FP32 have " + batch_of_16(false) +
           ", just as one of them alone. If they share the second matrix they have " + batch_of_16(true) +
           ": they are one product, with 512 rows. Inputs that go through 1024 x 1024 weights are "
           "compute-bound from " +
           std::to_string(smallest_batch(1024)) + " rows on, through 4096 x 4096 from " +
           std::to_string(smallest_batch(4096)) + ".");

    const std::string large = fixed(double(gemm(4096, 4096, 4096, 4).bytes) / 1e6, 0, 0);
    const std::string n = std::to_string(first_gigabyte());
    remark("Three matrices of 4096 x 4096 in FP32 have " + large + " MB; to fill 1 GB they must be " + n +
           " x " + n + ".");

    const double image = double(resnet50_flops()), batch = 256 * image, training = 3 * 90 * 1.28e6 * image;
    const i64 first = submit(CALL(conv_flops), 1, 112, 112, 64, 7, 7, 3);
    remark("ResNet-50: its first layer takes " + fixed(double(first) / 1e6, 0, 0) +
           " MFLOP an image, the whole network " + fixed(image / 1e9, 0, 2) +
           " GFLOP, and a batch of 256 images " + fixed(batch / 1e12, 0, 2) +
           " TFLOP. At 16 TFLOP/s that takes " + fixed(batch / 16e12 * 1e3, 0, 0) +
           " ms, not 0.1 ms as in the book.");
    remark("Training it for 90 epochs of 1.28 million images, with gradients that cost twice as much again, "
           "takes " +
           fixed(training / 1e18, 0, 1) + " · 10^18 FLOPs. In 100 s on 8 cards, as in the book, that is " +
           fixed(training / 800 / 1e15, 0, 1) + " PFLOP/s each, " + fixed(training / 800 / v100.peak, 0, 0) +
           " times the peak of a V100. Goyal et al. (2017) took an hour on 256 cards: " +
           fixed(training / (256 * 3600) / 1e12, 0, 1) + " TFLOP/s each.");
}
