#include "half_round_calls.hpp"

#include "judge/test.hpp"

#include <bit>
#include <cstdio>

using namespace judge;
using Word = std::uint16_t;

namespace {

/// A format of 16 bits, and the functions that convert to it and from it.
struct Format {
    std::string name;
    int digits;          ///< of the significand, in bits, with the one that is not stored
    int lowest, highest; ///< the exponents of normal numbers
    Callee<void (*)(CView<float>, View<Word>)> narrow;
    Callee<void (*)(CView<Word>, View<float>)> widen;

    Word infinity() const { return static_cast<Word>((highest - lowest + 2) << (digits - 1)); }
    bool is_nan(Word word) const { return (word & 0x7fff) > infinity(); }
    bool is_quiet(Word word) const { return is_nan(word) && (word >> (digits - 2) & 1); }
};

const Format f16{"f16", 11, -14, 15, CALL(f32_to_f16_each), CALL(f16_to_f32_each)};
const Format bf16{"bf16", 8, -126, 127, CALL(f32_to_bf16_each), CALL(bf16_to_f32_each)};

// ---- what is right, and what is well known and wrong -----------------------------------------------------

enum class Way { Nearest, Truncated, Away, Flushed, FlushedLate, Saturated, SaturatedInfinity, CarryLost };

/// The value of a word, from the definition. It is a float, and so are its bits.
float value(Word word, const Format& format, Way way = Way::Nearest) {
    const int magnitude = word & 0x7fff, field = magnitude >> (format.digits - 1);
    const int fraction = magnitude & ((1 << (format.digits - 1)) - 1);
    const std::uint32_t sign = std::uint32_t(word >> 15) << 31;
    if (magnitude >= format.infinity()) // the payload keeps its place behind the point
        return std::bit_cast<float>(sign | 0x7f800000 | std::uint32_t(fraction) << (24 - format.digits));
    const bool flushed = way == Way::Flushed || way == Way::FlushedLate;
    const int significand = field == 0 ? (flushed ? 0 : fraction) : fraction + (1 << (format.digits - 1));
    const int exponent = std::max(field, 1) - 1 + format.lowest;
    const double result = std::ldexp(significand, exponent - (format.digits - 1));
    return static_cast<float>(word >> 15 ? -result : result);
}

/// The word that x is rounded to, x not NaN. |x| is divided by the distance q of the marks around it; in
/// double that is exact, and the whole part n of the quotient, the exponent and the word are linked by word =
/// (exponent - lowest) 2^(digits - 1) + n, for normal and for subnormal numbers.
Word narrowed(float x, const Format& format, Way way = Way::Nearest) {
    const Word sign = std::signbit(x) ? 0x8000 : 0;
    const double size = std::fabs(double(x));
    const int infinity = format.infinity(), one = 1 << (format.digits - 1); // one: the bit that is not stored
    if (std::isinf(x)) return static_cast<Word>(sign | (infinity - (way == Way::SaturatedInfinity)));
    if (size == 0) return sign;
    const int exponent = std::max(std::ilogb(size), format.lowest);
    const double quotient = std::ldexp(size, format.digits - 1 - exponent);
    const double whole = way == Way::Truncated ? std::floor(quotient)
                         : way == Way::Away    ? std::floor(quotient + 0.5)
                                               : std::nearbyint(quotient); // ties to even
    const bool overflow = exponent > format.highest;
    const int n = overflow ? one : static_cast<int>(whole), first = exponent - format.lowest;
    int word = overflow ? infinity : first * one + n;
    if (way == Way::Flushed && quotient < one) word = 0;
    if (way == Way::FlushedLate && n < one) word = 0;
    if (way == Way::CarryLost && !overflow) word = (quotient < one ? 0 : first + 1) * one + n % one;
    if (way == Way::Saturated || way == Way::SaturatedInfinity) word = std::min(word, infinity - 1);
    return static_cast<Word>(sign | std::min(word, infinity));
}

struct Mistake {
    Way way;
    const char* id;
    int hint;
    const char* says;
};

const Mistake mistakes[] = {
    {Way::Truncated, "truncation", 1,
     " drops the bits that do not fit. That rounds towards zero, up to twice as far off as the nearest."},
    {Way::Away, "half_away", 2,
     " sends what lies exactly halfway away from zero. A tie goes to the neighbour whose last bit is 0, or "
     "sums of many ties drift."},
    {Way::Flushed, "flush_subnormals", 2,
     " makes 0 of every subnormal number. Between 0 and the smallest normal number there are about as many "
     "numbers "
     "as between two powers of two, and small gradients live there."},
    {Way::FlushedLate, "flush_subnormals", 2,
     " makes 0 of every result that would be subnormal. Between 0 and the smallest normal number there are "
     "about as many numbers as between two powers of two, and small gradients live there."},
    {Way::Saturated, "saturates", 2,
     " stops at the largest number. What is rounded beyond it has to become infinity, or nobody sees that "
     "the range was left."},
    {Way::SaturatedInfinity, "saturates", 2,
     " stops at the largest number, even for infinity. What is rounded beyond it has to become infinity, or "
     "nobody sees that the range was left."},
    {Way::CarryLost, "carry_lost", 2,
     " loses a carry: where a fraction of ones is rounded up it becomes 0, and the exponent has to become "
     "one more."},
};

// ---- calls and checks ------------------------------------------------------------------------------------

/// What a conversion gives for many inputs, in one call.
template<class To, class From>
std::vector<To> converted(Callee<void (*)(CView<From>, View<To>)> convert, const std::vector<From>& inputs) {
    const auto n = static_cast<i64>(inputs.size());
    Buffer<From> x("the inputs", 1, n, n);
    Buffer<To> y("the results", 1, n, n);
    for (i64 j = 0; j < n; ++j) x(0, j) = inputs[static_cast<std::size_t>(j)];
    submit(convert, x.view(), y.view());
    std::vector<To> results(inputs.size());
    for (i64 j = 0; j < n; ++j) results[static_cast<std::size_t>(j)] = y(0, j);
    return results;
}

std::string hexadecimal(std::uint32_t bits, int digits) {
    char text[16];
    std::snprintf(text, sizeof text, "0x%0*x", digits, static_cast<unsigned>(bits));
    return text;
}
std::string in_words(float x) {
    return printed(double(x), 9) + " (bits " + hexadecimal(std::bit_cast<std::uint32_t>(x), 8) + ")";
}
std::string in_words(Word word, const Format& format) {
    return hexadecimal(word, 4) + " (" + printed(double(value(word, format)), 9) + ")";
}

/// The mistakes that account for every result: `same(way, i)` tells whether they do for input i.
template<class Same> std::vector<Known> met(const std::string& function, std::size_t n, const Same& same) {
    std::vector<Known> result;
    for (const Mistake& mistake : mistakes) {
        bool all = true;
        for (std::size_t i = 0; i < n && all; ++i) all = same(mistake.way, i);
        result.push_back(known_if(all, mistake.id, mistake.hint, function + mistake.says));
    }
    return result;
}

/// Whether floats become the right words. NaN has to become a quiet NaN of the same sign.
bool expect_words(const Format& format, const std::vector<float>& x, const std::vector<Word>& right) {
    const std::string function = "f32_to_" + format.name;
    const auto got = converted(format.narrow, x);
    const auto holds = [&](std::size_t i) {
        if (x[i] == x[i]) return got[i] == right[i];
        return format.is_quiet(got[i]) && (got[i] >> 15 != 0) == std::signbit(x[i]);
    };
    std::size_t first = 0;
    while (first < x.size() && holds(first)) ++first;
    if (first == x.size()) return true;

    auto known = met(function, x.size(), [&](Way way, std::size_t i) {
        return x[i] != x[i] || got[i] == narrowed(x[i], format, way);
    });
    // The mistakes above say nothing about NaN; where a number is wrong, NaN is not the point.
    const bool vanished = x[first] != x[first] && !format.is_nan(got[first]);
    known.insert(known.begin(),
                 known_if(vanished, "nan_to_inf", 2,
                          function + " makes of a NaN something that is none. The bits that tell it from "
                                     "infinity are among those that you drop; set the top bit of the "
                                     "fraction."));
    const std::string wanted = x[first] == x[first]
                                   ? in_words(right[first], format)
                                   : "a NaN with the same sign and the top bit of its fraction set";
    return expect_that(false,
                       function + " of " + in_words(x[first]) + " is " + in_words(got[first], format) +
                           "; right is " + wanted + ".",
                       known);
}

bool expect_nearest(const Format& format, const std::vector<float>& x) {
    std::vector<Word> right;
    for (const float number : x) right.push_back(number == number ? narrowed(number, format) : Word{});
    return expect_words(format, x, right);
}

/// Whether words become the floats that they stand for, bit by bit. NaN has to stay NaN, with its sign.
bool expect_values(const Format& format, const std::vector<Word>& words) {
    const std::string function = format.name + "_to_f32";
    const auto got = converted(format.widen, words);
    const auto same = [&](Way way, std::size_t i) {
        const float right = value(words[i], format, way);
        if (right != right) return got[i] != got[i] && std::signbit(got[i]) == std::signbit(right);
        return std::bit_cast<std::uint32_t>(got[i]) == std::bit_cast<std::uint32_t>(right);
    };
    std::size_t first = 0;
    while (first < words.size() && same(Way::Nearest, first)) ++first;
    if (first == words.size()) return true;
    const float right = value(words[first], format);
    return expect_that(false,
                       function + " of " + hexadecimal(words[first], 4) + " is " + in_words(got[first]) +
                           "; right is " + (right == right ? in_words(right) : "a NaN with the same sign") +
                           ".",
                       met(function, words.size(), same));
}

/// Every number, and its negative.
std::vector<float> with_negatives(std::vector<float> numbers) {
    const std::size_t n = numbers.size();
    for (std::size_t i = 0; i < n; ++i) numbers.push_back(-numbers[i]);
    return numbers;
}

/// A number and the floats next to it.
void add_with_neighbours(std::vector<float>& numbers, float x) {
    for (const float neighbour : {std::nextafter(x, 0.0F), x, std::nextafter(x, HUGE_VALF)})
        numbers.push_back(neighbour);
}

std::vector<Word> all_words() {
    std::vector<Word> words;
    for (int word = 0; word <= 0xffff; ++word) words.push_back(static_cast<Word>(word));
    return words;
}

/// Random floats of either sign with exponents from 2^low to 2^high. Their last bit is 1: there is no tie.
/// Some fractions are all ones, which are rounded up to the next power of two.
std::vector<float> random_floats(Random& random, int low, int high) {
    std::vector<float> numbers;
    for (int i = 0; i < 30000; ++i) {
        const auto bits = random.bits();
        const auto sign = static_cast<std::uint32_t>(bits >> 63) << 31;
        const auto exponent = static_cast<std::uint32_t>(random.integer(low + 127, high + 127)) << 23;
        const auto fraction = i % 100 == 0 ? 0x7fffff : (static_cast<std::uint32_t>(bits) & 0x7fffff) | 1;
        numbers.push_back(std::bit_cast<float>(sign | exponent | fraction));
    }
    return numbers;
}

} // namespace

