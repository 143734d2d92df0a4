#include "conv2d_direct_gpu_calls.hpp"

#include "judge/test.hpp"

using namespace judge;

namespace {

/// Images or filters, in the order of their memory.
struct Batch {
    i64 n, h, w, c;
    std::vector<double> values;

    template<class Draw> Batch(i64 n, i64 h, i64 w, i64 c, Draw draw) : n(n), h(h), w(w), c(c) {
        for (i64 left = n * h * w * c; left > 0; --left) values.push_back(draw());
    }
    CT4<double> view() const { return {values.data(), n, h, w, c}; }
    double operator()(i64 in, i64 ih, i64 iw, i64 ic) const { return view()(in, ih, iw, ic); }
    bool has(i64 ih, i64 iw) const { return 0 <= ih && ih < h && 0 <= iw && iw < w; }
};

/// The sizes of X and of the filters.
struct Sizes {
    i64 N, H, W, C, O, kh, kw;
    ConvP p;
};

/// How often a window of k pixels fits, one after the other.
i64 places(i64 pixels, i64 k, i64 stride, i64 padding) { return (pixels + 2 * padding - k) / stride + 1; }

/// One call; Y is what is in it before.
struct Layer {
    Batch X, F;
    ConvP p;
    Batch Y;

    template<class Draw> Layer(const Sizes& s, Draw draw)
        : X(s.N, s.H, s.W, s.C, draw), F(s.O, s.kh, s.kw, s.C, draw), p(s.p),
          Y(s.N, places(s.H, s.kh, s.p.sh, s.p.ph), places(s.W, s.kw, s.p.sw, s.p.pw), s.O, draw) {
        // No sum of integers is a half, so what stayed in Y, or was added to, is seen.
        for (double& element : Y.values) element += 0.5;
    }
};

// ---- what is right ---------------------------------------------------------------------------------------

/// The sums of pixel times weight(o, i, j, c), right or wrong, as the table of Y.
template<class Weight> Exact correlation(const Layer& layer, Weight weight) {
    const auto& [X, F, p, Y] = layer;
    Exact sums(std::size_t(Y.n * Y.h), std::size_t(Y.w * Y.c));
    for (i64 n = 0; n < Y.n; ++n)
        for (i64 y = 0; y < Y.h; ++y)
            for (i64 x = 0; x < Y.w; ++x)
                for (i64 i = 0; i < F.h; ++i)
                    for (i64 j = 0; j < F.w; ++j) {
                        const i64 row = y * p.sh + i - p.ph, column = x * p.sw + j - p.pw;
                        if (!X.has(row, column)) continue;
                        for (i64 o = 0; o < Y.c; ++o)
                            for (i64 c = 0; c < X.c; ++c)
                                sums(std::size_t(n * Y.h + y), std::size_t(x * Y.c + o)) +=
                                    DoubleDouble(X(n, row, column, c)) * weight(o, i, j, c);
                    }
    return sums;
}

Exact value(const Layer& layer) { return correlation(layer, layer.F); }

/// A term suffers its own rounding and that of each addition after it; zeros are added without one.
Expected rounded(const Layer& layer) {
    Layer sizes = layer;
    for (Batch* batch : {&sizes.X, &sizes.F})
        for (double& element : batch->values) element = std::fabs(element);
    const auto terms = static_cast<double>(layer.F.h * layer.F.w * layer.F.c);
    return within(value(layer), scaled(gamma(terms, unit_roundoff<float>), value(sizes).rounded()),
                  "gamma_K times the sum of |X||F|, K = kh kw C");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

std::vector<Known> known_mistakes(const Layer& layer) {
    const Batch& F = layer.F;
    const auto with_weights = [&layer](auto weight) { return correlation(layer, weight).rounded(); };
    return {known("flipped", 1,
                  "You turn the filters around, as F(o, kh − 1 − i, kw − 1 − j, c). That is the convolution "
                  "of mathematics; here i and j run the same way in X and in F.",
                  [&F, with_weights] {
                      return with_weights(
                          [&F](i64 o, i64 i, i64 j, i64 c) { return F(o, F.h - 1 - i, F.w - 1 - j, c); });
                  }),
            known("ohwc_as_hwio", 2,
                  "You read the weights as if those of neighbouring filters lay side by side. The filter "
                  "comes first, and side by side lie the channels: F(o, i, j, c).",
                  [&F, with_weights] {
                      return with_weights([&F](i64 o, i64 i, i64 j, i64 c) {
                          return F.values[std::size_t(((i * F.w + j) * F.c + c) * F.n + o)];
                      });
                  }),
            known("accumulates", 3,
                  "Your Y is the right one plus what was in it before: Y is to be overwritten.",
                  [&layer] { return sum(value(layer).rounded(), table(layer.Y.view())); })};
}

// ---- what a fault means here -----------------------------------------------------------------------------

const std::string barriers = "A barrier is missing: a tile is complete only when all threads of the block "
                             "have filled it, and it may be filled again when all of them have used it.";

const KnownFaults known_faults{{
    {"out_of_bounds", "guard", 3,
     "No image has padding here, so a thread that has no entry of Y does not stop, or an index is wrong."},
    {"race", "guard", 3, "Threads that have no entry of Y write into those of others.", "out_of_bounds"},
    {"uninitialised", "barrier", 2, barriers, "race"},
    {"race", "barrier", 2, barriers},
    {"uninitialised", "early_return", 2,
     "A thread that has no entry of Y returned, and the weights that it should have fetched are missing.",
     "note"},
}};

/// For calls with padding, after one without it has come out right.
const std::vector<KnownFault> faults_at_the_padding{
    {"out_of_bounds", "no_bounds", 1,
     "Without padding nothing was read outside: you read pixels that the image does not have. A pixel in "
     "the padding counts as 0 and is nowhere in memory, so ask for its row and column before you read."}};

// ---- calls and checks ------------------------------------------------------------------------------------

/// Images or filters in memory of their own.
struct Operand : Images<float> {
    Operand(const std::string& name, const Batch& batch) : Images(name, batch.n, batch.h, batch.w, batch.c) {
        float* at = view().p;
        for (const double element : batch.values) *at++ = float(element);
    }
};

std::string size(const Batch& batch) {
    std::string text;
    for (const i64 extent : {batch.n, batch.h, batch.w, batch.c})
        text += (text.empty() ? "" : " × ") + std::to_string(extent);
    return text;
}

bool expect_Y(const Layer& layer, const Expected& right) {
    const auto& [sh, sw, ph, pw] = layer.p;
    const Showing inputs{{"X (" + size(layer.X) + ")", table(layer.X.view())},
                         {"F (" + size(layer.F) + ")", table(layer.F.view())},
                         {"sh", table(sh)},
                         {"sw", table(sw)},
                         {"ph", table(ph)},
                         {"pw", table(pw)}};
    Operand X("X", layer.X), F("F", layer.F), Y("Y", layer.Y);
    submit(CALL(conv2d_on_device), X.view(), F.view(), layer.p, Y.view());
    return expect("Y", table(Y.view()), right, known_mistakes(layer));
}

/// For integers, of which Y must come out exactly.
bool expect_integers(Random& random, const Sizes& sizes) {
    const Layer layer(sizes, [&] { return random.nonzero(9); });
    return expect_Y(layer, exactly(value(layer).rounded()));
}

/// Without padding, and with more places and filters than fit into whole blocks.
constexpr Sizes unpadded{2, 5, 6, 7, 37, 2, 3, {1, 2, 0, 0}};

// ---- what is measured ------------------------------------------------------------------------------------

/// Few places, but a whole warp of channels and of filters. A warp for each entry, whose threads share the
/// channels, loads 4 sectors of X and 4 of F for 32 terms: a quarter for each, and no way that deserves its
/// points needs more. Threads that share neither load 33 for 32 terms whose pixel is in the image.
constexpr Sizes measured{2, 3, 5, 32, 32, 3, 3, {1, 1, 1, 1}};
constexpr i64 terms = 2 * 3 * 5 * 32 * 3 * 3 * 32;

bool expect_measured(Random& random) {
    if (!expect_integers(random, unpadded)) return false;
    const KnownFaults padding(faults_at_the_padding);
    return expect_integers(random, measured);
}

/// Why a kernel moves too many sectors.
std::vector<Known> known_traffic() {
    const auto &loads = requests(Requested::global_loads), &stores = requests(Requested::global_stores);
    return {known_if(2 * loads.accesses < 32 * loads.requests, "idle_lanes", 3,
                     "Most threads of a warp load nothing: a block with a multiple of 32 threads makes fewer "
                     "requests, in which the threads share sectors."),
            known_if(stores.mean_served() > 5, "pixels_side_by_side", 1,
                     "Neighbouring threads, whose threadIdx.x differ by 1, own different places. In X and in "
                     "Y places lie far apart; neighbours in Y are the filters at one place."),
            known_if(loads.mean_served() > 5, "uncoalesced", 2,
                     "The threads of a warp read the weights of different filters, which lie kh·kw·C numbers "
                     "apart. Fetch them along the channels, into shared memory.")};
}

} // namespace

TEST_CASE("sums of integers come out exactly, for all sizes and strides", "[points:2]") {
    Random random(seed());
    for (const Sizes& sizes : {unpadded,
                               {1, 4, 5, 1, 1, 3, 2, {1, 1, 0, 0}},
                               {2, 8, 6, 3, 4, 3, 2, {2, 3, 0, 0}},
                               {1, 3, 9, 40, 33, 2, 4, {1, 2, 0, 0}},
                               {3, 3, 4, 5, 66, 1, 1, {1, 1, 0, 0}},
                               {1, 6, 5, 2, 32, 6, 5, {1, 1, 0, 0}},
                               {2, 4, 4, 32, 8, 1, 1, {1, 1, 0, 0}},
                               {1, 1, 1, 1, 1, 1, 1, {1, 1, 0, 0}}})
        if (!expect_integers(random, sizes)) return;
}

TEST_CASE("what lies outside the image counts as 0, and nobody reads it", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, unpadded)) return;
    const KnownFaults padding(faults_at_the_padding);
    for (const Sizes& sizes : {Sizes{1, 3, 4, 2, 3, 2, 3, {1, 1, 0, 1}},
                               {1, 3, 4, 2, 3, 2, 3, {1, 1, 1, 0}},
                               {2, 4, 3, 3, 34, 3, 2, {2, 3, 2, 3}},
                               {2, 2, 3, 33, 3, 4, 5, {1, 1, 1, 1}},
                               {1, 3, 2, 2, 1, 4, 3, {3, 2, 2, 2}}})
        if (!expect_integers(random, sizes)) return;
}

