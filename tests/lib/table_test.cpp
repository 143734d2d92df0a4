/// @file
/// Tables: what comparisons and messages are made of.

#include "judge/catch_seam.hpp"

#include "judge/buffer.hpp"
#include "judge/table.hpp"

#include <armadillo>
#include <limits>

using namespace judge;

TEST_CASE("numbers, matrices, vectors and views become tables of their shape") {
    CHECK(table(2.5).elements == std::vector<double>{2.5});
    CHECK(table(true)(0, 0) == 1);
    CHECK(table(Counted<float>(0.5f))(0, 0) == 0.5);
    const Table A = table(arma::mat{{1, 2, 3}, {4, 5, 6}});
    CHECK(A.shape() == "2 x 3");
    CHECK(A.elements == std::vector<double>{1, 2, 3, 4, 5, 6}); // row by row
    CHECK(table(arma::vec{7, 8}).shape() == "2 x 1");
    CHECK(table(arma::rowvec{7, 8}).shape() == "1 x 2");
    CHECK(table(arma::mat(0, 3)).shape() == "0 x 3");

    Buffer<float> buffer("B", 2, 2, 3);
    buffer.fill([](auto i, auto j) { return 10 * i + j; });
    CHECK(table(buffer.view()).elements == std::vector<double>{0, 1, 10, 11});
    CHECK(table(CView<float>(buffer.part(1, 0, 1, 2))).elements == std::vector<double>{10, 11});
}

TEST_CASE("images become tables whose rows are theirs") {
    Images<float> images("X", 2, 2, 3, 2);
    const T4<float> X = images.view();
    for (int i = 0; i < 24; ++i) X.p[i] = static_cast<float>(i);
    const Table rows = table(X);
    CHECK(rows.shape() == "4 x 6");
    CHECK(rows(1 * 2 + 0, 2 * 2 + 1) == X(1, 0, 2, 1));
    CHECK(table(CT4<float>(X)).elements == rows.elements);
    Images<double> none("Y", 2, 0, 3, 2);
    CHECK(none.view().p == nullptr);
    CHECK(table(none.view()).shape() == "0 x 6");
}

TEST_CASE("tables multiply, add, scale and transpose like matrices") {
    const Table A = table(arma::mat{{1, -2}, {3, 4}, {0, 5}}), B = table(arma::mat{{1, 0}, {2, -1}});
    CHECK(product(A, B).elements == std::vector<double>{-3, 2, 11, -4, 10, -5});
    CHECK(transposed(A).elements == std::vector<double>{1, 3, 0, -2, 4, 5});
    CHECK(sum(B, B).elements == scaled(2, B).elements);
    CHECK(magnitude(B).elements == std::vector<double>{1, 0, 2, 1});
    CHECK(norm1(A) == 11);
    CHECK(norm1(Table(3, 0)) == 0);
    CHECK(norm1(Table(0, 3)) == 0);
}

TEST_CASE("a number is printed with the digits that tell it from its neighbours") {
    CHECK(printed(1.0) == "1");
    CHECK(printed(0.1) == "0.1");
    CHECK(printed(-2.5) == "-2.5");
    CHECK(printed(1.0 / 3) == "0.3333333333333333");
    CHECK(printed(1 + 0x1p-52) == "1.0000000000000002");
    CHECK(printed(1e-300) == "1e-300");
    CHECK(printed(std::numeric_limits<double>::quiet_NaN()) == "nan");
    CHECK(printed(-std::numeric_limits<double>::infinity()) == "-inf");
    CHECK(printed(1.0 / 3, 9) == "0.333333333");
}

TEST_CASE("a table is printed aligned, and large ones in part") {
    CHECK(printed(table(arma::mat{{1, -20}, {0.5, 3}})) == "      1 -20\n    0.5   3\n");
    CHECK(printed(table(arma::mat(0, 3))) == "    (0 x 3)\n");
    const auto text = printed(Table(10, 10, 1), 2);
    CHECK(text == "    1 1 …\n    1 1 …\n    …   (10 x 10)\n");
    CHECK(printed(Table(2, 9, 1), 2) == "    1 1 …\n    1 1 …\n");
}
