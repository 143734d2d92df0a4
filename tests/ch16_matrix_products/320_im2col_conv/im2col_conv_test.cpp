#include "im2col_conv_calls.hpp"

#include "judge/test.hpp"

#include <algorithm>
#include <array>
#include <numeric>

using namespace judge;

namespace {

/// The functions of one number type.
template<class T> struct Functions;
template<> struct Functions<double> {
    static constexpr auto im2col = CALL(try_im2col<double>);
    static constexpr auto col2im = CALL(try_col2im<double>);
    static constexpr auto conv2d_gemm = CALL(try_conv2d_gemm<double>);
};
template<> struct Functions<float> {
    static constexpr auto im2col = CALL(try_im2col<float>);
    static constexpr auto col2im = CALL(try_col2im<float>);
    static constexpr auto conv2d_gemm = CALL(try_conv2d_gemm<float>);
};

/// The sizes of X and of a window, and what follows from them. Divisions round towards 0, as C++ has them.
struct Shape {
    i64 N, H, W, C, kh, kw;
    ConvP p;

    i64 Ho() const { return (H + 2 * p.ph - kh) / p.sh + 1; }
    i64 Wo() const { return (W + 2 * p.pw - kw) / p.sw + 1; }
    i64 rows() const { return N * Ho() * Wo(); }
    i64 cols() const { return kh * kw * C; }
};

// Tables of X have N H rows and W C columns, tables of W one row for each filter, tables of Y one for each
// place: their elements stand in the order of memory.

template<class Draw> Table drawn(i64 rows, i64 cols, Draw draw) {
    Table result{std::size_t(rows), std::size_t(cols)};
    for (double& element : result.elements) element = double(draw());
    return result;
}
template<class Draw> Table pixels(const Shape& s, Draw draw) { return drawn(s.N * s.H, s.W * s.C, draw); }
template<class Draw> Table patches(const Shape& s, Draw draw) { return drawn(s.rows(), s.cols(), draw); }

/// 1, 2, 3, …: each number says where it stands.
auto counting() {
    return [next = 0]() mutable { return ++next; };
}
auto integers(Random& random) {
    return [&random] { return random.nonzero(9); };
}
/// What is in the memory that is to be overwritten: like nothing that belongs there.
auto dirt(Random& random) {
    return [&random] { return random.integer(-999, -100); };
}
template<class T> auto normals(Random& random) {
    return [&random] { return T(random.normal()); };
}

// ---- what is right ---------------------------------------------------------------------------------------

/// The image that a row of Col looks at, and where its window begins there: in the padding, perhaps.
struct Corner {
    i64 n, row, column;
};
Corner corner(const Shape& s, i64 r) {
    return {r / s.Wo() / s.Ho(), r / s.Wo() % s.Ho() * s.p.sh - s.p.ph, r % s.Wo() * s.p.sw - s.p.pw};
}

struct Place {
    i64 i, j, c;
};
/// The place in the window that a column of Col stands for.
using Order = Place (*)(const Shape&, i64 q);

constexpr Order by_memory = [](const Shape& s, i64 q) {
    return Place{q / s.C / s.kw, q / s.C % s.kw, q % s.C};
};

/// What happens outside the image: nothing is copied; or columns, or both indices, are taken as they come; or
/// the image goes on at its other side.
enum class Outside { Skipped, RowsSkipped, Taken, Repeated };

/// An element of Col and the element of X that it is a copy of.
struct Copy {
    std::size_t entry;
    i64 pixel; ///< outside of X if indices were not checked
};

/// All copies that im2col makes, row by row: the ones of a matrix of zeros and ones. col2im is its transpose.
std::vector<Copy> copies(const Shape& s, Order order = by_memory, Outside outside = Outside::Skipped) {
    const auto around = [&](i64 at, i64 size) {
        return outside == Outside::Repeated ? (at % size + size) % size : at;
    };
    std::vector<Copy> result;
    for (i64 r = 0; r < s.rows(); ++r)
        for (i64 q = 0; q < s.cols(); ++q) {
            const auto [n, top, left] = corner(s, r);
            const Place at = order(s, q);
            const i64 row = around(top + at.i, s.H), column = around(left + at.j, s.W);
            if (outside != Outside::Taken && (row < 0 || row >= s.H)) continue;
            if (outside == Outside::Skipped && (column < 0 || column >= s.W)) continue;
            result.push_back({std::size_t(r * s.cols() + q), ((n * s.H + row) * s.W + column) * s.C + at.c});
        }
    return result;
}

/// Col, if `copies` are made into `start`. Beyond the memory of X there is NaN.
Table unfolded(const Table& X, const std::vector<Copy>& copies, Table start) {
    const i64 size = i64(X.elements.size());
    for (const auto& [entry, pixel] : copies)
        start.elements[entry] = 0 <= pixel && pixel < size ? X.elements[std::size_t(pixel)] : std::nan("");
    return start;
}
Table unfolded(const Shape& s, const Table& X, Order order = by_memory) {
    return unfolded(X, copies(s, order), patches(s, [] { return 0; }));
}

/// X, if `combine` takes each entry of Col to the pixel that it is a copy of, in the order of `copies`.
template<class Combine>
Table folded(const Table& Col, const std::vector<Copy>& copies, Table start, Combine combine) {
    const i64 size = i64(start.elements.size());
    for (const auto& [entry, pixel] : copies)
        if (0 <= pixel && pixel < size) combine(start.elements[std::size_t(pixel)], Col.elements[entry]);
    return start;
}

constexpr auto add = [](double& pixel, double entry) { pixel += entry; };
constexpr auto overwrite = [](double& pixel, double entry) { pixel = entry; };

Table folded(const Shape& s, const Table& Col, Order order = by_memory) {
    return folded(Col, copies(s, order), pixels(s, [] { return 0; }), add);
}

/// How many windows see each pixel: as many as there are y with 0 <= row + ph - y sh < kh, times as many as
/// there are x with the like.
Table seen(const Shape& s) {
    const auto windows = [](i64 at, i64 k, i64 stride, i64 places) {
        double count = 0;
        for (i64 y = 0; y < places; ++y) count += 0 <= at - y * stride && at - y * stride < k;
        return count;
    };
    Table result = pixels(s, [] { return 0; });
    for (i64 row = 0; row < s.N * s.H; ++row)
        for (i64 column = 0; column < s.W * s.C; ++column)
            result(std::size_t(row), std::size_t(column)) =
                windows(row % s.H + s.p.ph, s.kh, s.p.sh, s.Ho()) *
                windows(column / s.C + s.p.pw, s.kw, s.p.sw, s.Wo());
    return result;
}

/// Y from the definition of the convolution, by loops over its indices; for integers.
Table direct(const Shape& s, const Table& X, const Table& W, bool turned = false) {
    Table Y(std::size_t(s.rows()), W.rows);
    for (i64 r = 0; r < s.rows(); ++r)
        for (i64 i = 0; i < s.kh; ++i)
            for (i64 j = 0; j < s.kw; ++j) {
                const auto [n, top, left] = corner(s, r);
                const i64 row = top + i, column = left + j;
                if (row < 0 || row >= s.H || column < 0 || column >= s.W) continue;
                const i64 weight = turned ? s.kh * s.kw - 1 - (i * s.kw + j) : i * s.kw + j;
                for (std::size_t o = 0; o < W.rows; ++o)
                    for (i64 c = 0; c < s.C; ++c)
                        Y(std::size_t(r), o) += X(std::size_t(n * s.H + row), std::size_t(column * s.C + c)) *
                                                W(o, std::size_t(weight * s.C + c));
            }
    return Y;
}

double inner(const Table& A, const Table& B) {
    double sum = 0;
    for (std::size_t i = 0; i < A.elements.size(); ++i) sum += A.elements[i] * B.elements[i];
    return sum;
}

// ---- what is well known and wrong ------------------------------------------------------------------------

constexpr Order channels_first = [](const Shape& s, i64 q) {
    return Place{q / s.kw % s.kh, q % s.kw, q / s.kw / s.kh};
};
constexpr Order columns_first = [](const Shape& s, i64 q) {
    return Place{q / s.C % s.kh, q / s.C / s.kh, q % s.C};
};
constexpr Order turned = [](const Shape& s, i64 q) {
    const Place at = by_memory(s, q);
    return Place{s.kh - 1 - at.i, s.kw - 1 - at.j, at.c};
};

struct WrongOrder {
    Order order;
    const char *id, *says;
};
const WrongOrder wrong_orders[] = {
    {channels_first, "channels_first",
     " the channel first: column q is (c·kh + i)·kw + j. In memory the channels of a pixel stand side by "
     "side, "
     "in X and in W. Let c run fastest: (i·kw + j)·C + c."},
    {columns_first, "kernel_swapped",
     " the window's columns before its rows: column q is (j·kh + i)·C + c. In memory, rows come first, in X "
     "and in W: (i·kw + j)·C + c."},
    {turned, "flipped",
     " windows that are turned around: row kh − 1 − i, column kw − 1 − j. Here i and j run in the same "
     "direction in X, Col and W."},
};

/// Like known(), for forms that are NaN where they depend on memory that is not X's.
template<class Form> Known known_beyond(std::string id, int hint, std::string says, Form form) {
    const auto met = [form](const Table& got, const Expected& right) {
        Table a = got, b = form();
        if (!a.same_shape(b) || resembles(right.value.rounded(), b)) return false;
        for (std::size_t i = 0; i < a.elements.size(); ++i)
            if (std::isnan(a.elements[i]) && std::isnan(b.elements[i])) a.elements[i] = b.elements[i] = 0;
        return resembles(a, b);
    };
    return {std::move(id), hint, std::move(says), met};
}

struct WrongOutside {
    Outside outside;
    const char* says;
};
const WrongOutside wrong_outsides[] = {
    {Outside::RowsSkipped, "Left and right of the image you go on in memory, where the row above or below "
                           "lies. A column outside the "
                           "image belongs to the padding, like a row."},
    {Outside::Taken,
     "Outside the image you go on in memory, where other rows and images lie. A pixel that is not "
     "in the image belongs to the padding."},
    {Outside::Repeated,
     "Your image goes on at its other side. What lies around it is padding, not the image once more."}};

/// Mistakes in what `result` makes of Col: Col itself, or a product with it.
template<class Result> std::vector<Known> mistakes_in_patches(const Shape& s, const Table& X, Result result) {
    std::vector<Known> mistakes;
    for (const auto& [order, id, says] : wrong_orders)
        mistakes.push_back(known(id, 2, std::string("Your patches have") + says,
                                 [=, order = order] { return result(unfolded(s, X, order)); }));
    for (const auto& [outside, says] : wrong_outsides)
        mistakes.push_back(known_beyond("wrap_padding", 2, says, [=, outside = outside] {
            const Table zeros = patches(s, [] { return 0; });
            return result(unfolded(X, copies(s, by_memory, outside), zeros));
        }));
    return mistakes;
}

std::vector<Known> mistakes_in_Col(const Shape& s, const Table& X, const Table& old) {
    auto mistakes = mistakes_in_patches(s, X, [](const Table& Col) { return Col; });
    mistakes.push_back(
        known("dirty_padding", 1,
              "Where a window lies in the padding, your Col holds what was in it before. Nobody "
              "has cleared it for you: write the 0.",
              [=] { return unfolded(X, copies(s), old); }));
    return mistakes;
}

std::vector<Known> mistakes_in_X(const Shape& s, const Table& Col, const Table& old) {
    std::vector<Known> mistakes;
    for (const auto& [order, id, says] : wrong_orders)
        mistakes.push_back(known(id, 2, std::string("You read patches as if they had") + says,
                                 [=, order = order] { return folded(s, Col, order); }));
    for (const auto& [outside, says] : wrong_outsides)
        mistakes.push_back(known("wrap_padding", 2, says, [=, outside = outside] {
            return folded(Col, copies(s, by_memory, outside), pixels(s, [] { return 0; }), add);
        }));
    // The last entry in the order of the loops: of the last window, or of the first.
    const auto last_of = [=](bool reversed, const Table& start) {
        return [=] {
            auto order = copies(s);
            if (reversed) std::reverse(order.begin(), order.end());
            return folded(Col, order, start, overwrite);
        };
    };
    for (const bool reversed : {false, true})
        for (const Table& start : {pixels(s, [] { return 0; }), old})
            mistakes.push_back(known("col2im_overwrites", 2,
                                     "Where windows overlap, your X keeps one of the entries of Col. The "
                                     "adjoint adds them up.",
                                     last_of(reversed, start)));
    mistakes.push_back(
        known("averages", 2,
              "Your X holds means: the sums, divided by the number of windows that see a pixel. "
              "That would undo im2col; the adjoint adds up and does not divide.",
              [=] {
                  Table mean = folded(s, Col);
                  const Table times = seen(s);
                  for (std::size_t i = 0; i < mean.elements.size(); ++i)
                      mean.elements[i] /= std::max(times.elements[i], 1.0);
                  return mean;
              }));
    mistakes.push_back(known("not_zeroed", 1,
                             "Your X is the right one plus what was in it before: X is to be overwritten.",
                             [=] { return sum(folded(s, Col), old); }));
    return mistakes;
}

std::vector<Known> mistakes_in_Y(const Shape& s, const Table& X, const Table& W, const Table& old) {
    const auto times_filters = [W](const Table& Col) { return product(Col, transposed(W)); };
    auto mistakes = mistakes_in_patches(s, X, times_filters);
    mistakes.push_back(
        known("flipped", 2,
              "You turn the filters around. That is the convolution of mathematics; here i and j "
              "run in the same direction in X and in W.",
              [=] { return direct(s, X, W, true); }));
    mistakes.push_back(known("no_transpose", 2,
                             "You read the weights as a kh·kw·C × O matrix. A filter stands in memory in one "
                             "piece: it is a row of the O × kh·kw·C matrix, and the product is with its "
                             "transpose.",
                             [=] {
                                 Table columns(W.cols, W.rows);
                                 columns.elements = W.elements;
                                 return product(unfolded(s, X), columns);
                             }));
    mistakes.push_back(known("not_zeroed", 1,
                             "Your Y is the right one plus what was in it before: Y is to be overwritten.",
                             [=] { return sum(product(unfolded(s, X), transposed(W)), old); }));
    return mistakes;
}

// ---- calls and checks ------------------------------------------------------------------------------------

template<class T> struct Filled : Images<T> {
    Filled(std::string name, i64 n, i64 h, i64 w, i64 c, const Table& values)
        : Images<T>(std::move(name), n, h, w, c) {
        T* at = this->view().p;
        for (const double element : values.elements) *at++ = static_cast<T>(element);
    }
};
template<class T> struct FilledX : Filled<T> {
    FilledX(const Shape& s, const Table& values) : Filled<T>("X", s.N, s.H, s.W, s.C, values) {}
};

/// Col, with so many elements between its rows.
template<class T> struct FilledCol : Buffer<T> {
    FilledCol(const Table& values, i64 room)
        : Buffer<T>("Col", i64(values.rows), i64(values.cols), i64(values.cols) + room) {
        this->fill([&](i64 r, i64 q) { return values(std::size_t(r), std::size_t(q)); });
    }
};

std::string size(std::initializer_list<i64> extents) {
    std::string text;
    for (const i64 extent : extents) text += (text.empty() ? "" : " × ") + std::to_string(extent);
    return text;
}
std::string size(const Table& table) { return size({i64(table.rows), i64(table.cols)}); }
std::string size_of_X(const Shape& s) { return size({s.N, s.H, s.W, s.C}); }

Showing shown(const Shape& s, const std::string& name, const Table& input) {
    return {{name, input},         {"kh", table(s.kh)},   {"kw", table(s.kw)},  {"sh", table(s.p.sh)},
            {"sw", table(s.p.sw)}, {"ph", table(s.p.ph)}, {"pw", table(s.p.pw)}};
}

/// Whether a call returned. `sizes` says why it had to.
bool expect_return(const std::string& function, const std::string& refusal, const std::string& sizes) {
    return expect_that(refusal.empty(), function + " threw " + refusal + " where it should have returned: " +
                                            sizes + ", as it has to be.");
}

template<class T> bool expect_Col(const Shape& s, const Table& X, const Table& old, i64 room = 0) {
    const Showing inputs = shown(s, "X (" + size_of_X(s) + ")", X);
    FilledX<T> in(s, X);
    FilledCol<T> out(old, room);
    const auto refusal = submit(Functions<T>::im2col, in.view(), s.kh, s.kw, s.p, out.view());
    return expect_return("im2col", refusal,
                         "Ho × Wo is " + size({s.Ho(), s.Wo()}) + ", and Col is " + size(old)) &&
           expect("Col", table(out.view()), exactly(unfolded(s, X)), mistakes_in_Col(s, X, old));
}
template<class T> bool expect_Col(Random& random, const Shape& s) {
    return expect_Col<T>(s, pixels(s, counting()), patches(s, dirt(random)));
}

template<class T> bool expect_X(const Shape& s, const Table& Col, const Table& old, const Expected& right,
                                const std::vector<Known>& mistakes, i64 room = 0) {
    const Showing inputs = shown(s, "Col", Col);
    FilledCol<T> in(Col, room);
    FilledX<T> out(s, old);
    const auto refusal = submit(Functions<T>::col2im, in.view(), s.kh, s.kw, s.p, out.view());
    return expect_return("col2im", refusal, "X is " + size_of_X(s) + ", and Col is " + size(Col)) &&
           expect("X", table(out.view()), right, mistakes);
}
/// For integers.
template<class T> bool expect_X(Random& random, const Shape& s) {
    const Table Col = patches(s, integers(random)), old = pixels(s, dirt(random));
    return expect_X<T>(s, Col, old, exactly(folded(s, Col)), mistakes_in_X(s, Col, old));
}

/// The views that a convolution takes, with Y as a table that has a row for each place.
template<class T> struct Layer {
    FilledX<T> X;
    Filled<T> W, Y;

    Layer(const Shape& s, const Table& x, const Table& w, const Table& y)
        : X(s, x), W("W", i64(w.rows), s.kh, s.kw, s.C, w), Y("Y", s.N, s.Ho(), s.Wo(), i64(w.rows), y) {}
    Table result() {
        return table(CView<T>{Y.view().p, Y.view().n * Y.view().h * Y.view().w, Y.view().c, Y.view().c});
    }
};

template<class T>
bool expect_Y(const Shape& s, const Table& X, const Table& W, const Table& old, const Expected& right) {
    const Showing inputs = shown(s, "X (" + size_of_X(s) + ")", X);
    const Showing weights{{"W, a row for each filter", W}};
    Layer<T> in(s, X, W, old);
    const auto refusal = submit(Functions<T>::conv2d_gemm, in.X.view(), in.W.view(), s.p, in.Y.view());
    return expect_return("conv2d_gemm", refusal, "Y is " + size({s.N, s.Ho(), s.Wo(), i64(W.rows)})) &&
           expect("Y", in.result(), right, mistakes_in_Y(s, X, W, old));
}

/// A layer of O filters.
struct Filters {
    Shape shape;
    i64 O;
};

/// For integers.
template<class T> bool expect_Y(Random& random, const Filters& layer) {
    const auto& [s, O] = layer;
    const Table X = pixels(s, integers(random)), W = drawn(O, s.cols(), integers(random));
    return expect_Y<T>(s, X, W, drawn(s.rows(), O, dirt(random)), exactly(direct(s, X, W)));
}

/// The first terms of the sums that a product of matrices or a sum of entries consists of are not rounded
/// when they are added to 0. So an entry of Y suffers K roundings at most in each of its terms, its own and
/// those of K - 1 additions (a zero of the padding causes none), and a sum of m entries m - 1.
template<class T> Expected rounded_Y(const Shape& s, const Table& X, const Table& W) {
    const Table Col = unfolded(s, X), filters = transposed(W);
    return within(Exact(Col) * Exact(filters), product_bound(Col, filters, 0, unit_roundoff<T>),
                  "gamma_K |Col||F|ᵀ, K = kh kw C");
}
template<class T> Expected rounded_X(const Shape& s, const Table& Col) {
    const Table start = pixels(s, [] { return 0; }), times = seen(s);
    Exact X(start);
    for (const auto& [entry, pixel] : copies(s)) {
        const auto row = std::size_t(pixel) / start.cols, column = std::size_t(pixel) % start.cols;
        X(row, column) += Col.elements[entry];
    }
    Table bound = folded(s, magnitude(Col));
    for (std::size_t i = 0; i < bound.elements.size(); ++i)
        bound.elements[i] *= gamma(std::max(times.elements[i] - 1, 0.0), unit_roundoff<T>);
    return within(X, bound, "gamma_{m-1} times the sum of m magnitudes");
}

} // namespace

