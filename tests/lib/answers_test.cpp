/// @file
/// The universal wrong answers: every number of a result is replaced, and nothing else.

#include "judge/catch_seam.hpp"

#include "judge/answers.hpp"
#include "judge/buffer.hpp"

#include <armadillo>
#include <cmath>

using namespace judge;

namespace {

enum class Colour { red, green };

struct Mixed {
    bool flag;
    std::string text;
    arma::mat A;
    std::vector<float> list;
    Colour colour;
    std::uint16_t half;
    std::int8_t small;
    std::uint8_t byte;
};

const Mixed mixed{true, "stays", {{1, 2}, {3, 4}}, {5, 6}, Colour::green, 7, -8, 200};

template<class T> std::string written(const T& value) {
    Writer out;
    put(out, value);
    return out.bytes;
}

Mixed falsified(Answers answers, const std::vector<double>& arguments = {}) {
    auto bytes = written(mixed);
    falsify(bytes, answers, arguments);
    Reader in(bytes);
    auto value = get<Mixed>(in);
    CHECK(in.done());
    CHECK(value.text == "stays");
    return value;
}

/// What the views of a call point into, as a runner would hold it.
struct Call {
    std::string arguments;
    std::vector<Block> blocks;

    explicit Call(auto... views) {
        Writer out;
        out.block_of = [](const void* address) { return buffer_of(address)->block; };
        (put(out, views), ...);
        arguments = out.bytes;
        blocks = out.blocks;
    }
};

} // namespace

TEST_CASE("the numbers of the arguments are found in their order, texts are passed over") {
    CHECK(numbers_in(written(mixed), {}) == std::vector<double>{1, 1, 3, 2, 4, 5, 6, 1, 7, -8, 200});
    CHECK(numbers_in(written(std::string("123")) + written(2.5), {}) == std::vector<double>{2.5});
    CHECK(numbers_in("", {}).empty());
}

TEST_CASE("zeros and ones are put in the place of numbers of every kind") {
    for (const double expected : {0.0, 1.0}) {
        const auto got = falsified(expected == 0 ? Answers::zeros : Answers::constant);
        CHECK(got.flag == (expected == 1));
        CHECK(arma::all(arma::vectorise(got.A) == expected));
        CHECK((got.list[0] == expected && got.list[1] == expected));
        CHECK((int(got.colour) == expected && got.half == expected && got.small == expected));
        CHECK(got.byte == expected);
    }
}

TEST_CASE("NaN is put in the place of reals, and the largest number in that of integers") {
    const auto got = falsified(Answers::nan);
    CHECK(got.A.has_nan());
    CHECK(std::isnan(got.list[1]));
    CHECK((got.half == 65535 && got.small == 127 && got.byte == 255));
}

TEST_CASE("an echo repeats the numbers of the arguments, from the first on") {
    const auto got = falsified(Answers::echo, {0, 9, -2});
    CHECK_FALSE(got.flag);
    CHECK((got.A(0, 0) == 9 && got.A(1, 0) == -2 && got.A(0, 1) == 0 && got.A(1, 1) == 9));
    CHECK((got.list[0] == -2.0f && got.list[1] == 0));
    CHECK(falsified(Answers::echo).A(0, 0) == 0); // nothing to echo
}

TEST_CASE("behind mutable views the numbers are replaced, and padding and inputs are not") {
    Buffer<double> A("A", 2, 2, 3), C("C", 2, 2, 3);
    A.fill([](auto i, auto j) { return 10 + 2 * i + j; });
    C.fill([](auto, auto) { return 5; });
    const Call call(CView<double>(A.view()), C.view());
    CHECK(numbers_in(call.arguments, call.blocks) == std::vector<double>{10, 11, 12, 13, 5, 5, 5, 5});

    falsify_blocks(call.arguments, call.blocks, Answers::echo, {1, 2, 3, 4, 5});
    CHECK((C(0, 0) == 1 && C(0, 1) == 2 && C(1, 0) == 3 && C(1, 1) == 4));
    CHECK((A(0, 0) == 10 && A(1, 1) == 13));
    for (int i = 0; i < 2; ++i)
        CHECK(std::bit_cast<std::uint64_t>(C(i, 2)) == std::bit_cast<std::uint64_t>(poison<double>()));
}

TEST_CASE("slices that share a block are walked each by its own rows") {
    Buffer<double> B("B", 2, 4, 4);
    B.fill([](auto i, auto j) { return 4 * i + j; });
    const Call call(CView<double>(B.part(0, 0, 2, 2)), B.part(0, 2, 2, 2));
    CHECK(call.blocks.size() == 1);
    CHECK(numbers_in(call.arguments, call.blocks) == std::vector<double>{0, 1, 4, 5, 2, 3, 6, 7});
    falsify_blocks(call.arguments, call.blocks, Answers::constant, {});
    CHECK((B(0, 1) == 1 && B(0, 2) == 1 && B(1, 3) == 1 && B(1, 0) == 4));
}

TEST_CASE("images, counted numbers and empty views are walked like the others") {
    Buffer<float> images("X", 1, 12, 12);
    Buffer<Counted<double>> counted("K", 1, 2, 2);
    images.fill([](auto, auto j) { return j; });
    counted.fill([](auto, auto) { return Counted<double>(0.5); });
    const Call call(T4<float>{images.view().p, 1, 2, 3, 2}, CView<Counted<double>>(counted.view()),
                    View<double>{nullptr, 0, 0, 0});
    const auto numbers = numbers_in(call.arguments, call.blocks);
    REQUIRE(numbers.size() == 14);
    CHECK((numbers[11] == 11 && numbers[12] == 0.5 && numbers[13] == 0.5));
    falsify_blocks(call.arguments, call.blocks, Answers::zeros, numbers);
    CHECK((images(0, 11) == 0 && counted(0, 0).v == 0.5));
}
