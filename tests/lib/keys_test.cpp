/// @file
/// Keys from the bytes that a terminal sends.

#include "judge/catch_seam.hpp"

#include "cli/keys.hpp"

using namespace gemmlings;

TEST_CASE("letters, Enter, Ctrl-C and arrows are told apart") {
    std::string bytes = "nλ\r\x03\x1b[A\x1bOB\x7f\x1b[6~";
    const auto keys = take_keys(bytes, false);
    REQUIRE(keys.size() == 8);
    CHECK(keys[0].is('n'));
    CHECK(keys[1].character == "λ");
    CHECK(keys[2].kind == Key::enter);
    CHECK(keys[3].kind == Key::interrupt);
    CHECK(keys[4].kind == Key::up);
    CHECK(keys[5].kind == Key::down);
    CHECK(keys[6].kind == Key::backspace);
    CHECK(keys[7].kind == Key::page_down);
    CHECK(bytes.empty());
}

TEST_CASE("a lone escape waits for what may follow") {
    std::string bytes = "\x1b";
    CHECK(take_keys(bytes, false).empty());
    REQUIRE(bytes == "\x1b");
    const auto keys = take_keys(bytes, true);
    REQUIRE(keys.size() == 1);
    CHECK(keys[0].kind == Key::escape);
}

TEST_CASE("Esc before a letter is two keys, an unknown sequence is none") {
    std::string bytes = "\x1bq\x1b[15~";
    const auto keys = take_keys(bytes, true);
    REQUIRE(keys.size() == 2);
    CHECK(keys[0].kind == Key::escape);
    CHECK(keys[1].is('q'));
}
