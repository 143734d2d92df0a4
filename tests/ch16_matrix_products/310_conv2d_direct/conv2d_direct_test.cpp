#include "conv2d_direct_calls.hpp"

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

/// How often a window of k pixels fits, one after the other. Rounded towards 0, as C++ divides.
i64 places(i64 pixels, i64 k, i64 stride, i64 padding) { return (pixels + 2 * padding - k) / stride + 1; }
/// The same, rounded up.
i64 places_and_rest(i64 pixels, i64 k, i64 stride, i64 padding) {
    return places(pixels + stride - 1, k, stride, padding);
}

/// One call; Y is what is in it before.
struct Layer {
    Batch X, W;
    ConvP p;
    Batch Y;

    template<class Draw> Layer(const Sizes& s, Draw draw)
        : X(s.N, s.H, s.W, s.C, draw), W(s.O, s.kh, s.kw, s.C, draw), p(s.p),
          Y(s.N, places(s.H, s.kh, s.p.sh, s.p.ph), places(s.W, s.kw, s.p.sw, s.p.pw), s.O, draw) {}
};

// ---- what is right ---------------------------------------------------------------------------------------

/// The sums of pixel(n, row, column, c) weight(o, i, j, c), right or wrong, as the table of Y.
template<class Pixel, class Weight> Exact correlation(const Layer& layer, Pixel pixel, Weight weight) {
    const auto& [X, W, p, Y] = layer;
    Exact sums(std::size_t(Y.n * Y.h), std::size_t(Y.w * Y.c));
    for (i64 n = 0; n < Y.n; ++n)
        for (i64 y = 0; y < Y.h; ++y)
            for (i64 x = 0; x < Y.w; ++x)
                for (i64 o = 0; o < Y.c; ++o)
                    for (i64 i = 0; i < W.h; ++i)
                        for (i64 j = 0; j < W.w; ++j)
                            for (i64 c = 0; c < X.c; ++c)
                                sums(std::size_t(n * Y.h + y), std::size_t(x * Y.c + o)) +=
                                    DoubleDouble(pixel(n, y * p.sh + i - p.ph, x * p.sw + j - p.pw, c)) *
                                    weight(o, i, j, c);
    return sums;
}

/// The pixels of X, and zeros around them.
auto padded(const Batch& X) {
    return [&X](i64 n, i64 row, i64 column, i64 c) { return X.has(row, column) ? X(n, row, column, c) : 0; };
}

Exact value(const Layer& layer) { return correlation(layer, padded(layer.X), layer.W); }

/// A term suffers its own rounding and that of each addition after it; zeros are added without one.
Expected rounded(const Layer& layer, double u) {
    Layer sizes = layer;
    for (Batch* batch : {&sizes.X, &sizes.W})
        for (double& element : batch->values) element = std::fabs(element);
    const auto terms = static_cast<double>(layer.W.h * layer.W.w * layer.W.c);
    return within(value(layer), scaled(gamma(terms, u), value(sizes).rounded()),
                  "gamma_K times the sum of |X||W|, K = kh kw C");
}

// ---- what is well known and wrong ------------------------------------------------------------------------

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