TEST_CASE("each row of Col is a patch, in the order of memory", "[points:1]") {
    Random random(seed());
    for (const Shape& s : {Shape{1, 3, 4, 1, 2, 3, {1, 1, 0, 0}},
                           {1, 3, 4, 2, 2, 3, {1, 1, 0, 0}},
                           {2, 5, 7, 3, 3, 2, {2, 3, 0, 0}},
                           {2, 6, 5, 2, 3, 4, {2, 1, 0, 0}},
                           {1, 5, 8, 2, 2, 3, {3, 4, 0, 0}},
                           {3, 2, 4, 5, 1, 1, {1, 1, 0, 0}}, // nothing moves
                           {2, 4, 3, 2, 4, 3, {1, 1, 0, 0}}, // nor here
                           {1, 1, 1, 1, 1, 1, {1, 1, 0, 0}},
                           {0, 4, 5, 3, 2, 3, {1, 2, 0, 0}},
                           {2, 4, 5, 0, 2, 3, {1, 2, 0, 0}}})
        if (!expect_Col<double>(random, s)) return;
    for (const Shape& s : {Shape{2, 4, 5, 3, 2, 3, {1, 2, 0, 0}}, {1, 7, 4, 2, 3, 4, {3, 1, 0, 0}}})
        if (!expect_Col<float>(random, s)) return;
}

