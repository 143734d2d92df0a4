/// @file
/// Formulas for a terminal.

#include "judge/catch_seam.hpp"

#include "cli/formula.hpp"

using gemmlings::ascii_text;
using gemmlings::formula_text;

TEST_CASE("sets, arrows and scripts become Unicode") {
    CHECK(formula_text(R"(f : \mathbb{R}^n \to \mathbb{R}^m)") == "f : ℝⁿ → ℝᵐ");
    CHECK(formula_text(R"(W \in \mathbb{R}^{m \times n})") == "W ∈ ℝᵐˣⁿ");
    CHECK(formula_text(R"(A^{-1} A_{ij} x_1^2 x_{\max} 2^{-52})") == "A⁻¹ Aᵢⱼ x₁² xₘₐₓ 2⁻⁵²");
    CHECK(formula_text(R"(A^\top A x = A^{\top} b)") == "Aᵀ A x = Aᵀ b");
}

TEST_CASE("a script without a Unicode form stays readable") {
    CHECK(formula_text(R"(A_{i,j})") == "A_(i,j)");
    CHECK(formula_text(R"(\|A\|_F)") == "‖A‖_F");
    CHECK(formula_text(R"(\sum_{p < k} a_p)") == "∑_(p<k) aₚ");
    CHECK(formula_text(R"(e^{-\lambda t})") == "e^(-λt)");
}

TEST_CASE("Greek letters, operators and relations") {
    CHECK(formula_text(R"(|\hat C-AB| \le \gamma_{k+2}|A||B|)") == "|C\u0302-AB| ≤ γₖ₊₂|A||B|");
    CHECK(formula_text(R"(W\cdot g, \nabla L, \alpha x)") == "W·g, ∇L, αx");
    CHECK(formula_text(R"(\max(m,n)\cdot\varepsilon\leq 1)") == "max(m,n)·ε ≤ 1");
    CHECK(formula_text("x:=3,a=b") == "x := 3,a = b");
}

TEST_CASE("fractions and roots keep their meaning in one line") {
    CHECK(formula_text(R"(\frac{a}{b})") == "a/b");
    CHECK(formula_text(R"(\frac{a+b}{2})") == "(a+b)/2");
    CHECK(formula_text(R"(\gamma_k = \frac{ku}{1-ku})") == "γₖ = ku/(1-ku)");
    CHECK(formula_text(R"(\frac12)") == "1/2");
    CHECK(formula_text(R"(\sqrt{2} + \sqrt{d_k})") == "√2 + √(dₖ)");
    CHECK(formula_text(R"(\sqrt[3]{x})") == "³√x");
}

TEST_CASE("brackets of any size, norms, names and environments") {
    CHECK(formula_text(R"(\Bigl(\frac{QK^\top}{\sqrt{d}}\Bigr) V)") == "(QKᵀ/√d) V");
    CHECK(formula_text(R"(\left\| A x \right\|_2)") == "‖A x‖₂");
    CHECK(formula_text(R"(\operatorname{rank}(A), \mathrm{softmax}, n \log n)") ==
          "rank(A), softmax, n log n");
    CHECK(formula_text(R"(\lfloor n/2 \rfloor)") == "⌊n/2⌋");
    CHECK(formula_text(R"(\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix})") == "[1 2; 3 4]");
    CHECK(formula_text(R"(\begin{cases} x & \text{if } x > 0 \\ 0 \end{cases})") == "{ x if x > 0; 0 }");
}

TEST_CASE("unfinished or unknown TeX is shown, never lost, and ends") {
    CHECK(formula_text(R"(\unknown{x})") == "unknownx");
    CHECK(formula_text(R"(\frac{a)") == "a/");
    CHECK(formula_text("x^") == "x");
    CHECK(formula_text("\\") == "");
    CHECK(formula_text("") == "");
}

TEST_CASE("text for terminals that show ASCII only") {
    CHECK(ascii_text("W·g, Wᵀ, ℝᵐˣⁿ, γₖ₊₂ ≤ 2⁻⁵²") == "W*g, W^T, R^(mxn), gamma_(k+2) <= 2^(-52)");
    CHECK(ascii_text("f(αx + yλ), α_i") == "f(alpha x + y lambda), alpha_i");
    CHECK(ascii_text("✓ passed, ✗ failed") == "+ passed, x failed");
    CHECK(ascii_text("\x1b[31mred\x1b[0m") == "\x1b[31mred\x1b[0m");
    CHECK(ascii_text("漢") == "?");
}