TEST_CASE("all 65536 words have their value, and numbers go back to their words", "[points:1]") {
    for (const Format& format : {f16, bf16}) {
        if (!expect_values(format, all_words())) return;
        std::vector<float> numbers;
        std::vector<Word> words;
        for (const Word word : all_words())
            if (!format.is_nan(word)) {
                words.push_back(word);
                numbers.push_back(value(word, format));
            }
        if (!expect_words(format, numbers, words)) return;
    }
}

TEST_CASE("worked examples", "[points:1]") {
    const std::pair<float, Word> halves[] = {
        {1.0F, 0x3c00},         {-2.0F, 0xc000},        {0.1F, 0x2e66},         {1 + 0x1p-8F, 0x3c04},
        {1 + 0x1p-11F, 0x3c00}, {1 + 0x3p-11F, 0x3c02}, {1 - 0x1p-12F, 0x3c00}, {65504.0F, 0x7bff},
        {65519.996F, 0x7bff},   {65520.0F, 0x7c00},     {-1e5F, 0xfc00},        {1e-6F, 0x0011},
        {0x1p-24F, 0x0001},     {0x1p-25F, 0x0000},     {0x1.8p-25F, 0x0001},   {-0.0F, 0x8000},
        {-1e-9F, 0x8000},       {0x1.ffep-15F, 0x0400},
    };
    const std::pair<float, Word> brain_floats[] = {
        {1.0F, 0x3f80},        {-2.0F, 0xc000},       {0.1F, 0x3dcd},        {1 + 0x1p-8F, 0x3f80},
        {1 + 0x3p-8F, 0x3f82}, {1 - 0x1p-9F, 0x3f80}, {3.14159265F, 0x4049}, {65504.0F, 0x4780},
        {3.38e38F, 0x7f7e},    {3.4e38F, 0x7f80},     {-3.4e38F, 0xff80},    {0x1p-133F, 0x0001},
        {0x1p-134F, 0x0000},   {0x1.8p-134F, 0x0001}, {-0.0F, 0x8000},       {-0x1p-140F, 0x8000},
    };
    const auto expect_examples = [](const Format& format, const auto& examples) {
        std::vector<float> x;
        std::vector<Word> right;
        for (const auto& [number, word] : examples) {
            x.push_back(number);
            right.push_back(word);
        }
        return expect_words(format, x, right);
    };
    expect_examples(f16, halves) && expect_examples(bf16, brain_floats);
}