TEST_CASE("the padding becomes 0 in Col, whatever was there, even in a whole row", "[points:1]") {
    Random random(seed());
    for (const Shape& s : {Shape{1, 3, 4, 1, 3, 2, {1, 1, 1, 0}},
                           {1, 3, 4, 1, 2, 3, {1, 1, 0, 1}},
                           {2, 5, 6, 3, 3, 2, {2, 3, 1, 2}},
                           {2, 4, 3, 2, 1, 3, {3, 2, 0, 1}},
                           {1, 3, 4, 2, 2, 2, {1, 1, 3, 2}},
                           {2, 2, 3, 2, 4, 5, {1, 1, 1, 1}},
                           {0, 4, 5, 3, 2, 3, {1, 2, 1, 0}}})
        if (!expect_Col<double>(random, s)) return;
    for (const Shape& s : {Shape{2, 5, 4, 2, 2, 3, {2, 1, 1, 2}}, {1, 2, 3, 5, 3, 2, {1, 3, 2, 1}}})
        if (!expect_Col<float>(random, s)) return;
}

TEST_CASE("col2im adds up what overlaps, and a pixel that no window meets gets 0", "[points:1]") {
    Random random(seed());
    for (const Shape& s : {Shape{1, 3, 4, 1, 2, 3, {1, 1, 0, 0}},
                           {1, 4, 5, 2, 3, 2, {1, 1, 0, 0}},
                           {2, 6, 5, 2, 3, 4, {2, 1, 0, 0}},
                           {2, 5, 6, 3, 3, 2, {2, 3, 1, 2}},
                           {1, 5, 8, 2, 2, 3, {3, 4, 0, 0}},
                           {1, 3, 4, 2, 2, 2, {1, 1, 3, 2}},
                           {2, 2, 3, 2, 4, 5, {1, 1, 1, 1}},
                           {3, 2, 4, 5, 1, 1, {1, 1, 0, 0}},
                           {0, 4, 5, 3, 2, 3, {1, 2, 0, 1}},
                           {2, 4, 5, 0, 2, 3, {1, 2, 0, 1}}})
        if (!expect_X<double>(random, s)) return;
    for (const Shape& s : {Shape{2, 5, 4, 2, 2, 3, {1, 1, 1, 2}}, {1, 7, 4, 3, 3, 2, {2, 3, 0, 1}}})
        if (!expect_X<float>(random, s)) return;
}

