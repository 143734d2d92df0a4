/// @file
/// Values as bytes: what is written is read again, and nothing else is.

#include "judge/catch_seam.hpp"

#include "judge/buffer.hpp"
#include "judge/protocol.hpp"
#include "judge/wire.hpp"

#include <armadillo>
#include <bit>
#include <cmath>
#include <limits>
#include <unistd.h>

using namespace judge;

namespace {

enum class Colour { red, green = 7 };
enum class Tiny : std::uint8_t { one = 1, most = 255 };

struct One {
    double a;
};
struct Three {
    arma::mat A;
    std::vector<int> sizes;
    One one;
};
struct Eight {
    bool a, b;
    int c;
    double d;
    float e;
    Colour f;
    arma::vec g;
    std::string h;
};

template<class T> std::string written(const T& value) {
    Writer out;
    put(out, value);
    return out.bytes;
}

template<class T> T read_back(const std::string& bytes) {
    Reader in(bytes);
    T value = get<T>(in);
    CHECK(in.done());
    return value;
}

template<class T> T round_trip(const T& value) { return read_back<T>(written(value)); }

bool same(const auto& a, const auto& b) {
    return a.n_rows == b.n_rows && a.n_cols == b.n_cols &&
           std::memcmp(a.memptr(), b.memptr(), a.n_elem * sizeof(*a.memptr())) == 0;
}

/// Reading whatever comes of the bytes either works or is refused; anything else would end the test program.
template<class T> bool refused(const std::string& bytes) {
    Reader in(bytes);
    try {
        (void)get<T>(in);
        return false;
    } catch (const Malformed&) {
        return true;
    }
}

/// Every beginning of the message is refused, and every single changed byte is survived.
template<class T> void check_damage(const T& value) {
    const auto bytes = written(value);
    for (std::size_t length = 0; length < bytes.size(); ++length) CHECK(refused<T>(bytes.substr(0, length)));
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const int change : {0x01, 0x40, 0x80, 0xff}) {
            auto damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ change);
            CHECK_NOTHROW(refused<T>(damaged));
        }
}

const Eight eight{true, false, -3, 0.1, 2.5f, Colour::green, arma::vec{1, 2}, "text"};

} // namespace

