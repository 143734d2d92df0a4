/// @file
/// `gemmlings bench`, as its users meet it, on small problems: what it measures of a right answer, and the
/// sentences for what goes wrong.

#include "bench_runs.hpp"

#include "cli/pristine.hpp"
#include "judge/catch_seam.hpp"

#include <nlohmann/json.hpp>

namespace {

/// A submission to loop_order whose product has this body.
std::string submission(const Folder& folder, const std::string& body) {
    return folder.file(
        "submission.cpp",
        "#include \"loop_order.hpp\"\n#include <cstdio>\n#include <cstdlib>\n#include <stdexcept>\n"
        "template<class T> void gemm_ikj(CView<T> A, CView<T> B, View<T> C) {\n" +
            body +
            "\n}\n"
            "template void gemm_ikj(CView<float>, CView<float>, View<float>);\n"
            "template void gemm_ikj(CView<double>, CView<double>, View<double>);\n");
}

Finished quick_bench(const Folder& folder, const std::string& file, std::vector<std::string> more = {},
                     const std::vector<std::string>& environment = {}) {
    more.insert(more.begin(), {"loop_order", "--quick", "--submission", file});
    if (std::find(more.begin(), more.end(), "--plot") == more.end())
        more.insert(more.end(), {"--plot", (folder.path / "picture.svg").string()});
    return gemmlings_bench(more, environment);
}

const std::string right_answer = solution("ch16_matrix_products/220_loop_order/loop_order.cpp");

/// A product of which this is the innermost line, and which is right without it.
std::string product_with(const std::string& line) {
    return "for (i64 i = 0; i < C.rows; ++i) for (i64 j = 0; j < C.cols; ++j) {\n"
           "T sum = 0; for (i64 p = 0; p < A.cols; ++p) sum += A(i, p) * B(p, j);\n" +
           line + "\nC(i, j) = sum; }";
}

} // namespace

TEST_CASE("bench: wrong usage is one sentence") {
    check_refused(gemmlings_bench({"loop_odrer"}), "Did you mean loop_order");
    check_refused(gemmlings_bench({"roofline"}), "gemm_naive, loop_order");
    check_refused(gemmlings_bench({"loop_order", "--submission", "nowhere.cpp"}), "nowhere.cpp");
    check_refused(gemmlings_bench({"loop_order", "--submission", right_answer, "--plot", "picture.pdf"}),
                  ".svg or .png");
}

TEST_CASE("bench: a right answer is timed beside the library, its intensity predicted and measured") {
    const Folder folder;
    const auto finished =
        quick_bench(folder, right_answer, {"--json", "--plot", (folder.path / "new/p.png").string()});
    INFO(finished.out + finished.err);
    REQUIRE(finished.code == 0);
    const auto report = nlohmann::json::parse(finished.out);
    CHECK(report["id"] == "ch16_matrix_products/220_loop_order");
    CHECK(report["complaint"] == "");
    REQUIRE(report["problems"].size() == 2);
    for (const auto& problem : report["problems"]) {
        const double n = problem["n"];
        CHECK(problem["wrong"] == "");
        CHECK(problem["flops"] == 2 * n * n * n);
        CHECK(problem["bytes"] == 3 * 8 * n * n);
        CHECK(problem["rounds"] >= 3);
        CHECK(problem["share_of_library"] > 0);
        for (const char* seconds : {"seconds", "library_seconds"}) // no core does more than 200 GFLOP/s
            CHECK(problem[seconds].get<double>() > problem["flops"].get<double>() / 200e9);
    }
    CHECK(report["traced"] == 64);
    CHECK(report["predicted_intensity"] == 64.0 / 12);
    // The last cache holds three matrices of 32 KiB: every line is fetched once, as predicted.
    CHECK(report["caches"].back()["intensity"] == report["predicted_intensity"]);
    CHECK(report["caches"].front()["roof"] <= report["peak"]);
    const auto picture = read_text(folder.path / "new/p.png").value_or("");
    if (find_program("gnuplot")) CHECK(picture.starts_with("\x89PNG"));
}

TEST_CASE("bench: the report has the table, bars and where the picture lies, in plain lines") {
    const Folder folder;
    const auto finished = quick_bench(folder, right_answer);
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    for (const char* part : {"of OpenBLAS", "   128  ", "  64  yours     #", "        OpenBLAS  #", "kernel ",
                             "-O3", "measured behind L1", "The limit is", "Never graded"})
        CHECK(contains(finished.out, part));
    CHECK_FALSE(contains(finished.out, "\x1b"));
    if (!find_program("gnuplot")) return;
    const auto picture = read_text(folder.path / "picture.svg").value_or("");
    CHECK(contains(picture, "<svg"));
    CHECK(contains(picture, "Roofline, n = 64"));
    CHECK(contains(finished.out, (folder.path / "picture.svg").string()));
}