std::vector<Known> known_mistakes(const Layer& layer) {
    const Batch &X = layer.X, &W = layer.W;
    const auto with_pixels = [&layer](auto pixel) { return correlation(layer, pixel, layer.W).rounded(); };
    const auto with_weights = [&layer](auto weight) {
        return correlation(layer, padded(layer.X), weight).rounded();
    };
    const auto moved = [&X, with_pixels](i64 by) {
        return [&X, with_pixels, by] {
            return with_pixels([&X, by](i64 n, i64 row, i64 column, i64 c) {
                return padded(X)(n, row + by, column + by, c);
            });
        };
    };
    // What lies at the address that the indices give, wherever they point.
    const auto unchecked = [&X](i64 n, i64 row, i64 column, i64 c) {
        const i64 at = ((n * X.h + row) * X.w + column) * X.c + c;
        return 0 <= at && at < i64(X.values.size()) ? X.values[std::size_t(at)] : std::nan("");
    };
    const std::string shifted =
        "Your windows stand one pixel off, in rows and in columns: place (0, 0) begins "
        "at row −ph and column −pw of the image.";
    return {
        known("accumulates", 3, "Your Y is the right one plus what was in it before: Y is to be overwritten.",
              [&] { return sum(value(layer).rounded(), table(layer.Y.view())); }),
        known("flipped", 2,
              "You turn the filter around, as W(o, kh − 1 − i, kw − 1 − j, c). That is the convolution of "
              "mathematics; here i and j run the same way in X and in W.",
              [&W, with_weights] {
                  return with_weights(
                      [&W](i64 o, i64 i, i64 j, i64 c) { return W(o, W.h - 1 - i, W.w - 1 - j, c); });
              }),
        known("one_channel", 1,
              "Your Y depends on channel 0 of X alone. An entry of Y adds up over all channels.",
              [&W, with_weights] {
                  return with_weights(
                      [&W](i64 o, i64 i, i64 j, i64 c) { return c == 0 ? W(o, i, j, c) : 0; });
              }),
        known("ohwc_as_hwio", 2,
              "You read the weights as if they were stored by row, column, channel, filter. The filter comes "
              "first: W(o, i, j, c).",
              [&W, with_weights] {
                  return with_weights([&W](i64 o, i64 i, i64 j, i64 c) {
                      return W.values[std::size_t(((i * W.w + j) * W.c + c) * W.n + o)];
                  });
              }),
        known("pad_off_by_one", 2, shifted, moved(1)),
        known("pad_off_by_one", 2, shifted, moved(-1)),
        known_beyond(
            "wraps_padding", 2,
            "Left and right of the image you read on in memory, where the row above or below lies. A "
            "column outside the image counts as 0, like a row.",
            [&X, unchecked, with_pixels] {
                return with_pixels([&X, unchecked](i64 n, i64 row, i64 column, i64 c) {
                    return 0 <= row && row < X.h ? unchecked(n, row, column, c) : 0;
                });
            }),
        known_beyond("wraps_padding", 2,
                     "Outside the image you read on in memory, where other rows and images lie. A pixel that "
                     "is not in the image counts as 0.",
                     [unchecked, with_pixels] { return with_pixels(unchecked); }),
        known("wraps_padding", 2,
              "Your image comes back in on the other side. The padding is 0, not a repetition of the image.",
              [&X, with_pixels] {
                  return with_pixels([&X](i64 n, i64 row, i64 column, i64 c) {
                      const auto wrapped = [](i64 i, i64 size) { return (i % size + size) % size; };
                      return X(n, wrapped(row, X.h), wrapped(column, X.w), c);
                  });
              })};
}

// ---- calls and checks ------------------------------------------------------------------------------------

/// The images of a layer, each in memory of its own.
template<class T> struct Operands {
    Images<T> X, W, Y;

    explicit Operands(const Layer& layer)
        : X("X", layer.X.n, layer.X.h, layer.X.w, layer.X.c),
          W("W", layer.W.n, layer.W.h, layer.W.w, layer.W.c),
          Y("Y", layer.Y.n, layer.Y.h, layer.Y.w, layer.Y.c) {
        fill(X, layer.X);
        fill(W, layer.W);
        fill(Y, layer.Y);
    }
    static void fill(Images<T>& images, const Batch& batch) {
        T* at = images.view().p;
        for (const double element : batch.values) *at++ = static_cast<T>(element);
    }
};

template<class R, class T> using Call = Callee<R (*)(CT4<T>, CT4<T>, ConvP, T4<T>)>;

template<class R, class T> R call(Call<R, T> conv2d, const Layer& layer, Operands<T>& in) {
    return submit(conv2d, in.X.view(), in.W.view(), layer.p, in.Y.view());
}

std::string size(const Batch& batch) {
    std::string text;
    for (const i64 extent : {batch.n, batch.h, batch.w, batch.c})
        text += (text.empty() ? "" : " × ") + std::to_string(extent);
    return text;
}

Showing shown(const Layer& layer) {
    const auto& [sh, sw, ph, pw] = layer.p;
    return {{"X (" + size(layer.X) + ")", table(layer.X.view())},
            {"W (" + size(layer.W) + ")", table(layer.W.view())},
            {"sh", table(sh)},
            {"sw", table(sw)},
            {"ph", table(ph)},
            {"pw", table(pw)}};
}

/// Y was refused although it has the right size. Would one that is rounded up be accepted?
template<class T>
bool fail_refused(Call<std::string, T> conv2d, const Layer& layer, const std::string& refusal) {
    const auto& [X, W, p, Y] = layer;
    Layer larger = layer;
    larger.Y = Batch(Y.n, places_and_rest(X.h, W.h, p.sh, p.ph), places_and_rest(X.w, W.w, p.sw, p.pw), Y.c,
                     [] { return 1; });
    Operands<T> in(larger);
    const bool rounded_up = size(larger.Y) != size(Y) && call(conv2d, larger, in).empty();
    return expect_that(
        false,
        "conv2d threw " + refusal + " where it should have returned: Y is " + size(Y) + ", as it has to be.",
        {known_if(
            rounded_up, "output_rounded_up", 1,
            "You refuse a Y of " + size(Y) + ", and would take one of " + size(larger.Y) +
                ". The size is rounded down: what is left over after the last whole stride is not used.")});
}

