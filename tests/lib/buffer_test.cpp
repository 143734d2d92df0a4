/// @file
/// Memory for views: what is around it, and what may be written.

#include "judge/catch_seam.hpp"

#include "judge/buffer.hpp"

#include <bit>
#include <cstdint>

using namespace judge;

namespace {

/// What take_over says after a submission has set the element at `address` to 7.
template<class V> std::string said_of_write(const void* address, const V& argument) {
    Writable allowed;
    allowed.add(argument);
    const Block block = buffer_of(address)->block;
    std::string bytes(reinterpret_cast<const char*>(block.begin), block.size);
    const float seven = 7;
    const auto offset = static_cast<std::size_t>(static_cast<const std::byte*>(address) - block.begin);
    bytes.replace(offset, sizeof seven, reinterpret_cast<const char*>(&seven), sizeof seven);
    return take_over(block, bytes, allowed);
}

} // namespace

TEST_CASE("images lie between two margins of poison") {
    Images<float> images("Y", 2, 1, 3, 2);
    const T4<float> Y = images.view();
    CHECK((Y.n == 2 && Y.h == 1 && Y.w == 3 && Y.c == 2));
    CHECK(buffer_of(Y.p)->block.size == 3 * 12 * sizeof(float));
    for (const int i : {-12, -1, 12, 23})
        CHECK(std::bit_cast<std::uint32_t>(Y.p[i]) == std::bit_cast<std::uint32_t>(poison<float>()));
}

TEST_CASE("images may be written through a T4, and not through a CT4 or beyond their ends") {
    Images<float> images("Y", 2, 2, 3, 2);
    const T4<float> Y = images.view();
    CHECK(said_of_write(&Y(1, 0, 2, 1), Y) == "");
    CHECK(Y(1, 0, 2, 1) == 7);
    CHECK(said_of_write(&Y(1, 1, 0, 1), CT4<float>(Y)) ==
          "Your code wrote to element (1, 1, 0, 1) of Y, which is an input");
    CHECK(said_of_write(Y.p - 1, Y) == "Your code wrote before the first element of Y");
    CHECK(said_of_write(Y.p + 24, Y) == "Your code wrote behind the last element of Y");
}

TEST_CASE("a view may be written, and not the room between its rows") {
    Buffer<float> buffer("C", 2, 2, 3);
    const View<float> C = buffer.view();
    CHECK(said_of_write(&C(1, 1), C) == "");
    CHECK(
        said_of_write(C.p + 5, C) ==
        "Your code wrote to row 1, column 2 of the memory of C, which is not its to write: an input, or the "
        "room between cols and ld");
}
