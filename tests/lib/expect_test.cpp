/// @file
/// What a test expects, and what it says when that does not hold.

#include "judge/catch_seam.hpp"

#include "judge/expect.hpp"

#include <armadillo>
#include <limits>

using namespace judge;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

const arma::mat W{{1, 2, 3}, {4, 5, 7}};

/// What was recorded by `check`; nothing of it is left behind.
template<class Check> std::vector<Finding> found_by(Check check) {
    findings().clear();
    const bool holds = check();
    auto found = findings();
    findings().clear();
    CHECK(holds == found.empty());
    return found;
}

template<class T> bool passes(const T& got, const Expected& right) {
    return found_by([&] { return expect("x", got, right); }).empty();
}

Finding failure(const auto& got, const Expected& right, const std::vector<Known>& mistakes = {}) {
    const auto found = found_by([&] { return expect("Y", got, right, mistakes); });
    REQUIRE(found.size() == 1);
    return found[0];
}

bool mentions(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

Known transposed_form() {
    return known("no_transpose", 1, "Your Y equals Wᵀ.", [] { return arma::mat(W.t()); });
}

} // namespace

TEST_CASE("what is equal passes, and what differs in one entry does not") {
    CHECK(passes(W, exactly(W)));
    for (arma::uword at = 0; at < W.n_elem; ++at) {
        arma::mat other = W;
        other(at) = std::nextafter(other(at), 10);
        CHECK_FALSE(passes(other, exactly(W)));
        CHECK(passes(other, within(W, 1e-15, "")));
    }
}

TEST_CASE("an error of exactly the bound passes, a larger one does not") {
    CHECK(passes(1.5, within(1.0, 0.5, "")));
    CHECK(passes(0.5, within(1.0, 0.5, "")));
    CHECK_FALSE(passes(std::nextafter(1.5, 2), within(1.0, 0.5, "")));
    CHECK_FALSE(passes(1.5, within(1.0, 0.499, "")));
}

TEST_CASE("the oracle is compared in double-double: half an ulp is seen") {
    Exact right(1, 1);
    right(0, 0) = DoubleDouble(1) + DoubleDouble(0x1p-60);
    CHECK(passes(1.0, within(right, Table(1, 1, 0x1p-59), "")));
    CHECK_FALSE(passes(1 + 0x1p-52, within(right, Table(1, 1, 0x1p-53), "")));
}

TEST_CASE("NaN passes nowhere: in the result, in the oracle, in the bound") {
    for (arma::uword at = 0; at < W.n_elem; ++at) {
        arma::mat broken = W;
        broken(at) = not_a_number;
        CHECK_FALSE(passes(broken, exactly(W)));
        CHECK_FALSE(passes(broken, within(W, 1e300, "")));
        CHECK_FALSE(passes(broken, within(W, infinity, "")));
        CHECK_FALSE(passes(W, within(broken, 1e300, "")));
    }
    CHECK_FALSE(passes(1.5, within(1.0, not_a_number, "")));
    CHECK_FALSE(passes(not_a_number, exactly(not_a_number)));
}

TEST_CASE("a negative bound is none, so nothing but the right value passes") {
    CHECK_FALSE(passes(1.5, within(1.0, -1, "")));
    CHECK_FALSE(passes(1.5, within(1.0, -infinity, "")));
    CHECK(passes(1.0, within(1.0, -1, "")));
}

TEST_CASE("infinity passes where it is expected, with its sign, and nowhere else") {
    CHECK(passes(infinity, exactly(infinity)));
    CHECK_FALSE(passes(-infinity, exactly(infinity)));
    CHECK_FALSE(passes(1e308, exactly(infinity)));
    CHECK_FALSE(passes(infinity, within(1.0, 1e300, "")));
    CHECK_FALSE(passes(infinity, within(1.0, infinity, "")));
    CHECK_FALSE(passes(not_a_number, exactly(infinity)));
}

TEST_CASE("a result of another shape fails, whatever it holds") {
    CHECK(mentions(failure(arma::mat(W.t()), exactly(W)).sentence, "Y is 3 x 2; it should be 2 x 3."));
    CHECK(mentions(failure(arma::mat(), exactly(W)).sentence, "Y is 0 x 0"));
    CHECK_FALSE(passes(arma::mat(0, 3), exactly(arma::mat(3, 0))));
    CHECK(passes(arma::mat(0, 3), exactly(arma::mat(0, 3))));
    CHECK(passes(arma::mat(), exactly(arma::mat())));
}

TEST_CASE(
    "the sentence names the first wrong entry, or the worst where there is a bound, and what it should be") {
    arma::mat got = W;
    got(0, 1) = 2.5;
    got(1, 2) = 17;
    CHECK(failure(got, exactly(W)).sentence == "Y(0,1) = 2.5, expected 2 (integers come out exactly).");
    CHECK(mentions(failure(got, within(W, 0.1, "")).sentence, "Y(1,2) = 17, expected 7: an error of 10"));
    CHECK(failure(arma::vec{1, 3}, exactly(arma::vec{1, 2})).sentence ==
          "Y(1) = 3, expected 2 (integers come out exactly).");
    CHECK(failure(2.0, within(1.0, 0.5, "the theorem")).sentence ==
          "Y = 2, expected 1: an error of 1, where 0.5 is allowed (the theorem).");
}