template<class T> bool expect_Y(Call<std::string, T> conv2d, const Layer& layer, const Expected& right) {
    const Showing inputs = shown(layer);
    Operands<T> in(layer);
    const std::string refusal = call(conv2d, layer, in);
    if (!refusal.empty()) return fail_refused(conv2d, layer, refusal);
    return expect("Y", table(in.Y.view()), right, known_mistakes(layer));
}

/// For integers, of which Y must come out exactly.
template<class T> bool expect_exact(Call<std::string, T> conv2d, const Layer& layer) {
    return expect_Y(conv2d, layer, exactly(value(layer).rounded()));
}

auto integers(Random& random) {
    return [&random] { return random.nonzero(9); };
}
template<class T> auto normals(Random& random) {
    return [&random] { return T(random.normal()); };
}

} // namespace

TEST_CASE("sums of integers come out exactly, for all sizes, strides and paddings", "[points:1]") {
    Random random(seed());
    for (const Sizes& sizes : {Sizes{1, 4, 5, 1, 1, 3, 2, {1, 1, 0, 0}},
                               {1, 4, 5, 3, 2, 3, 2, {1, 1, 0, 0}},
                               {1, 3, 4, 2, 3, 2, 3, {1, 1, 0, 1}},
                               {2, 8, 6, 3, 4, 3, 2, {2, 3, 1, 2}},
                               {2, 5, 9, 2, 3, 1, 4, {3, 2, 0, 1}},
                               {1, 6, 5, 2, 3, 6, 5, {1, 1, 0, 0}},
                               {3, 3, 4, 5, 2, 1, 1, {1, 1, 0, 0}},
                               {1, 1, 1, 1, 1, 1, 1, {1, 1, 0, 0}}})
        if (!expect_exact(CALL(try_conv2d<double>), Layer(sizes, integers(random)))) return;
    for (const Sizes& sizes : {Sizes{2, 5, 8, 3, 2, 2, 3, {2, 2, 2, 1}}, {3, 7, 4, 2, 5, 4, 2, {2, 1, 0, 1}}})
        if (!expect_exact(CALL(try_conv2d<float>), Layer(sizes, integers(random)))) return;
    for (const Sizes& sizes : {Sizes{0, 4, 5, 2, 3, 3, 2, {1, 2, 0, 1}},
                               {2, 4, 5, 2, 0, 3, 2, {1, 2, 0, 1}},
                               {2, 4, 5, 0, 3, 3, 2, {1, 2, 0, 1}}})
        if (!expect_exact(CALL(try_conv2d<double>), Layer(sizes, integers(random)))) return;
}

TEST_CASE("a filter with a single 1 picks one pixel of its window", "[points:1]") {
    Random random(seed());
    for (const Sizes& sizes : {Sizes{1, 4, 5, 1, 1, 2, 3, {1, 1, 0, 0}},
                               {2, 5, 6, 3, 3, 2, 3, {1, 1, 1, 2}},
                               {2, 6, 5, 4, 4, 3, 3, {2, 3, 0, 2}}}) {
        Layer layer(sizes, integers(random));
        auto& [X, W, p, Y] = layer;
        // Filter o looks at column 1 of the window's first row, and at channel o + 1.
        for (double& weight : W.values) weight = 0;
        for (i64 o = 0; o < W.n; ++o) W.values[std::size_t((o * W.h * W.w + 1) * W.c + (o + 1) % W.c)] = 1;
        Table picked(std::size_t(Y.n * Y.h), std::size_t(Y.w * Y.c));
        for (i64 n = 0; n < Y.n; ++n)
            for (i64 y = 0; y < Y.h; ++y)
                for (i64 x = 0; x < Y.w; ++x)
                    for (i64 o = 0; o < Y.c; ++o)
                        picked(std::size_t(n * Y.h + y), std::size_t(x * Y.c + o)) =
                            padded(X)(n, y * p.sh - p.ph, x * p.sw + 1 - p.pw, (o + 1) % X.c);
        if (!expect_Y(CALL(try_conv2d<double>), layer, exactly(picked))) return;
    }
}

TEST_CASE("what lies outside the image counts as 0, even a whole window", "[points:1]") {
    Random random(seed());
    for (const Sizes& sizes : {Sizes{1, 3, 4, 2, 3, 2, 2, {1, 1, 3, 2}},
                               {2, 4, 3, 3, 2, 3, 2, {2, 3, 2, 3}},
                               {2, 2, 3, 2, 3, 4, 5, {1, 1, 1, 1}},
                               {1, 3, 2, 2, 1, 4, 3, {3, 2, 2, 2}}})
        if (!expect_exact(CALL(try_conv2d<double>), Layer(sizes, integers(random)))) return;
}