TEST_CASE("col2im is the adjoint of im2col, and not its inverse", "[points:1]") {
    Random random(seed());
    const auto positive = [&] { return random.integer(2, 99); };
    for (const Shape& s : {Shape{1, 3, 4, 2, 2, 3, {1, 1, 0, 1}}, {2, 5, 6, 3, 3, 2, {2, 1, 1, 0}}}) {
        const Table X = pixels(s, positive), G = patches(s, positive), Col = unfolded(s, X);
        if (!expect_Col<double>(s, X, patches(s, dirt(random)))) return;
        const auto back = [&](const Table& values) {
            FilledCol<double> in(values, 0);
            FilledX<double> out(s, pixels(s, dirt(random)));
            submit(CALL(col2im<double>), in.view(), s.kh, s.kw, s.p, out.view());
            return table(out.view());
        };
        const Showing inputs = shown(s, "X (" + size_of_X(s) + ")", X);
        {
            const Showing factor{{"G", G}};
            Expected adjoint = exactly(inner(Col, G));
            adjoint.theorem = "that is ⟨im2col(X), G⟩";
            if (!expect("⟨X, col2im(G)⟩", inner(X, back(G)), adjoint)) return;
        }
        Table times = seen(s);
        for (std::size_t i = 0; i < times.elements.size(); ++i) times.elements[i] *= X.elements[i];
        Expected multiples = exactly(times);
        multiples.theorem = "each pixel times the number of windows that see it";
        if (!expect("col2im(im2col(X))", back(Col), multiples)) return;
    }
}