TEST_CASE("halfway between two neighbours the even one wins, and next to it the nearer one", "[points:2]") {
    for (const Format& format : {f16, bf16}) {
        std::vector<float> numbers;
        for (Word word = 0; word < format.infinity(); ++word) {
            // Beyond the largest number, infinity stands where the next power of two would be.
            const double low = value(word, format), next = value(static_cast<Word>(word + 1), format);
            const double high = std::isinf(next) ? std::ldexp(1, format.highest + 1) : next;
            add_with_neighbours(numbers, static_cast<float>((low + high) / 2));
        }
        if (!expect_nearest(format, with_negatives(numbers))) return;
    }
}

TEST_CASE("at its ends the range is left for infinity and for zero, and not too early", "[points:1]") {
    for (const Format& format : {f16, bf16}) {
        const auto largest = value(static_cast<Word>(format.infinity() - 1), format);
        const auto power = [](int exponent) { return static_cast<float>(std::ldexp(1, exponent)); };
        const int normal = format.lowest, last = format.lowest - format.digits + 1;
        std::vector<float> numbers{HUGE_VALF, 3.4e38F, std::numeric_limits<float>::max()};
        add_with_neighbours(numbers, largest);
        add_with_neighbours(numbers, largest + power(format.highest - format.digits));
        for (int exponent = normal + 1; exponent >= last - 2; --exponent)
            for (const float factor : {1.0F, 1.25F, 1.5F, 1.75F})
                add_with_neighbours(numbers, factor * power(exponent));
        for (const float tiny : {1e-20F, 0x1p-126F, 0x1p-149F, 0.0F}) numbers.push_back(tiny);
        if (format.highest == f16.highest)
            for (const float huge : {65536.0F, 1e5F, 131008.0F, 1e20F}) numbers.push_back(huge);
        if (!expect_nearest(format, with_negatives(numbers))) return;
    }
}