TEST_CASE("rounding stays within its bound, and empty layers are right", "[points:1]") {
    Random random(seed());
    if (!expect_integers(random, unpadded)) return;
    const KnownFaults padding(faults_at_the_padding);
    for (const Sizes& sizes :
         {Sizes{2, 7, 5, 5, 3, 3, 2, {2, 2, 1, 1}}, {1, 5, 6, 48, 35, 5, 3, {3, 1, 1, 2}}}) {
        Layer layer(sizes, [&] { return double(float(random.normal())); });
        for (double& element : layer.Y.values) element = std::nan(""); // 0 times the old Y would be NaN, too
        if (!expect_Y(layer, rounded(layer))) return;
    }
    for (const Sizes& sizes : {Sizes{0, 4, 5, 2, 3, 3, 2, {1, 2, 0, 1}},
                               {2, 4, 5, 2, 0, 3, 2, {1, 2, 0, 1}},
                               {2, 4, 5, 0, 3, 3, 2, {1, 2, 0, 1}}})
        if (!expect_integers(random, sizes)) return;
}

TEST_CASE("loads move at most one sector for every four terms", "[points:1]") {
    Random random(seed());
    if (!expect_measured(random)) return;
    const auto& loads = requests(Requested::global_loads);
    expect_that(4 * loads.served <= terms,
                "For 32 filters of 3 × 3, 32 channels and 30 places your kernel moves " +
                    grouped(loads.served) + " sectors of 32 bytes, " + printed(loads.mean_served(), 3) +
                    " for each request; a quarter of the " + grouped(terms) + " terms, " +
                    grouped(terms / 4) + ", are enough.",
                known_traffic());
}

TEST_CASE("a store of a warp moves four sectors at most", "[points:1]") {
    Random random(seed());
    if (expect_measured(random)) expect_served(Requested::global_stores, 4, known_traffic());
}
