/// @file
/// The data sets of data/, and what is said of damaged ones.

#include "judge/catch_seam.hpp"

#include "judge/dataset.hpp"
#include "judge/session.hpp"
#include "workplace.hpp"

using namespace workplace;

namespace {

/// Reads a file of `folder` as a data set.
arma::mat read_from(const fs::path& folder, const std::string& name) {
    judge::Session::current().settings.data = folder.string();
    return judge::dataset(name);
}

std::string complaint(const std::string& text) {
    const Folder folder;
    folder.write("damaged.csv", text);
    try {
        read_from(folder.path, "damaged.csv");
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "";
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("NIST's data sets have the sizes that NIST gives, and their first and last numbers") {
    const auto data = root() / "data";
    const auto norris = read_from(data, "nist_norris.csv"), longley = read_from(data, "nist_longley.csv");
    const auto filip = read_from(data, "nist_filip.csv"), wampler = read_from(data, "nist_wampler1.csv");
    CHECK((norris.n_rows == 36 && norris.n_cols == 2));
    CHECK((longley.n_rows == 16 && longley.n_cols == 7));
    CHECK((filip.n_rows == 82 && filip.n_cols == 2));
    CHECK((wampler.n_rows == 21 && wampler.n_cols == 2));
    CHECK((norris(0, 0) == 0.1 && norris(0, 1) == 0.2));
    CHECK((wampler(20, 0) == 3368421 && wampler(20, 1) == 20));
}

TEST_CASE("certified coefficients are read without their names") {
    const auto certified = read_from(root() / "data", "nist_norris_certified.csv");
    REQUIRE(certified.n_rows >= 2);
    CHECK(certified(0, 0) == -0.262323073774029);
    CHECK(certified(1, 0) == 1.00211681802045);
}

TEST_CASE("a heading, spaces and Windows' line ends are no part of the numbers") {
    const Folder folder;
    folder.write("fine.csv", "y, x\r\n1, -2.5e3\r\n 3,4\r\n");
    const auto fine = read_from(folder.path, "fine.csv");
    CHECK((fine.n_rows == 2 && fine.n_cols == 2 && fine(0, 1) == -2500 && fine(1, 0) == 3));
    folder.write("empty.csv", "");
    CHECK(read_from(folder.path, "empty.csv").is_empty());
}

TEST_CASE("a damaged file is refused, with its name and the line") {
    CHECK(mentions(complaint("y,x\n1,2\n3\n"), "damaged.csv, line 3"));
    CHECK(mentions(complaint("1,2\n3,4,5\n"), "line 2"));
    CHECK(mentions(complaint("1,2\n3,four\n"), "line 2"));
    CHECK(mentions(complaint("1,2\n\n3,4\n"), "line 2"));
    CHECK(mentions(complaint("1,2\n3,4e\n"), "line 2"));
    CHECK_THROWS_WITH(read_from("/nowhere", "missing.csv"), "/nowhere/missing.csv cannot be read");
}
