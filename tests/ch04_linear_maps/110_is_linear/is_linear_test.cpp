#include "is_linear.hpp"

#include "judge/test.hpp"

using namespace judge;

namespace {

/// A black box, and the report that it deserves.
struct Subject {
    std::string name;
    Callback<Map> map;
    arma::uword d;
    LinReport right;
};

constexpr LinReport linear{true, true, true}, nothing{false, false, false};
constexpr LinReport only_zero{true, false, false}, not_additive{true, false, true};

Callback<Map> product(const arma::mat& A) { return callback<Map>("affine", A, arma::vec(A.n_rows)); }
Callback<Map> relu(double c) { return callback<Map>("relu", c); }
Callback<Map> norm() { return callback<Map>("norm"); }

LinReport report_on(const Callback<Map>& f, arma::uword d) {
    return submit(CALL(is_linear), f, d, 1e-9, arma::uword(seed()));
}

bool same(LinReport a, LinReport b) {
    return a.zero == b.zero && a.additive == b.additive && a.homogeneous == b.homogeneous;
}

std::string in_words(LinReport r) {
    const auto word = [](bool holds) { return holds ? "yes" : "no"; };
    return std::string("zero ") + word(r.zero) + ", additive " + word(r.additive) + ", homogeneous " +
           word(r.homogeneous);
}

void expect_report(const Subject& subject, LinReport got, const std::vector<Known>& mistakes = {}) {
    expect_that(same(got, subject.right),
                "On " + subject.name + " the report is: " + in_words(got) +
                    "; right is: " + in_words(subject.right) + ".",
                mistakes);
}

Known zero_only(LinReport on_norm) {
    return known_if(
        same(on_norm, linear), "zero_only", 1,
        "You call every map linear that maps 0 to 0: the norm ‖x‖ does, and respects neither law.");
}

} // namespace

TEST_CASE("linear maps of every size and scale are linear, affine ones are not", "[points:1]") {
    Random random(seed());
    const arma::mat A = random.normals(3, 5), R = {{0.6, -0.8}, {0.8, 0.6}}, I(4, 4, arma::fill::eye);
    const Subject ordinary{"x ↦ Ax, A a 3 x 5 matrix", product(A), 5, linear};
    const LinReport on_ordinary = report_on(ordinary.map, ordinary.d);
    expect_report(ordinary, on_ordinary);

    const Subject large{"x ↦ 10⁸ Ax", product(1e8 * A), 5, linear};
    const LinReport on_large = report_on(large.map, large.d);
    expect_report(
        large, on_large,
        {known_if(same(on_ordinary, linear), "absolute_tolerance", 2,
                  "You accept Ax and reject 10⁸ Ax: the tolerance has to be relative to the outputs.")});

    const Subject small{"10⁻¹⁴ ReLU, where ReLU itself got another one", relu(1e-14), 4,
                        report_on(relu(1), 4)};
    const LinReport on_small = report_on(small.map, small.d);
    expect_report(
        small, on_small,
        {known_if(same(on_small, linear), "absolute_tolerance", 2,
                  "You find 10⁻¹⁴ ReLU linear: everything about it is small, so the tolerance has to be "
                  "relative to the outputs.")});

    for (const Subject& subject : std::initializer_list<Subject>{
             {"x ↦ 10⁻¹² Ax", product(1e-12 * A), 5, linear},
             {"x ↦ 10⁻¹⁴ x", product(1e-14 * I), 4, linear},
             {"a rotation of the plane", product(R), 2, linear},
             {"the zero map", product(arma::mat(4, 3, arma::fill::zeros)), 3, linear},
             {"x ↦ 3x on the real line", product(arma::mat{3.0}), 1, linear},
             {"x ↦ Ax, A a 20 x 7 matrix", product(random.normals(20, 7)), 7, linear},
             {"the affine map x ↦ Ax + b", callback<Map>("affine", A, arma::vec{1, -2, 3}), 5, nothing},
             {"x ↦ 10⁻¹⁴ (x + b)",
              callback<Map>("affine", arma::mat(1e-14 * I), arma::vec(4, arma::fill::value(1e-14))), 4,
              nothing},
             {"x ↦ NaN", callback<Map>("not_a_number"), 3, nothing}})
        expect_report(subject, report_on(subject.map, subject.d));
}

TEST_CASE("a law that fails for some vectors, or some factors, is reported", "[points:2]") {
    const Subject subjects[] = {{"the norm ‖x‖", norm(), 4, only_zero},
                                {"ReLU", relu(1), 4, only_zero},
                                {"x ↦ x + x₁x₂x₃e₁", callback<Map>("triple_product"), 4, only_zero},
                                {"x ↦ x₁³/‖x‖²", callback<Map>("cubic_quotient"), 3, not_additive},
                                {"softmax", callback<Map>("softmax"), 3, nothing}};
    LinReport got[5];
    for (int i = 0; i < 5; ++i) got[i] = report_on(subjects[i].map, subjects[i].d);
    const auto& [on_norm, on_relu, on_triple, on_cubic, on_softmax] = got;

    const std::vector<Known> mistakes = {
        zero_only(on_norm),
        known_if(
            on_triple.additive, "basis_only", 1,
            "You find x + x₁x₂x₃e₁ additive: sums of basis vectors do not betray it, random vectors do."),
        known_if(on_cubic.additive, "doubling", 1,
                 "You find x₁³/‖x‖² additive: f(2x) = 2f(x) is homogeneity for one factor, not additivity. "
                 "Two different vectors are needed."),
        known_if(on_relu.homogeneous, "positive_alpha", 1,
                 "You find ReLU homogeneous: it is, for positive factors. Try negative ones, too.")};
    for (int i = 0; i < 5; ++i) expect_report(subjects[i], got[i], mistakes);
}

TEST_CASE("a domain of dimension 0 and outputs of varying length are refused", "[points:1]") {
    const auto identity = product(arma::eye(2, 2));
    expect_report({"the identity", identity, 2, linear}, report_on(identity, 2));
    expect_throw<std::invalid_argument>("if d is 0", CALL(is_linear), identity, arma::uword(0), 1e-9,
                                        arma::uword(seed()));
    expect_throw<std::invalid_argument>("if the outputs of f differ in length", CALL(is_linear),
                                        callback<Map>("varying_length"), arma::uword(3), 1e-9,
                                        arma::uword(seed()));
}