TEST_CASE("whatever lies between two neighbours goes to the nearer one", "[points:2]") {
    Random random(seed());
    expect_nearest(f16, random_floats(random, -14, 14)) &&
        expect_nearest(bf16, random_floats(random, -126, 126));
}

TEST_CASE("NaN stays NaN, infinity stays infinity, and signs stay", "[points:1]") {
    Random random(seed());
    std::vector<std::uint32_t> payloads{1,      0x400000, 0x400001, 0x7fffff, 0x1fff,
                                        0x2000, 0xffff,   0x10000,  0x3fffff};
    for (int i = 0; i < 100; ++i) payloads.push_back(static_cast<std::uint32_t>(random.integer(1, 0x7fffff)));
    std::vector<float> numbers{1.0F, -1.0F, 0.0F, -0.0F, HUGE_VALF, -HUGE_VALF, 240.0F, -0.5F};
    for (const std::uint32_t payload : payloads)
        for (const std::uint32_t sign : {0U, 1U << 31})
            numbers.push_back(std::bit_cast<float>(sign | 0x7f800000U | payload));
    for (const Format& format : {f16, bf16}) {
        if (!expect_nearest(format, numbers)) return;
        std::vector<Word> words;
        for (const Word word : all_words())
            if ((word & 0x7fff) >= format.infinity() || word % 1024 == 0) words.push_back(word);
        if (!expect_values(format, words)) return;
        if (!expect_nearest(format, converted(format.widen, words))) return;
    }
}