TEST_CASE("rounding stays within its bound, in double and in float", "[points:1]") {
    Random random(seed());
    for (const Sizes& sizes :
         {Sizes{2, 9, 7, 5, 3, 3, 2, {2, 2, 1, 1}}, {1, 8, 9, 16, 2, 5, 3, {3, 1, 1, 2}}}) {
        const Layer in_double(sizes, normals<double>(random));
        if (!expect_Y(CALL(try_conv2d<double>), in_double, rounded(in_double, unit_roundoff<double>))) return;
        const Layer in_float(sizes, normals<float>(random));
        if (!expect_Y(CALL(try_conv2d<float>), in_float, rounded(in_float, unit_roundoff<float>))) return;
    }
}

TEST_CASE("a term costs one multiplication, and nothing comes on top", "[points:1]") {
    Random random(seed());
    for (const Sizes& sizes :
         {Sizes{1, 6, 6, 2, 3, 3, 2, {2, 3, 0, 0}}, {2, 6, 8, 3, 4, 2, 3, {2, 3, 1, 1}}}) {
        const Layer layer(sizes, integers(random));
        if (!expect_exact(CALL(try_conv2d<double>), layer)) return;
        Operands<Counted<double>> in(layer);
        const OpCount count = call(CALL(counted_conv2d), layer, in);
        const Showing inputs = shown(layer);
        if (!expect("Y", table(in.Y.view()), exactly(value(layer).rounded()), known_mistakes(layer))) return;

        Layer ones = layer;
        for (Batch* batch : {&ones.X, &ones.W})
            for (double& element : batch->values) element = 1;
        double least = 0;
        for (const double terms : value(ones).rounded().elements) least += terms;
        const i64 most = i64(layer.Y.values.size()) * layer.W.h * layer.W.w * layer.W.c;
        if (!expect_that(least <= static_cast<double>(count.mul) && count.mul <= most,
                         "Your conv2d multiplied " + std::to_string(count.mul) +
                             " times. N Ho Wo O kh kw C = " + std::to_string(most) +
                             " multiplications are enough, and " + printed(least) +
                             " terms have their pixel in the image."))
            return;
    }
}

TEST_CASE("what does not fit together is refused", "[points:1]") {
    Random random(seed());
    const Layer good({2, 6, 11, 3, 5, 3, 2, {2, 3, 1, 1}}, integers(random));
    if (!expect_exact(CALL(try_conv2d<double>), good)) return;
    const auto expect_refused = [&](const std::string& why, const Layer& bad) {
        const Showing inputs = shown(bad);
        Operands<double> in(bad);
        expect_throw<std::invalid_argument>(why, CALL(conv2d<double>), in.X.view(), in.W.view(), bad.p,
                                            in.Y.view());
    };
    // One row or column too many, which 1 + (-1) / 2 = 1 in C++ conceals.
    expect_refused("if the filters have 6 rows, and the image with its padding has 5",
                   Layer({1, 3, 4, 2, 3, 6, 2, {2, 1, 1, 0}}, integers(random)));
    expect_refused("if the filters have 7 columns, and the image with its padding has 6",
                   Layer({1, 4, 4, 2, 3, 2, 7, {1, 2, 0, 1}}, integers(random)));
    expect_refused("if sh is -1", Layer({1, 3, 5, 2, 3, 3, 2, {-1, 1, 0, 0}}, integers(random)));
    expect_refused("if sw is -1", Layer({1, 5, 3, 2, 3, 2, 3, {1, -1, 0, 0}}, integers(random)));
    expect_refused("if ph is -1", Layer({1, 7, 6, 2, 3, 3, 2, {1, 1, -1, 0}}, integers(random)));
    expect_refused("if pw is -1", Layer({1, 6, 7, 2, 3, 3, 2, {1, 1, 0, -1}}, integers(random)));

    const auto changed = [&](auto change) {
        Layer bad = good;
        change(bad);
        return bad;
    };
    expect_refused("if sh is 0", changed([](Layer& bad) { bad.p.sh = 0; }));
    expect_refused("if sw is 0", changed([](Layer& bad) { bad.p.sw = 0; }));
    expect_refused("if X has 3 channels and W has 2",
                   changed([&](Layer& bad) { bad.W = Batch(5, 3, 2, 2, integers(random)); }));
    const auto expect_Y_refused = [&](i64 n, i64 h, i64 w, i64 c) {
        const Batch Y(n, h, w, c, integers(random));
        expect_refused("if Y is " + size(Y) + " where " + size(good.Y) + " is right",
                       changed([&](Layer& bad) { bad.Y = Y; }));
    };
    const auto [n, h, w, c] = std::array{good.Y.n, good.Y.h, good.Y.w, good.Y.c};
    expect_Y_refused(n - 1, h, w, c);
    expect_Y_refused(n, h + 1, w, c);
    expect_Y_refused(n, h - 1, w, c);
    expect_Y_refused(n, h, w + 1, c);
    expect_Y_refused(n, h, w, c + 1);
    expect_Y_refused(n, w, h, c);
}