TEST_CASE("between the rows of Col there may be room that is not yours", "[points:1]") {
    Random random(seed());
    const std::vector<Known> ld{known_if(
        true, "ld_is_cols", 1,
        "The same Col comes out right with ld = cols, and wrong with ld > cols: row r of a view begins at "
        "p + r · ld.")};
    for (const Shape& s : {Shape{1, 3, 4, 2, 2, 3, {1, 1, 0, 1}}, {2, 5, 6, 3, 3, 2, {2, 3, 1, 2}}}) {
        if (!expect_X<double>(random, s)) return;
        const Table Col = patches(s, integers(random)), old = pixels(s, dirt(random));
        const auto right = exactly(folded(s, Col));
        for (const i64 room : {1, 7})
            if (!expect_X<double>(s, Col, old, right, ld, room) ||
                !expect_X<float>(s, Col, old, right, ld, room))
                return;

        const Table X = pixels(s, counting()), dirty = patches(s, dirt(random));
        for (const i64 room : {1, 7})
            if (!expect_Col<double>(s, X, dirty, room) || !expect_Col<float>(s, X, dirty, room)) return;
    }
}

TEST_CASE("one product gives the sums of the direct loops, exactly for integers", "[points:1]") {
    Random random(seed());
    for (const Filters& layer : {Filters{{1, 3, 4, 1, 2, 3, {1, 1, 0, 0}}, 1},
                                 {{1, 3, 4, 2, 2, 3, {1, 1, 0, 0}}, 3},
                                 {{2, 7, 6, 3, 3, 2, {2, 3, 1, 2}}, 4},
                                 {{2, 5, 9, 2, 1, 4, {3, 2, 0, 1}}, 3},
                                 {{1, 4, 3, 2, 2, 2, {1, 1, 3, 2}}, 5},
                                 {{3, 3, 4, 5, 1, 1, {1, 1, 0, 0}}, 2},
                                 {{0, 4, 5, 2, 3, 2, {1, 2, 0, 1}}, 3},
                                 {{2, 4, 5, 2, 3, 2, {1, 2, 0, 1}}, 0},
                                 {{2, 4, 5, 0, 3, 2, {1, 2, 0, 1}}, 3}})
        if (!expect_Y<double>(random, layer)) return;
    for (const Filters& layer :
         {Filters{{2, 5, 8, 3, 2, 3, {2, 2, 2, 1}}, 4}, {{3, 7, 4, 2, 4, 2, {2, 1, 0, 1}}, 5}})
        if (!expect_Y<float>(random, layer)) return;
}