TEST_CASE("bench: what the environment says of the library's kernel is not heard") {
    const Folder folder;
    const auto kernel = [&](const std::vector<std::string>& environment) {
        const auto said = quick_bench(folder, right_answer, {"--json"}, environment).out;
        return nlohmann::json::parse(said).at("kernel").get<std::string>();
    };
    CHECK(kernel({"OPENBLAS_CORETYPE=Prescott", "OPENBLAS_L2_SIZE=1"}) == kernel({}));
}

TEST_CASE("bench: the stub is told from an attempt") {
    const Folder folder;
    const auto repository = Repository::read(root());
    const auto stub = folder.path / "stub.cpp";
    write_text(stub, pristine_stub(repository, repository.find("loop_order")).value_or(""));
    const auto finished = quick_bench(folder, stub.string());
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "still the stub"));
    CHECK(finished.err.empty());
}

TEST_CASE("bench: a wrong result is timed, and said to be wrong") {
    const Folder folder;
    const auto finished =
        quick_bench(folder, submission(folder, product_with("if (i == 3 && j == 5) sum += 1;")));
    INFO(finished.out + finished.err);
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "The result is wrong: with n = 64, C(3, 5) is "));
    CHECK(contains(finished.out, "mean little"));
    CHECK(contains(finished.out, "%  wrong\n"));
    if (find_program("gnuplot"))
        CHECK(contains(read_text(folder.path / "picture.svg").value_or(""), "wrong results"));
}

TEST_CASE("bench: what nobody has written is no result") {
    const Folder folder;
    const auto finished = quick_bench(folder, submission(folder, ""));
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "C(0, 0) is nan"));
}

TEST_CASE("bench: what ends a submission is one sentence") {
    const Folder folder;
    const auto sentence = [&](const std::string& body) {
        const auto finished = quick_bench(folder, submission(folder, body));
        CHECK(finished.code == 1);
        return finished.out;
    };
    CHECK(contains(sentence("*static_cast<volatile T*>(nullptr) = A.p[0];"),
                   "With n = 64 your code ended in a segmentation fault"));
    CHECK(
        contains(sentence("throw std::runtime_error(\"no idea\");"), "With n = 64 your code threw: no idea"));
    CHECK(
        contains(sentence("std::exit(0);"), "With n = 64 your code ended the whole program (exit code 0)."));
    CHECK(
        contains(sentence("for (volatile bool on = true; on;) {}"), "With n = 64 your code did not return"));
    CHECK(contains(sentence("return nothing;"), "Your file does not compile."));
}

TEST_CASE("bench: what the linker does not find is named") {
    const Folder folder;
    const auto file = folder.path / "other.cpp";
    write_text(file, "#include \"loop_order.hpp\"\n");
    const auto finished = quick_bench(folder, file.string());
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "does not define void gemm_ikj<double>"));
}

TEST_CASE("bench: the library itself is no submission") {
    const Folder folder;
    const auto file = folder.path / "cheat.cpp";
    write_text(file, "#include \"loop_order.hpp\"\nextern \"C\" void cblas_dgemm();\n"
                     "template<class T> void gemm_ikj(CView<T>, CView<T>, View<T>) { cblas_dgemm(); }\n"
                     "template void gemm_ikj(CView<double>, CView<double>, View<double>);\n");
    const auto finished = quick_bench(folder, file.string());
    CHECK(finished.code == 1);
    CHECK(contains(finished.out, "cblas_dgemm"));
}

TEST_CASE("bench: what a submission prints is no part of the report") {
    const Folder folder;
    const auto finished = quick_bench(
        folder, submission(folder, product_with("if (i + j == 0) std::puts(\"{\\\"done\\\": true}\");")),
        {"--json"});
    CHECK(finished.code == 0);
    CHECK(nlohmann::json::parse(finished.out)["problems"].size() == 2);
}

TEST_CASE("bench: without gnuplot everything but the picture comes, and what brings it") {
    const Folder folder;
    const auto finished = quick_bench(folder, right_answer, {}, {without_gnuplot(folder)});
    INFO(finished.out + finished.err);
    CHECK(finished.code == 0);
    CHECK(contains(finished.out, "of OpenBLAS"));
    CHECK(contains(finished.err, "gnuplot is not installed"));
    CHECK_FALSE(fs::exists(folder.path / "picture.svg"));
}

TEST_CASE("bench: progress is none of its business") {
    const Folder folder;
    const auto before = read_text(root() / ".gemmlings/progress.txt");
    quick_bench(folder, right_answer);
    CHECK(read_text(root() / ".gemmlings/progress.txt") == before);
}