TEST_CASE("what can be said of any wrong result is said") {
    CHECK(mentions(failure(arma::mat(2, 3), exactly(W)).sentence, "It is 0 everywhere."));
    CHECK(
        mentions(failure(arma::mat(2, 3, arma::fill::value(4)), exactly(W)).sentence, "It is 4 everywhere."));
    CHECK(mentions(failure(arma::mat(2, 3, arma::fill::value(not_a_number)), exactly(W)).sentence,
                   "It is NaN everywhere."));
    const arma::mat X(2, 3, arma::fill::randn);
    const Showing inputs{{"X", table(X)}};
    CHECK(mentions(failure(X, exactly(W)).sentence, "It is X itself, unchanged."));
}

TEST_CASE("the inputs are shown as long as they are in force") {
    {
        const Showing outer{{"alpha", table(0.5)}};
        const Showing inner{{"W", table(W)}};
        const auto detail = failure(1.0, exactly(2.0)).detail;
        CHECK(mentions(detail, "alpha = 0.5\n"));
        CHECK(mentions(detail, "W =\n    1 2 3\n    4 5 7\n"));
    }
    CHECK(failure(1.0, exactly(2.0)).detail.empty());
}

TEST_CASE("a known mistake is recognised by its closed form") {
    const auto finding = failure(arma::mat(W.t()), exactly(arma::mat(2 * W.t())), {transposed_form()});
    CHECK((finding.diagnosis == "no_transpose" && finding.hint == 1));
    CHECK(finding.sentence == "Your Y equals Wᵀ.");
    CHECK(mentions(finding.detail, "expected")); // what else would have been the sentence
}

TEST_CASE(
    "a known mistake is recognised to rounding, in a result of another shape, and the first one counts") {
    const auto first = known("first", 2, "first", [] { return arma::mat(W.t()); });
    CHECK(failure(arma::mat(W.t() * (1 + 1e-9)), exactly(arma::mat(W.t() + 1)), {first}).diagnosis ==
          "first");
    CHECK(failure(arma::mat(W.t()), exactly(W), {transposed_form()}).diagnosis == "no_transpose");
    CHECK(failure(arma::mat(W.t()), exactly(W), {first, transposed_form()}).diagnosis == "first");
}

TEST_CASE("a known mistake is not recognised in another wrong result") {
    arma::mat other = W.t();
    other(2, 1) += 1e-3;
    CHECK(failure(other, exactly(arma::mat(2 * W.t())), {transposed_form()}).diagnosis.empty());
    CHECK(failure(arma::mat(3, 2, arma::fill::value(not_a_number)), exactly(arma::mat(2 * W.t())),
                  {transposed_form()})
              .diagnosis.empty());
}

TEST_CASE("a known mistake is not recognised where it gives the right answer") {
    arma::mat nearly = W.t();
    nearly(0, 0) += 1e-9; // fails exactly(), and resembles both
    CHECK(failure(nearly, exactly(arma::mat(W.t())), {transposed_form()}).diagnosis.empty());
}

TEST_CASE("a form that cannot be computed is not met") {
    const auto impossible = known("impossible", 1, "", [] { return arma::mat(W * W); });
    CHECK(failure(1.0, exactly(2.0), {impossible}).diagnosis.empty());
}

TEST_CASE("forms of zeros, infinities and NaN resemble nothing but themselves") {
    const Table zero(1, 2), tiny(1, 2, 1e-300);
    CHECK(resembles(zero, zero));
    CHECK_FALSE(resembles(tiny, zero));
    Table infinite(1, 2, 1), other(1, 2, 1);
    infinite(0, 0) = infinity;
    CHECK(resembles(infinite, infinite));
    CHECK_FALSE(resembles(other, infinite));
    CHECK_FALSE(resembles(infinite, other));
    other(0, 0) = -infinity;
    CHECK_FALSE(resembles(other, infinite));
    CHECK_FALSE(resembles(Table(1, 2, not_a_number), Table(1, 2, not_a_number)));
    CHECK_FALSE(resembles(Table(1, 2), Table(2, 1)));
    CHECK(resembles(Table(0, 2), Table(0, 2)));
}

TEST_CASE("a ratio passes up to 1, and NaN and infinity do not") {
    const auto holds = [](double ratio) {
        return found_by([&] { return expect_ratio("A N = 0, to rounding", ratio); }).empty();
    };
    CHECK(holds(0));
    CHECK(holds(1));
    CHECK_FALSE(holds(std::nextafter(1, 2)));
    CHECK_FALSE(holds(not_a_number));
    CHECK_FALSE(holds(infinity));
    const auto found = found_by([] { return expect_ratio("A N = 0", 2.5); });
    CHECK(found.at(0).sentence == "A N = 0 does not hold: the error is 2.5 times what rounding can explain.");
}

TEST_CASE("a statement that is false is recorded, with the first condition that explains it") {
    const std::vector<Known> mistakes{known_if(false, "other", 1, "other"), known_if(true, "met", 3, "met")};
    CHECK(found_by([&] { return expect_that(true, "wrong", mistakes); }).empty());
    const auto found = found_by([&] { return expect_that(false, "wrong", mistakes); });
    CHECK((found.at(0).diagnosis == "met" && found.at(0).hint == 3 && found.at(0).sentence == "met"));
    CHECK(mentions(found.at(0).detail, "wrong"));
}
