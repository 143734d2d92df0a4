/// @file
/// Reading the hints of an exercise.

#include "judge/catch_seam.hpp"

#include "cli/hints.hpp"

#include <fstream>
#include <unistd.h>

using namespace gemmlings;

namespace {

/// A file that lives as long as the test.
struct HintsFile {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("hints_test_" + std::to_string(::getpid()) + ".md");
    explicit HintsFile(const std::string& text) { std::ofstream(path) << text; }
    ~HintsFile() { std::filesystem::remove(path); }
};

} // namespace

TEST_CASE("hints come in the order of the file, with title and text") {
    const HintsFile file(
        "## 1 nudge\n\nLook at the shapes.\n\n## 2 idea\nTranspose.\n\n## 3 plan\n\n1. this\n2. that\n");
    const auto hints = read_hints(file.path);
    REQUIRE(hints.size() == 3);
    CHECK(hints[0].title == "nudge");
    CHECK(hints[0].text == "Look at the shapes.");
    CHECK(hints[1].text == "Transpose.");
    CHECK(hints[2].text == "1. this\n2. that");
}

TEST_CASE("a line of code that looks like a heading is none") {
    const HintsFile file("## 1 plan\n\n```cpp\n## 2 not a hint\n```\n");
    const auto hints = read_hints(file.path);
    REQUIRE(hints.size() == 1);
    CHECK(hints[0].text.find("not a hint") != std::string::npos);
}

TEST_CASE("no file, no hints") { CHECK(read_hints("/nowhere/hints.md").empty()); }

TEST_CASE("a hint for people names its place and has readable formulas") {
    const std::vector<Hint> hints = {{"nudge", "Is \\f$W^\\top g\\f$ of the *right* length?\n\n    code(x)"}};
    const auto text = hint_text(hints, 1, Terminal(-1));
    CHECK(text.find("Hint 1 of 1: nudge\n") == 0);
    CHECK(text.find("of the right length?") != std::string::npos);
    CHECK(text.find("\\f$") == std::string::npos);
    CHECK(text.find("      code(x)\n") != std::string::npos);
}