TEST_CASE("numbers of every kind come back bit for bit") {
    CHECK(round_trip(true));
    CHECK_FALSE(round_trip(false));
    CHECK(round_trip(std::int8_t{-128}) == -128);
    CHECK(round_trip(std::uint16_t{65535}) == 65535);
    CHECK(round_trip(-7) == -7);
    CHECK(round_trip(std::numeric_limits<i64>::min()) == std::numeric_limits<i64>::min());
    CHECK(round_trip(~std::uint64_t{0}) == ~std::uint64_t{0});
    CHECK(round_trip(0.1f) == 0.1f);
    CHECK(round_trip(-std::numeric_limits<double>::infinity()) == -std::numeric_limits<double>::infinity());
    CHECK(std::signbit(round_trip(-0.0)));
    const double nan = std::bit_cast<double>(0x7ff8'dead'beef'0001);
    CHECK(std::bit_cast<std::uint64_t>(round_trip(nan)) == 0x7ff8'dead'beef'0001);
    CHECK(round_trip(Colour::green) == Colour::green);
    CHECK(round_trip(Tiny::most) == Tiny::most);
    CHECK(round_trip(Counted<double>(2.5)).v == 2.5);
    CHECK(round_trip(Counted<float>(2.5f)).v == 2.5f);
}

TEST_CASE("matrices and vectors come back, empty ones with their shapes") {
    for (const auto& [rows, cols] :
         std::vector<std::pair<int, int>>{{0, 0}, {0, 5}, {5, 0}, {1, 1}, {3, 4}}) {
        const arma::mat A(static_cast<arma::uword>(rows), static_cast<arma::uword>(cols), arma::fill::randn);
        CHECK(same(round_trip(A), A));
    }
    CHECK(same(round_trip(arma::vec{1, 2, 3}), arma::vec{1, 2, 3}));
    CHECK(same(round_trip(arma::vec()), arma::vec()));
    CHECK(same(round_trip(arma::rowvec{1, 2}), arma::rowvec{1, 2}));
    CHECK(same(round_trip(arma::uvec{1, ~arma::uword{0}}), arma::uvec{1, ~arma::uword{0}}));
    CHECK(same(round_trip(arma::fmat(2, 3, arma::fill::ones)), arma::fmat(2, 3, arma::fill::ones)));
}

TEST_CASE("texts, vectors, vectors of matrices and nested structs come back") {
    CHECK(round_trip(std::string("a\0b", 3)) == std::string("a\0b", 3));
    CHECK(round_trip(std::string()).empty());
    CHECK(round_trip(std::vector<double>{1, 2}) == std::vector<double>{1, 2});
    CHECK(round_trip(std::vector<bool>{true, false, true}) == std::vector<bool>{true, false, true});
    CHECK(round_trip(std::vector<std::vector<int>>{{}, {1}, {2, 3}}) ==
          std::vector<std::vector<int>>{{}, {1}, {2, 3}});
    const std::vector<arma::mat> layers{arma::eye(2, 2), arma::mat(0, 3), arma::ones(3, 1)};
    const auto got = round_trip(layers);
    REQUIRE(got.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(same(got[i], layers[i]));
    const auto three = round_trip(Three{arma::eye(2, 3), {4, 5}, {6}});
    CHECK(same(three.A, arma::mat(arma::eye(2, 3))));
    CHECK(three.sizes == std::vector<int>{4, 5});
    CHECK(three.one.a == 6);
}

TEST_CASE("a struct of eight members comes back in the order of its members") {
    const auto got = round_trip(eight);
    CHECK((got.a && !got.b && got.c == -3 && got.d == 0.1 && got.e == 2.5f));
    CHECK((got.f == Colour::green && same(got.g, eight.g) && got.h == "text"));
}

TEST_CASE("views into one block keep their aliasing, wherever the block comes to lie") {
    Buffer<double> buffer("C", 4, 3, 5), other("D", 2, 2, 2);
    Writer out;
    out.block_of = [](const void* address) { return buffer_of(address)->block; };
    put(out, buffer.view());
    put(out, CView<double>(buffer.part(1, 2, 2, 1)));
    put(out, other.view());
    put(out, View<double>{nullptr, 0, 3, 3});
    REQUIRE(out.blocks.size() == 2);
    CHECK(out.blocks[0].size == 4 * 5 * sizeof(double));

    std::vector<std::byte> elsewhere(out.blocks[0].size), there(out.blocks[1].size);
    Reader in(out.bytes);
    in.blocks = {{elsewhere.data(), elsewhere.size()}, {there.data(), there.size()}};
    const auto whole = get<View<double>>(in);
    const auto part = get<CView<double>>(in);
    CHECK((whole.rows == 4 && whole.cols == 3 && whole.ld == 5));
    CHECK((part.rows == 2 && part.cols == 1 && part.ld == 5));
    CHECK(part.p == &whole(1, 2));
    CHECK(reinterpret_cast<std::byte*>(get<View<double>>(in).p) == there.data());
    CHECK(get<View<double>>(in).p == nullptr);
    CHECK(in.done());
}

TEST_CASE("images keep their four extents") {
    Buffer<float> buffer("X", 1, 24, 24);
    Writer out;
    out.block_of = [](const void* address) { return buffer_of(address)->block; };
    put(out, T4<float>{buffer.view().p, 2, 3, 2, 2});
    std::vector<std::byte> elsewhere(out.blocks.at(0).size);
    Reader in(out.bytes);
    in.blocks = {{elsewhere.data(), elsewhere.size()}};
    const auto images = get<T4<float>>(in);
    CHECK((images.n == 2 && images.h == 3 && images.w == 2 && images.c == 2));
    CHECK(reinterpret_cast<std::byte*>(images.p) == elsewhere.data());
}

TEST_CASE("a view into memory that nobody registered is a mistake of the test, and said to be one") {
    double element = 1;
    Writer out;
    CHECK_THROWS_AS(put(out, View<double>{&element, 1, 1, 1}), std::logic_error);
}

TEST_CASE("a value is not read as one of another kind or type") {
    CHECK(refused<float>(written(1.0)));
    CHECK(refused<std::uint32_t>(written(1)));
    CHECK(refused<i64>(written(1)));
    CHECK(refused<bool>(written(std::uint8_t{1})));
    CHECK(refused<arma::mat>(written(1.0)));
    CHECK(refused<arma::fmat>(written(arma::mat(2, 2))));
    CHECK(refused<std::string>(written(std::vector<char>{'a'})));
    CHECK(refused<One>(written(1.0)));
    CHECK(refused<CView<double>>(written(View<double>{nullptr, 0, 0, 0})));
}

TEST_CASE("a vector does not take the shape of a matrix") {
    CHECK(refused<arma::vec>(written(arma::mat(2, 3))));
    CHECK(refused<arma::vec>(written(arma::rowvec(3))));
    CHECK(refused<arma::rowvec>(written(arma::vec(3))));
    CHECK(refused<arma::vec>(written(arma::mat(0, 3))));
}

TEST_CASE("messages that end early, or in which a byte is another, are refused or read, and never more") {
    check_damage(true);
    check_damage(Colour::green);
    check_damage(0.5);
    check_damage(std::string("text"));
    check_damage(arma::mat(2, 3, arma::fill::ones));
    check_damage(arma::vec{1, 2});
    check_damage(arma::mat(0, 3));
    check_damage(std::vector<arma::mat>{arma::eye(2, 2), arma::mat(0, 3)});
    check_damage(eight);
    check_damage(Three{arma::eye(2, 2), {1}, {2}});
    check_damage(View<double>{nullptr, 1, 2, 3});
}

TEST_CASE("sizes that are not there are refused before anything is allocated") {
    const auto claim = [](char kind, std::uint64_t count) {
        std::string bytes(1, kind);
        bytes.append(reinterpret_cast<const char*>(&count), sizeof count);
        return bytes + "12345678";
    };
    for (const auto count : {std::uint64_t{9}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
        CHECK(refused<std::string>(claim('s', count)));
        CHECK(refused<std::vector<arma::mat>>(claim('v', count)));
    }
    const std::uint64_t many = std::uint64_t{1} << 32, claimed[] = {many, many, 0}, wide[] = {many, 0, 0};
    for (const auto* shape : {claimed, wide})
        CHECK(refused<arma::mat>(std::string("mf\10") +
                                 std::string(reinterpret_cast<const char*>(shape), 3 * sizeof many)));
}

TEST_CASE("views outside their blocks are refused") {
    std::byte memory[64];
    const auto view_at = [&](std::int32_t block, std::int64_t offset) {
        Writer out;
        out.tag<double>('W');
        out.number(block);
        out.number(offset);
        for (int i = 0; i < 3; ++i) out.number(i64{1});
        Reader in(out.bytes);
        in.blocks = {{memory, sizeof memory}};
        return get<View<double>>(in).p;
    };
    CHECK(view_at(0, 8) == reinterpret_cast<double*>(memory + 8));
    CHECK_THROWS_AS(view_at(1, 0), Malformed);
    CHECK_THROWS_AS(view_at(-2, 0), Malformed);
    CHECK_THROWS_AS(view_at(0, -8), Malformed);
    CHECK_THROWS_AS(view_at(0, 65), Malformed);
    CHECK_THROWS_AS(view_at(0, std::numeric_limits<std::int64_t>::min()), Malformed);
}

namespace {

/// What a reader makes of these bytes, if nothing follows them.
Reply received(const std::string& bytes) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    REQUIRE(send_all(ends[1], bytes.data(), bytes.size()));
    ::close(ends[1]);
    const auto reply = receive_reply(ends[0], now_ms() + 1000);
    ::close(ends[0]);
    return reply;
}

std::string bytes_of(const ReplyHeader& header) {
    return {reinterpret_cast<const char*>(&header), sizeof header};
}

} // namespace

TEST_CASE("a reply is read whole or not at all") {
    const auto reply = received(bytes_of({.end = End::crashed, .detail = 11, .length = 3}) + "abc");
    CHECK((reply.end == End::crashed && reply.detail == 11 && reply.body == "abc"));
    CHECK(received("").end == End::lost);
    CHECK(received(bytes_of({}).substr(0, 10)).end == End::lost);
    CHECK(received(bytes_of({.end = End::returned, .length = 4}) + "abc").end == End::garbled);
    CHECK(received(std::string(sizeof(ReplyHeader), 'x')).end == End::garbled);
    CHECK(received(bytes_of({.end = static_cast<End>(99)})).end == End::garbled);
    for (const auto length : {longest_body, longest_body + 1, ~std::uint64_t{0}})
        CHECK(received(bytes_of({.end = End::returned, .length = length}) + "abc").end == End::garbled);
}

TEST_CASE("a reply that does not come is waited for until the deadline and no longer") {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const auto start = now_ms();
    CHECK_FALSE(readable(ends[0], start + 30));
    CHECK(receive_reply(ends[0], start + 60).end == End::lost);
    CHECK(now_ms() - start >= 60);
    CHECK(now_ms() - start < 5000);
    ::close(ends[1]);
    CHECK(readable(ends[0], now_ms() + 1000)); // its end is something to receive
    ::close(ends[0]);
}