TEST_CASE("rounding stays within its bound, in double and in float", "[points:1]") {
    Random random(seed());
    const auto expect_rounded = [&]<class T>(T, const Filters& layer) {
        const auto& [s, O] = layer;
        const Table X = pixels(s, normals<T>(random)), W = drawn(O, s.cols(), normals<T>(random));
        const Table Col = patches(s, normals<T>(random)), old = pixels(s, dirt(random));
        return expect_Y<T>(s, X, W, drawn(s.rows(), O, dirt(random)), rounded_Y<T>(s, X, W)) &&
               expect_X<T>(s, Col, old, rounded_X<T>(s, Col), mistakes_in_X(s, Col, old));
    };
    for (const Filters& layer :
         {Filters{{2, 9, 7, 5, 3, 2, {2, 1, 1, 1}}, 3}, {{1, 8, 9, 16, 5, 3, {3, 1, 1, 2}}, 2}})
        if (!expect_rounded(double{}, layer) || !expect_rounded(float{}, layer)) return;
}

TEST_CASE("what does not fit together is refused, by all three functions", "[points:1]") {
    Random random(seed());
    const Shape good{2, 6, 11, 3, 3, 2, {2, 3, 1, 1}};
    if (!expect_Col<double>(random, good) || !expect_X<double>(random, good) ||
        !expect_Y<double>(random, Filters{good, 5}))
        return;

    using Refused = std::invalid_argument;
    const auto refuse_Col = [&](const std::string& why, const Shape& s, ConvP p, i64 rows, i64 cols) {
        FilledX<double> X(s, pixels(s, integers(random)));
        FilledCol<double> Col(drawn(rows, cols, integers(random)), 1);
        expect_throw<Refused>(why, CALL(im2col<double>), X.view(), s.kh, s.kw, p, Col.view());
        expect_throw<Refused>(why, CALL(col2im<double>), Col.view(), s.kh, s.kw, p, X.view());
    };
    const auto refuse_Y = [&](const std::string& why, const Shape& s, ConvP p, i64 channels,
                              std::array<i64, 4> Y) {
        FilledX<double> X(s, pixels(s, integers(random)));
        const auto& [n, h, w, c] = Y;
        Filled<double> W("W", 5, s.kh, s.kw, channels, drawn(5, s.kh * s.kw * channels, integers(random)));
        Filled<double> out("Y", n, h, w, c, drawn(n * h, w * c, integers(random)));
        expect_throw<Refused>(why, CALL(conv2d_gemm<double>), X.view(), W.view(), p, out.view());
    };
    const auto refuse = [&](const std::string& why, const Shape& s, ConvP p) {
        refuse_Col(why, s, p, s.rows(), s.cols());
        refuse_Y(why, s, p, s.C, {s.N, s.Ho(), s.Wo(), 5});
    };
    // One row or column too many, which 1 + (-1) / 2 = 1 in C++ conceals.
    for (const auto& [why, s] :
         {std::pair<const char*, Shape>{"if the window has 6 rows, and the image with its padding has 5",
                                        {1, 3, 4, 2, 6, 2, {2, 1, 1, 0}}},
          {"if the window has 7 columns, and the image with its padding has 6",
           {1, 4, 4, 2, 2, 7, {1, 2, 0, 1}}},
          {"if sh is -1", {1, 3, 5, 2, 3, 2, {-1, 1, 0, 0}}},
          {"if sw is -1", {1, 5, 3, 2, 2, 3, {1, -1, 0, 0}}},
          {"if ph is -1", {1, 7, 6, 2, 3, 2, {1, 1, -1, 0}}},
          {"if pw is -1", {1, 6, 7, 2, 3, 2, {1, 1, 0, -1}}}})
        refuse(why, s, s.p);
    refuse("if sh is 0", good, {0, 3, 1, 1});
    refuse("if sw is 0", good, {2, 0, 1, 1});

    const auto expect_Col_refused = [&](i64 rows, i64 cols) {
        refuse_Col("if Col is " + size({rows, cols}) + " where " + size({good.rows(), good.cols()}) +
                       " is right",
                   good, good.p, rows, cols);
    };
    expect_Col_refused(good.rows() - 1, good.cols());
    expect_Col_refused(good.rows() + 1, good.cols());
    expect_Col_refused(good.rows(), good.cols() - 1);
    expect_Col_refused(good.rows(), good.cols() + 1);
    expect_Col_refused(good.cols(), good.rows());
    expect_Col_refused(2 * good.rows(), good.cols() / 2);
    // Nothing is behind these views: sizes are all that there is to look at.
    const auto expect_large_refused = [&](const std::string& why, i64 window, i64 rows, i64 cols) {
        expect_throw<Refused>(why, CALL(im2col<double>), CT4<double>{nullptr, 1, 65536, 65536, 1}, window,
                              window, ConvP{1, 1, 0, 0}, View<double>{nullptr, rows, cols, cols});
    };
    expect_large_refused("if Col has no row and should have 2^32, which a 32-bit integer takes for 0", 1, 0,
                         1);
    expect_large_refused("if Col has no column and should have 2^32, which a 32-bit integer takes for 0",
                         65536, 1, 0);

    const auto [n, h, w, c] = std::array<i64, 4>{good.N, good.Ho(), good.Wo(), 5};
    refuse_Y("if X has 3 channels and W has 2", good, good.p, 2, {n, h, w, c});
    for (const auto& Y : {std::array<i64, 4>{n - 1, h, w, c},
                          {n, h + 1, w, c},
                          {n, h - 1, w, c},
                          {n, h, w + 1, c},
                          {n, h, w, c + 1},
                          {n, w, h, c}})
        refuse_Y("if Y is " + size({Y[0], Y[1], Y[2], Y[3]}) + " where " + size({n, h, w, c}) + " is right",
                 good, good.p, good.C, Y);
}

