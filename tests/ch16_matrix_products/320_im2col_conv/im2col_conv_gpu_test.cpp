#include "im2col_conv_gpu_calls.hpp"

#include "judge/test.hpp"

#include <algorithm>

using namespace judge;

namespace {

/// The sizes of X and of a window, and what follows from them.
struct Shape {
    i64 N, H, W, C, kh, kw;
    ConvP p;

    i64 Ho() const { return (H + 2 * p.ph - kh) / p.sh + 1; }
    i64 Wo() const { return (W + 2 * p.pw - kw) / p.sw + 1; }
    i64 rows() const { return N * Ho() * Wo(); }
    i64 cols() const { return kh * kw * C; }
};

// Tables of X have N H rows and W C columns, tables of F one row for each filter, tables of Y one for each
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
auto normals(Random& random) {
    return [&random] { return float(random.normal()); };
}
/// What is in the memory that is to be overwritten: like nothing that belongs there.
auto dirt(Random& random) {
    return [&random] { return double(random.integer(-999, -100)) + 0.5; };
}

// ---- what is right ---------------------------------------------------------------------------------------

struct Place {
    i64 i, j, c;
};
/// The place in the window that a column of Col stands for.
using Order = Place (*)(const Shape&, i64 q);

constexpr Order by_memory = [](const Shape& s, i64 q) {
    return Place{q / s.C / s.kw, q / s.C % s.kw, q % s.C};
};

/// An element of Col and the element of X that it is a copy of.
struct Copy {
    std::size_t entry, pixel;
};

/// All copies that im2col makes, row by row: the ones of a matrix of zeros and ones. col2im is its transpose.
std::vector<Copy> copies(const Shape& s, Order order = by_memory) {
    std::vector<Copy> result;
    for (i64 r = 0; r < s.rows(); ++r)
        for (i64 q = 0; q < s.cols(); ++q) {
            const auto [i, j, c] = order(s, q);
            const i64 n = r / s.Wo() / s.Ho();
            const i64 row = r / s.Wo() % s.Ho() * s.p.sh - s.p.ph + i,
                      column = r % s.Wo() * s.p.sw - s.p.pw + j;
            if (0 <= row && row < s.H && 0 <= column && column < s.W)
                result.push_back(
                    {std::size_t(r * s.cols() + q), std::size_t(((n * s.H + row) * s.W + column) * s.C + c)});
        }
    return result;
}

/// Col, if the copies are made into `start`.
Table unfolded(const Shape& s, const Table& X, Table start, Order order = by_memory) {
    for (const auto& [entry, pixel] : copies(s, order)) start.elements[entry] = X.elements[pixel];
    return start;
}
Table unfolded(const Shape& s, const Table& X, Order order = by_memory) {
    return unfolded(s, X, patches(s, [] { return 0; }), order);
}

/// X, if each entry of Col is added to the pixel that it is a copy of.
Table folded(const Shape& s, const Table& Col, Order order = by_memory) {
    Table X = pixels(s, [] { return 0; });
    for (const auto& [entry, pixel] : copies(s, order)) X.elements[pixel] += Col.elements[entry];
    return X;
}

/// An entry of Y suffers K roundings at most in each of its terms, its own and those of K - 1 additions (a
/// zero of the padding causes none), and a sum of m entries m - 1, as adding to 0 is exact.
Expected rounded_Y(const Shape& s, const Table& X, const Table& F) {
    const Table Col = unfolded(s, X), filters = transposed(F);
    return within(Exact(Col) * Exact(filters), product_bound(Col, filters, 0, unit_roundoff<float>),
                  "gamma_K |Col||F|ᵀ, K = kh kw C");
}
Expected rounded_X(const Shape& s, const Table& Col) {
    const Table start = pixels(s, [] { return 0; }), times = folded(s, patches(s, [] { return 1; }));
    Exact X(start);
    for (const auto& [entry, pixel] : copies(s))
        X(pixel / start.cols, pixel % start.cols) += Col.elements[entry];
    Table bound = folded(s, magnitude(Col));
    for (std::size_t i = 0; i < bound.elements.size(); ++i)
        bound.elements[i] *= gamma(std::max(times.elements[i] - 1, 0.0), unit_roundoff<float>);
    return within(X, bound, "gamma_{m-1} times the sum of m magnitudes");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

constexpr Order channels_first = [](const Shape& s, i64 q) {
    return Place{q / s.kw % s.kh, q % s.kw, q / s.kw / s.kh};
};
const std::string channel_first = " the channel first: column q is (c·kh + i)·kw + j. In memory the channels "
                                  "of a pixel stand side by side. Let c run fastest: (i·kw + j)·C + c.";

/// X, if a thread divides by the strides without asking for the remainder.
Table without_remainders(const Shape& s, const Table& Col) {
    Table X = pixels(s, [] { return 0; });
    std::size_t e = 0;
    for (i64 n = 0; n < s.N; ++n)
        for (i64 row = 0; row < s.H; ++row)
            for (i64 column = 0; column < s.W; ++column)
                for (i64 c = 0; c < s.C; ++c, ++e)
                    for (i64 i = 0; i < s.kh; ++i)
                        for (i64 j = 0; j < s.kw; ++j) {
                            const i64 down = row + s.p.ph - i, across = column + s.p.pw - j;
                            const i64 y = down / s.p.sh, x = across / s.p.sw;
                            if (down < 0 || y >= s.Ho() || across < 0 || x >= s.Wo()) continue;
                            X.elements[e] += Col(std::size_t((n * s.Ho() + y) * s.Wo() + x),
                                                 std::size_t((i * s.kw + j) * s.C + c));
                        }
    return X;
}

std::vector<Known> mistakes_in_Col(const Shape& s, const Table& X, const Table& old) {
    return {known("channels_first", 1, "Your patches have" + channel_first,
                  [=] { return unfolded(s, X, channels_first); }),
            known("dirty_padding", 2,
                  "Where a window lies in the padding, your Col holds what was in it before. Nobody has "
                  "cleared it for you: write the 0.",
                  [=] { return unfolded(s, X, old); })};
}

std::vector<Known> mistakes_in_X(const Shape& s, const Table& Col, const Table& old) {
    return {known("channels_first", 1, "You read patches as if they had" + channel_first,
                  [=] { return folded(s, Col, channels_first); }),
            known("stride_ignored", 2,
                  "Your X counts windows that do not stand where you look for them: a + ph − i has to be a "
                  "multiple of the stride, and the same with columns. A division alone rounds.",
                  [=] { return without_remainders(s, Col); }),
            known("accumulates", 3,
                  "Your X is the right one plus what was in it before: X is to be overwritten.",
                  [=] { return sum(folded(s, Col), old); })};
}

std::vector<Known> mistakes_in_Y(const Shape& s, const Table& X, const Table& F, const Table& old_Col) {
    return {known("channels_first", 1, "Your patches have" + channel_first,
                  [=] { return product(unfolded(s, X, channels_first), transposed(F)); }),
            known("dirty_padding", 2,
                  "Where a window lies in the padding, your Col holds what was in it before: write the 0.",
                  [=] { return product(unfolded(s, X, old_Col), transposed(F)); }),
            known("swap", 2,
                  "The right product, stored by columns: read by rows, your Y is out of order. cuBLAS has to "
                  "write Yᵀ = F Colᵀ, so F comes first.",
                  [=] {
                      Table Y = product(F, transposed(unfolded(s, X)));
                      std::swap(Y.rows, Y.cols);
                      return Y;
                  }),
            known("no_transpose", 2,
                  "You multiply with the memory of F read by columns as an O × K matrix. What cuBLAS sees "
                  "there is Fᵀ, K × O with leading dimension K, and it has to be transposed.",
                  [=] {
                      Table columns(F.cols, F.rows);
                      columns.elements = F.elements;
                      return product(unfolded(s, X), columns);
                  })};
}

// ---- what a fault means here -----------------------------------------------------------------------------

const KnownFaults known_faults{{
    {"out_of_bounds", "guard", 1,
     "No image has padding here, so a thread that owns nothing does not stop, or an index is wrong."},
    {"race", "guard", 1, "Threads that own nothing write into what others own.", "out_of_bounds"},
}};

/// For col2im alone.
const std::vector<KnownFault> faults_of_col2im{
    {"race", "guard", 1, "Threads that own nothing write into what others own.", "out_of_bounds"},
    {"race", "scatter_race", 2,
     "Windows that overlap add to the same number of X at the same time. Gather instead: one thread for each "
     "number of X, which looks for its entries of Col."}};

/// For calls of im2col with padding, after one without it has come out right.
const std::vector<KnownFault> faults_at_the_padding{
    {"out_of_bounds", "no_bounds", 2,
     "Without padding nothing was read outside: you read pixels that the image does not have. A pixel in "
     "the padding counts as 0 and is nowhere in memory, so ask for its row and column before you read."}};

// ---- calls and checks ------------------------------------------------------------------------------------

struct Filled : Images<float> {
    Filled(std::string name, i64 n, i64 h, i64 w, i64 c, const Table& values)
        : Images(std::move(name), n, h, w, c) {
        float* at = view().p;
        for (const double element : values.elements) *at++ = float(element);
    }
};
struct FilledX : Filled {
    FilledX(const Shape& s, const Table& values) : Filled("X", s.N, s.H, s.W, s.C, values) {}
};

/// Col, with so many elements between its rows.
struct FilledCol : Buffer<float> {
    FilledCol(const Table& values, i64 room)
        : Buffer("Col", i64(values.rows), i64(values.cols), std::max<i64>(i64(values.cols) + room, 1)) {
        fill([&](i64 r, i64 q) { return values(std::size_t(r), std::size_t(q)); });
    }
};

std::string size(std::initializer_list<i64> extents) {
    std::string text;
    for (const i64 extent : extents) text += (text.empty() ? "" : " × ") + std::to_string(extent);
    return text;
}
std::string X_of_size(const Shape& s) { return "X (" + size({s.N, s.H, s.W, s.C}) + ")"; }

Showing shown(const Shape& s, const std::string& name, const Table& operand) {
    return {{name, operand},       {"kh", table(s.kh)},   {"kw", table(s.kw)},  {"sh", table(s.p.sh)},
            {"sw", table(s.p.sw)}, {"ph", table(s.p.ph)}, {"pw", table(s.p.pw)}};
}

/// `first` are mistakes that only the case knows about.
std::vector<Known> all(std::vector<Known> first, const std::vector<Known>& others) {
    first.insert(first.end(), others.begin(), others.end());
    return first;
}

bool expect_Col(Random& random, const Shape& s, i64 room = 0, const std::vector<Known>& mistakes = {}) {
    const Table X = pixels(s, counting()), old = patches(s, dirt(random));
    const auto inputs = shown(s, X_of_size(s), X);
    FilledX in(s, X);
    FilledCol Col(old, room);
    submit(CALL(im2col_on_device), in.view(), s.kh, s.kw, s.p, s.Ho(), s.Wo(), Col.view());
    return expect("Col", Col.view(), exactly(unfolded(s, X)), all(mistakes, mistakes_in_Col(s, X, old)));
}

bool expect_X(const Shape& s, const Table& Col, const Table& old, const Expected& right, i64 room = 0,
              const std::vector<Known>& mistakes = {}) {
    const KnownFaults faults(faults_of_col2im);
    const auto inputs = shown(s, "Col", Col);
    FilledCol in(Col, room);
    FilledX X(s, old);
    submit(CALL(col2im_on_device), in.view(), s.kh, s.kw, s.p, s.Ho(), s.Wo(), X.view());
    return expect("X", table(X.view()), right, all(mistakes, mistakes_in_X(s, Col, old)));
}
bool expect_X(Random& random, const Shape& s, i64 room = 0, const std::vector<Known>& mistakes = {}) {
    const Table Col = patches(s, integers(random)), old = pixels(s, dirt(random));
    return expect_X(s, Col, old, exactly(folded(s, Col)), room, mistakes);
}

/// A layer of O filters.
struct Filters {
    Shape shape;
    i64 O;
};

/// The operands of a call of conv2d_gemm.
struct Layer {
    Shape s;
    FilledX X;
    Filled F;
    FilledCol Col;
    Filled Y;

    Layer(const Shape& s, const Table& X, const Table& F, const Table& old_Col, i64 room = 0)
        : s(s), X(s, X), F("F", i64(F.rows), s.kh, s.kw, s.C, F), Col(old_Col, room),
          Y("Y", s.N, s.Ho(), s.Wo(), i64(F.rows),
            drawn(s.rows(), i64(F.rows), [] { return std::nan(""); })) {}

    std::string call(bool with_handle = true) {
        return submit(CALL(conv2d_gemm_on_device), with_handle, X.view(), F.view(), s.p, Col.view(),
                      Y.view());
    }
    Table result() {
        Table Y(std::size_t(s.rows()), std::size_t(F.view().n));
        Y.elements = table(this->Y.view()).elements;
        return Y;
    }
};

bool expect_Y(Random& random, const Shape& s, const Table& X, const Table& F, const Expected& right,
              i64 room = 0, const std::vector<Known>& mistakes = {}) {
    const auto inputs = shown(s, X_of_size(s), X);
    const Showing filters{{"F", F}};
    const Table old_Col = patches(s, dirt(random));
    Layer layer(s, X, F, old_Col, room);
    const std::string status = layer.call();
    return expect_that(status == "CUBLAS_STATUS_SUCCESS", "Your conv2d_gemm returns " + status + ".") &&
           expect("Y", layer.result(), right, all(mistakes, mistakes_in_Y(s, X, F, old_Col)));
}
bool expect_Y(Random& random, const Filters& layer, i64 room = 0, const std::vector<Known>& mistakes = {}) {
    const auto& [s, O] = layer;
    const Table X = pixels(s, integers(random)), F = drawn(O, s.cols(), integers(random));
    return expect_Y(random, s, X, F, exactly(product(unfolded(s, X), transposed(F))), room, mistakes);
}

// ---- shapes ----------------------------------------------------------------------------------------------

/// Without padding, pixels left over after the last window, and no multiple of a block anywhere.
constexpr Shape unpadded{2, 6, 8, 3, 3, 2, {2, 3, 0, 0}};

/// Few places, and pixels that are a sector each; neither Col nor X fills whole blocks of 256 threads.
constexpr Shape measured{2, 5, 6, 8, 3, 3, {1, 1, 1, 1}};
constexpr i64 entries_of_Col = 2 * 5 * 6 * 3 * 3 * 8, numbers_of_X = 2 * 5 * 6 * 8;

// ---- what is measured ------------------------------------------------------------------------------------

/// Whether the latest call stored `numbers` numbers, each once and with its neighbours, and read no more than
/// a sector for every four entries of Col.
bool expect_little_traffic(const std::string& function, i64 numbers) {
    const auto &loads = requests(Requested::global_loads), &stores = requests(Requested::global_stores);
    const auto apart = [](const gpu::Requests& found) {
        return std::vector{known_if(found.mean_served() > 8, "uncoalesced", 2,
                                    "The threads of a warp touch memory in places that lie far apart: "
                                    "neighbours have to own neighbouring numbers of what is written.")};
    };
    return expect_that(
               stores.bytes <= 4 * numbers,
               "Your " + function + " stores " + grouped(stores.bytes / 4) + " numbers; its result has " +
                   grouped(numbers) + ".",
               {known_if(true, "stores_again", 2,
                         "Numbers are stored again for each window that sees them, by atomic "
                         "operations perhaps, so that their order is left to chance. Let one thread own "
                         "a number, add up in a variable, and store once.")}) &&
           expect_that(32 * stores.served <= 5 * numbers,
                       "To store " + grouped(numbers) + " numbers your " + function + " moves " +
                           grouped(stores.served) + " sectors of 32 bytes; " + grouped(5 * numbers / 32) +
                           " are enough.",
                       apart(stores)) &&
           expect_that(4 * loads.served <= entries_of_Col,
                       "For " + grouped(entries_of_Col) + " entries of Col your " + function + " loads " +
                           grouped(loads.served) + " sectors of 32 bytes; " + grouped(entries_of_Col / 4) +
                           " are enough.",
                       apart(loads));
}

struct Calls {
    i64 products = 0, all = 0;
};

/// Calls of cuBLAS by the latest call: of GEMM in any of its forms, and of whatever there is, with launches.
Calls calls() {
    Calls result{0, Session::current().on_gpu().measures.launches};
    for (const auto& [name, times] : Session::current().on_gpu().calls) {
        result.all += times;
        if (name.find("emm") != std::string::npos) result.products += times;
    }
    return result;
}

} // namespace

TEST_CASE("each row of Col is a patch, in the order of memory", "[points:1]") {
    Random random(seed());
    for (const Shape& s : {unpadded,
                           {1, 3, 4, 1, 2, 3, {1, 1, 0, 0}},
                           {2, 6, 5, 2, 3, 4, {2, 1, 0, 0}},
                           {1, 5, 8, 33, 2, 3, {3, 4, 0, 0}},
                           {3, 2, 4, 5, 1, 1, {1, 1, 0, 0}},
                           {2, 4, 3, 2, 4, 3, {1, 1, 0, 0}},
                           {1, 1, 1, 1, 1, 1, {1, 1, 0, 0}},
                           {0, 4, 5, 3, 2, 3, {1, 2, 0, 0}},
                           {2, 4, 5, 0, 2, 3, {1, 2, 0, 0}}})
        if (!expect_Col(random, s)) return;
}

TEST_CASE("the padding becomes 0 in Col, and nobody reads outside the image", "[points:1]") {
    Random random(seed());
    if (!expect_Col(random, unpadded)) return;
    const KnownFaults padding(faults_at_the_padding);
    for (const Shape& s : {Shape{1, 3, 4, 1, 3, 2, {1, 1, 1, 0}},
                           {1, 3, 4, 1, 2, 3, {1, 1, 0, 1}},
                           {2, 5, 6, 3, 3, 2, {2, 3, 1, 2}},
                           {1, 3, 4, 2, 2, 2, {1, 1, 3, 2}},
                           {2, 2, 3, 9, 4, 5, {1, 1, 1, 1}}})
        if (!expect_Col(random, s)) return;
}

TEST_CASE("col2im adds up what overlaps, and a pixel that no window meets gets 0", "[points:1]") {
    Random random(seed());
    for (const Shape& s : {unpadded,
                           {1, 4, 5, 2, 3, 2, {1, 1, 0, 0}},
                           {2, 6, 5, 2, 3, 4, {2, 1, 0, 0}},
                           {1, 5, 8, 33, 2, 3, {3, 4, 0, 0}},
                           {2, 5, 6, 3, 3, 2, {2, 3, 1, 2}},
                           {1, 3, 4, 2, 2, 2, {1, 1, 3, 2}},
                           {2, 2, 3, 2, 4, 5, {1, 1, 1, 1}},
                           {3, 2, 4, 5, 1, 1, {1, 1, 0, 0}},
                           {0, 4, 5, 3, 2, 3, {1, 2, 0, 1}},
                           {2, 4, 5, 0, 2, 3, {1, 2, 0, 1}}})
        if (!expect_X(random, s)) return;
}

TEST_CASE("one product gives the sums of the direct loops, exactly for integers", "[points:1]") {
    Random random(seed());
    for (const Filters& layer : {Filters{unpadded, 4}, {{1, 3, 4, 2, 2, 3, {1, 1, 0, 0}}, 3}})
        if (!expect_Y(random, layer)) return;
    const KnownFaults padding(faults_at_the_padding);
    for (const Filters& layer : {Filters{{2, 7, 6, 3, 3, 2, {2, 3, 1, 2}}, 40},
                                 {{1, 4, 3, 2, 2, 2, {1, 1, 3, 2}}, 1},
                                 {{3, 3, 4, 5, 1, 1, {1, 1, 0, 0}}, 2},
                                 {{0, 4, 5, 2, 3, 2, {1, 2, 0, 1}}, 3},
                                 {{2, 4, 5, 2, 3, 2, {1, 2, 0, 1}}, 0},
                                 {{2, 4, 5, 0, 3, 2, {1, 2, 0, 1}}, 3}})
        if (!expect_Y(random, layer)) return;
}

TEST_CASE("between the rows of Col there may be room that is not yours", "[points:1]") {
    Random random(seed());
    const std::vector<Known> ld{known_if(true, "ld", 2,
                                         "The same sizes come out right with ldcol = kh·kw·C, and wrong with "
                                         "more: row r of Col begins at Col + r * ldcol.")};
    const Filters layer{unpadded, 4};
    if (!expect_X(random, unpadded) || !expect_Col(random, unpadded) || !expect_Y(random, layer)) return;
    for (const i64 room : {1, 7})
        if (!expect_X(random, unpadded, room, ld) || !expect_Col(random, unpadded, room, ld) ||
            !expect_Y(random, layer, room, ld))
            return;
}

TEST_CASE("rounding stays within its bound, for sums of products and for sums of entries", "[points:1]") {
    Random random(seed());
    if (!expect_Y(random, Filters{unpadded, 4}) || !expect_X(random, unpadded)) return;
    const KnownFaults padding(faults_at_the_padding);
    for (const Filters& layer :
         {Filters{{2, 9, 7, 5, 3, 2, {2, 1, 1, 1}}, 3}, {{1, 8, 9, 16, 5, 3, {3, 1, 1, 2}}, 2}}) {
        const auto& [s, O] = layer;
        const Table X = pixels(s, normals(random)), F = drawn(O, s.cols(), normals(random));
        const Table Col = patches(s, normals(random)), old = pixels(s, [] { return std::nan(""); });
        if (!expect_Y(random, s, X, F, rounded_Y(s, X, F)) || !expect_X(s, Col, old, rounded_X(s, Col)))
            return;
    }
}

TEST_CASE("neighbouring threads share the sectors of X and of Col", "[points:1]") {
    Random random(seed());
    if (!expect_Col(random, unpadded) || !expect_X(random, unpadded)) return;
    const KnownFaults padding(faults_at_the_padding);
    if (expect_Col(random, measured) && expect_little_traffic("im2col", entries_of_Col) &&
        expect_X(random, measured))
        expect_little_traffic("col2im", numbers_of_X);
}

TEST_CASE("cuBLAS does one product for all images, and a call that fails is no secret", "[points:1]") {
    Random random(seed());
    Filters layer{unpadded, 4};
    if (!expect_Y(random, layer)) return;
    const Calls before = calls();
    if (!expect_that(before.products >= 1, "Your conv2d_gemm does not call a GEMM of cuBLAS.",
                     {known_if(true, "own_kernel", 3,
                               "A product of yours is right, and slower than the one that cuBLAS has. Say in "
                               "its language what you want.")}))
        return;
    layer.shape.N = 5;
    if (!expect_Y(random, layer)) return;
    const i64 now = calls().all;
    if (!expect_that(
            now <= before.all,
            "You call functions of cuBLAS, or launch kernels, " + grouped(before.all) +
                " times for 2 images and " + grouped(now) + " times for 5.",
            {known_if(true, "image_by_image", 2,
                      "You go through the batch image by image. Col has the places of all of them in "
                      "its rows, and a GPU needs much work in one call.")}))
        return;

    const Table X = pixels(layer.shape, integers(random)), F = drawn(4, layer.shape.cols(), integers(random));
    const std::string status = Layer(layer.shape, X, F, patches(layer.shape, dirt(random))).call(false);
    expect_that(status == "CUBLAS_STATUS_NOT_INITIALIZED",
                "Without a handle, every call of cuBLAS returns CUBLAS_STATUS_NOT_INITIALIZED; your "
                "conv2d_gemm returns " +
                    status + ".",
                {known_if(status == "CUBLAS_STATUS_SUCCESS", "status_lost", 3,
                          "You say that all went well without looking at what the calls return.")});
}
