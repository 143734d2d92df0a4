/// The parts of `gemmlings docs` that only turn text into text.

#include "cli/docs.hpp"
#include "judge/catch_seam.hpp"

#include <string>

using namespace gemmlings;

namespace {

/// A chapter with one exercise that exists and one that is planned.
Repository small_repository() {
    Exercise exercise;
    exercise.chapter = "ch04_linear_maps";
    exercise.folder = "110_is_linear";
    exercise.slug = "is_linear";
    exercise.number = 110;
    exercise.title = "Linearity \"oracle\"";
    exercise.stars = 1;
    exercise.points = 4;
    exercise.requires_ = {"ch04_linear_maps/120_matrix_of_map"};
    exercise.forbids = {"SVD", "LAPACK"};
    exercise.tools = {"svd_full", "eigh"};
    exercise.errata = {"F1", "F99"};

    Chapter chapter;
    chapter.folder = "ch04_linear_maps";
    chapter.number = 4;
    chapter.title = "Maps & matrices";
    chapter.forbids = {"LAPACK"};
    chapter.map = {{"110_is_linear", "Linearity oracle", {}},
                   {"120_matrix_of_map", "Columns are images", {"ch04_linear_maps/110_is_linear"}}};

    Repository repository;
    repository.chapters = {chapter};
    repository.exercises = {exercise};
    return repository;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

docs::Source page_of(const Repository& repository, const std::vector<Hint>& hints = {}) {
    return docs::exercise_group(repository, repository.exercises[0], "the stub\n", hints, "the solution\n",
                                {"F1"});
}

} // namespace

TEST_CASE("docs: text is shown as it stands") {
    CHECK(docs::escaped("a @ref b \\f$ <b> & 50%") == "a \\@ref b \\\\f\\$ \\<b\\> \\& 50\\%");
    CHECK(docs::escaped("C ← αAB") == "C ← αAB");
}

TEST_CASE("docs: titles are fit for HTML") {
    CHECK(docs::escaped_html("a < \"b\" & c") == "a &lt; &quot;b&quot; &amp; c");
}

TEST_CASE("docs: names between at signs are replaced, all else is kept") {
    CHECK(docs::filled("a @X@ @INCLUDE = @Y@@X@\n", {{"X", "1"}, {"Y", "2"}}) == "a 1 @INCLUDE = 21\n");
    CHECK(docs::filled("@X@", {{"X", "@X@"}}) == "@X@");
}

TEST_CASE("docs: settings that Doxygen does not know are left out") {
    const auto known = "# a comment\nQUIET = NO\nALIASES =\n";
    const auto ours = "# ours\n\nQUIET = YES\nWARN_LAYOUT_FILE = NO\nALIASES += x\n@INCLUDE = file\n";
    CHECK(docs::only_known(ours, known) == "# ours\n\nQUIET = YES\nALIASES += x\n@INCLUDE = file\n");
}

TEST_CASE("docs: our head comes last, scripts from the network do not come at all") {
    const auto html =
        docs::with_head("<html xmlns=\"x\">\n<head>\n  $mathjax\n$mermaidjs\n</head>\n", "ours\n");
    CHECK(html == "<html lang=\"en\" xmlns=\"x\">\n<head>\nours\n</head>\n");
}

TEST_CASE("docs: an exercise is linked where it exists, and named where it is planned") {
    const auto repository = small_repository();
    CHECK(docs::exercise_link(repository, "ch04_linear_maps/110_is_linear") ==
          "@ref ex_is_linear \"Linearity &quot;oracle&quot;\"");
    CHECK(contains(docs::exercise_link(repository, "ch04_linear_maps/120_matrix_of_map"),
                   ">Columns are images (planned)<"));
    CHECK(contains(docs::exercise_link(repository, "nowhere"), ">nowhere<"));
}

TEST_CASE("docs: a chapter shows its map with the state of each exercise") {
    const auto group =
        docs::chapter_group(small_repository(), small_repository().chapters[0],
                            "# Maps & matrices\n\nWords.\n\n@forbids{LAPACK}\n\n## 100 First\n\n"
                            "| Exercise | Title | Builds on |\n|---|---|---|\n"
                            "| 110_is_linear | Linearity oracle | – |\n"
                            "| 120_matrix_of_map | Columns are images | 110_is_linear |\n");
    CHECK(contains(group, "@defgroup ch04_linear_maps Chapter 4: Maps \\& matrices\n"));
    CHECK(contains(group, "| 110 | @ref ex_is_linear"));
    CHECK(contains(group, "| 1 | 4 | – |\n"));
    CHECK(contains(group, "| 120 | Columns are images | <span class=\"gem-planned\">planned</span> |"));
    CHECK_FALSE(contains(group, "@forbids"));
    CHECK_FALSE(contains(group, "\n# "));
}

TEST_CASE("docs: the page of an exercise states its rules once") {
    const auto text = page_of(small_repository()).text;
    CHECK(contains(text, "- **May not call:** LAPACK, SVD\n"));
    CHECK(contains(text, "- **May call:** tools::svd_full(), tools::eigh()\n"));
    CHECK(contains(text, "Columns are images (planned)"));
    CHECK(contains(text, "@ref errata_F1 \"F1\", F99\n"));
}

TEST_CASE("docs: stub and solution are never taken for each other") {
    const auto source = page_of(small_repository());
    REQUIRE(source.files.size() == 2);
    CHECK(source.files.at("ch04_linear_maps.110_is_linear.stub.cpp") == "the stub\n");
    CHECK(source.files.at("ch04_linear_maps.110_is_linear.solution.cpp") == "the solution\n");
    const auto stub = source.text.find("@include ch04_linear_maps.110_is_linear.stub.cpp\n");
    const auto solution = source.text.find("@include ch04_linear_maps.110_is_linear.solution.cpp\n");
    CHECK(stub < source.text.find("A solution"));
    CHECK(source.text.find("A solution") < solution);
    CHECK(solution < source.text.size());
}

TEST_CASE("docs: a run is shown as it was drawn, before anything is given away") {
    const auto repository = small_repository();
    const auto text = docs::exercise_group(repository, repository.exercises[0], "", {}, "", {},
                                           {{"A run & more", "<svg/>"}})
                          .text;
    CHECK(contains(text, "<summary>A run &amp; more</summary>"));
    CHECK(text.find("<svg/>") < text.find("The stub"));
    CHECK_FALSE(contains(page_of(repository).text, "gem-timeline"));
}

TEST_CASE("docs: a hint may hold code, and what would end a comment") {
    const auto source =
        page_of(small_repository(), {{"a < b", "Both `a*/b` and\n\n```cpp\n/* code */ @ref x\n```\nafter"}});
    CHECK(contains(source.text, "<summary>Hint 1: a &lt; b</summary>"));
    CHECK(source.files.at("ch04_linear_maps.110_is_linear.hint1.1.cpp") == "/* code */ @ref x\n");
    CHECK(source.text.find("*/") == source.text.size() - 3); // its own end only
    CHECK(contains(source.text, "after"));
}

TEST_CASE("docs: a guide's links lead to pages of the site, or nowhere") {
    const docs::Guide guide{"a", "A",
                            "# A\n\n[b](b.md), [c](../lib/c.hpp) and [net](https://example.org)\n"
                            "`110_is_linear`, `120_matrix_of_map`, `@points{4}`\n\n```\n@points{4}\n```\n"};
    const auto page = docs::guide_page(small_repository(), guide, {guide, {"b", "B", "# B\n"}});
    CHECK(page.text ==
          "# A {#a}\n\n[b](@ref b), c and [net](https://example.org)\n"
          "@ref ex_is_linear \"110_is_linear\", `120_matrix_of_map`, <code>\\@points{4}</code>\n\n"
          "@verbinclude a.1.txt\n");
    CHECK(page.files.at("a.1.txt") == "@points{4}\n");
}

TEST_CASE("docs: the entries of the errata can be linked to") {
    const auto markdown =
        "# Errata\n\n| Entry | Says |\n|---|---|\n| F1 | x |\n| E12 | `110_is_linear` |\n| Else | |\n";
    CHECK(docs::errata_ids(markdown) == std::vector<std::string>{"F1", "E12"});
    const auto page = docs::guide_page(small_repository(), {"errata", "Errata", markdown}, {});
    CHECK(contains(page.text, "| @anchor errata_F1 F1 | x |\n"));
    CHECK(contains(page.text, "| @anchor errata_E12 E12 | @ref ex_is_linear \"110_is_linear\" |\n"));
}

TEST_CASE("docs: a guide is named by its first heading") {
    CHECK(docs::title_of("words\n# One\n# Two\n") == "One");
    CHECK(docs::title_of("words\n").empty());
}