TEST_CASE("shown: what Col costs for the layer in the book", "[points:0]") {
    Random random(seed());
    const Shape s{1, 64, 64, 3, 3, 3, {1, 1, 1, 1}}; // one image of the 32
    const i64 O = 16, batch = 32;
    const Table X = pixels(s, integers(random)), W = drawn(O, s.cols(), integers(random));
    const Table right = direct(s, X, W), turned = direct(s, X, W, true);

    Layer<double> layer(s, X, W, drawn(s.rows(), O, dirt(random)));
    if (!submit(CALL(try_conv2d_gemm<double>), layer.X.view(), layer.W.view(), s.p, layer.Y.view()).empty())
        return;
    if (layer.result().elements != right.elements) return;
    std::size_t others = 0;
    for (std::size_t i = 0; i < right.elements.size(); ++i) others += right.elements[i] != turned.elements[i];

    const i64 of_X = s.H * s.W * s.C, of_Y = s.rows() * O, of_Col = s.rows() * s.cols();
    const Table times = seen(s);
    const double copied = std::accumulate(times.elements.begin(), times.elements.end(), 0.0);
    const i64 without = batch * (of_X + of_Y) + O * s.cols(), with = without + batch * of_Col;
    remark(
        "One image of the book's layer, 64 × 64 pixels with 3 channels, 16 filters of 3 × 3, padding 1: your "
        "product agrees with the sums of the direct loops in all " +
        std::to_string(of_Y) + " numbers. With the filters turned around, " + std::to_string(others) +
        " of them would be others.");
    remark("Its Col holds " + std::to_string(of_Col) + " numbers, " +
           printed(double(of_Col) / double(of_X), 3) + " times as many as X; " +
           printed(double(of_Col) - copied) +
           " of them are zeros of the padding. For the batch of 32, X, W and Y have " +
           std::to_string(without) + " numbers, and with Col " + std::to_string(with) + ", " +
           printed(double(with) / double(without), 3) + " times as many. The direct loops need no Col.");
}
