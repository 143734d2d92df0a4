#include "dense_backward.hpp"

#include "judge/test.hpp"

using namespace judge;
using arma::mat;
using arma::vec;

namespace {

/// One call: a layer, a batch, and how the loss reacts to its outputs.
struct Layer {
    mat X, W, Z, G;
    Act act;
};

struct Size {
    arma::uword n, in, out;
};

// ---- what is right ---------------------------------------------------------------------------------------

std::string name(Act act) {
    switch (act) {
    case Act::Identity:
        return "Identity";
    case Act::ReLU:
        return "ReLU";
    case Act::Sigmoid:
        return "Sigmoid";
    case Act::Tanh:
        return "Tanh";
    }
    return "";
}

mat activation(const mat& Z, Act act) {
    switch (act) {
    case Act::Identity:
        break;
    case Act::ReLU:
        return Z % arma::conv_to<mat>::from(Z > 0);
    case Act::Sigmoid:
        return 1 / (1 + arma::exp(-Z));
    case Act::Tanh:
        return arma::tanh(Z);
    }
    return Z;
}

/// act′(z) to about 28 digits; tanh′(z) = 4 σ′(2z).
DoubleDouble slope(double z, Act act) {
    if (act == Act::Identity) return 1;
    if (act == Act::ReLU) return z > 0;
    if (act == Act::Tanh) return DoubleDouble(4) * slope(2 * z, Act::Sigmoid);
    const DoubleDouble e = exp(DoubleDouble(z)), s = e / (DoubleDouble(1) + e);
    return s / (DoubleDouble(1) + e);
}

/// act′ in every entry, rounded: without an error for identity and ReLU.
mat slope(const mat& Z, Act act) {
    mat result = Z;
    return result.transform([&](double z) { return static_cast<double>(slope(z, act)); });
}

/// The gradients that follow from D, how the loss reacts to Z.
DenseGrads from(const mat& D, const Layer& layer) {
    return {D * layer.W, D.t() * layer.X, arma::sum(D, 0).t()};
}

DenseGrads right(const Layer& layer) { return from(layer.G % slope(layer.Z, layer.act), layer); }

struct ExpectedGrads {
    Expected dX, dW, db;
};

ExpectedGrads exact(const Layer& layer) {
    const auto [dX, dW, db] = right(layer);
    return {exactly(dX), exactly(dW), exactly(db)};
}

/// D is off by at most 15u |G|: the usual ways to compute σ′ and tanh′ err by at most 10u, and |act′| <= 1.
/// With the product's gamma_k this makes gamma_{k+16}.
ExpectedGrads rounded(const Layer& layer) {
    Exact D(table(layer.G));
    for (std::size_t i = 0; i < D.rows(); ++i)
        for (std::size_t j = 0; j < D.cols(); ++j) D(i, j) = D(i, j) * slope(layer.Z(i, j), layer.act);
    const Table X = table(layer.X), W = table(layer.W), G = table(layer.G), ones(X.rows, 1, 1);
    const auto Dt = D.transposed();
    return {within(D * Exact(W), product_bound(G, W, 16), "gamma_{out+16} |G||W|"),
            within(Dt * Exact(X), product_bound(transposed(G), X, 16), "gamma_{n+16} |G|ᵀ|X|"),
            within(Dt * Exact(ones), product_bound(transposed(G), ones, 16), "gamma_{n+16} |G|ᵀ1")};
}

// ---- what is well known and wrong ------------------------------------------------------------------------

struct Mistake {
    const char* id;
    int hint;
    const char* says;
    DenseGrads (*gradients)(const Layer&);
};

const Mistake mistakes[] = {
    {"no_transpose", 1,
     "Your dX is D Wᵀ: that is the forward pass once more. Forward, each output sums over the inputs; "
     "backward, each input sums over the outputs that it went into. Try a W that is not square.",
     [](const Layer& layer) {
         const mat D = layer.G % slope(layer.Z, layer.act);
         return DenseGrads{D * layer.W.t(), D.t() * layer.X, arma::sum(D, 0).t()};
     }},
    {"no_sigma", 2,
     "Your gradients take G back through W and leave out the activation: G tells how L reacts to Y = act(Z), "
     "and the product needs to know how it reacts to Z.",
     [](const Layer& layer) { return from(layer.G, layer); }},
    {"dW_transposed", 1,
     "Your dW is Xᵀ D, the transpose of what it should be: dW has the shape of W, out × in, entry by entry.",
     [](const Layer& layer) {
         const auto [dX, dW, db] = right(layer);
         return DenseGrads{dX, dW.t(), db};
     }},
    {"mean_bias", 2,
     "Your db is a mean over the samples. Every sample uses the same b, so their contributions add up; if L "
     "is a mean, its 1/n is in G already.",
     [](const Layer& layer) {
         const auto [dX, dW, db] = right(layer);
         return DenseGrads{dX, dW, db / double(layer.X.n_rows)};
     }},
    {"sigma_of_output", 2,
     "Your act′ is taken at Y = act(Z). The slope of a function belongs to the point where the function was "
     "evaluated, and that is Z.",
     [](const Layer& layer) {
         return from(layer.G % slope(activation(layer.Z, layer.act), layer.act), layer);
     }},
    {"mask_from_G", 2,
     "Your ReLU lets pass what is positive in G. Whether it was open was decided in the forward pass, by the "
     "sign of Z; a negative gradient passes through an open ReLU.",
     [](const Layer& layer) {
         return layer.act == Act::ReLU ? from(layer.G % slope(layer.G, layer.act), layer) : right(layer);
     }},
    {"relu_at_zero", 3, "Your ReLU is open at z = 0: there the statement takes the derivative to be 0.",
     [](const Layer& layer) {
         return layer.act == Act::ReLU ? from(layer.G % (layer.Z >= 0), layer) : right(layer);
     }},
};

/// The mistakes on this layer, as seen through `part` of their gradients.
template<class Part> std::vector<Known> known_mistakes(const Layer& layer, Part part) {
    std::vector<Known> result;
    for (const Mistake& mistake : mistakes)
        result.push_back(known(mistake.id, mistake.hint, mistake.says,
                               [=, &layer] { return table(part(mistake.gradients(layer))); }));
    return result;
}

// ---- calls and checks ------------------------------------------------------------------------------------

/// Integers without zeros, but for the corner of ReLU in Z. The signs of Z and of G go through all six pairs
/// in a fixed pattern, so that the mistakes at an activation differ whatever the seed.
Layer integers(Random& random, Size size, Act act) {
    Layer layer{random.integers(size.n, size.in), random.integers(size.out, size.in),
                arma::abs(random.integers(size.n, size.out)), arma::abs(random.integers(size.n, size.out)),
                act};
    for (arma::uword i = 0; i < size.n; ++i)
        for (arma::uword j = 0; j < size.out; ++j) {
            layer.Z(i, j) *= 1 - int((i + 2 * j + 1) % 3);
            layer.G(i, j) *= 1 - 2 * int((i + j) % 2);
        }
    return layer;
}

DenseGrads call(const Layer& layer) {
    return submit(CALL(dense_backward), layer.X, layer.W, layer.Z, layer.G, layer.act);
}

bool expect_gradients(const Layer& layer, const DenseGrads& got, const ExpectedGrads& expected) {
    const Showing inputs{
        {"X", table(layer.X)}, {"W", table(layer.W)}, {"Z", table(layer.Z)}, {"G", table(layer.G)}};
    const auto compare = [&](const char* which, auto member, const Expected& value) {
        return expect(name(layer.act) + ": " + which, got.*member, value,
                      known_mistakes(layer, [=](const DenseGrads& grads) { return grads.*member; }));
    };
    return compare("dX", &DenseGrads::dX, expected.dX) && compare("dW", &DenseGrads::dW, expected.dW) &&
           compare("db", &DenseGrads::db, expected.db);
}

/// The gradients of a batch of integers, if they are right.
bool expect_exact(const Layer& layer) { return expect_gradients(layer, call(layer), exact(layer)); }

} // namespace

TEST_CASE("the gradient of one sample goes back through the transpose: a worked example", "[points:1]") {
    // z = Wx + b with b = (0.1, 0.2)
    Layer layer{{{0.3, -0.2}}, {{2, 1}, {-1, 3}}, {{0.5, -0.7}}, {{0.5, -2}}, Act::Identity};
    const auto expect_dX = [&](const Expected& expected) {
        const Showing inputs{{"W", table(layer.W)}, {"Z", table(layer.Z)}, {"G", table(layer.G)}};
        return expect(name(layer.act) + ": dX", call(layer).dX, expected,
                      known_mistakes(layer, [](const DenseGrads& grads) { return grads.dX; }));
    };
    if (!expect_dX(exactly(mat{{3, -5.5}}))) return;
    layer.act = Act::Tanh;
    expect_dX(within(mat{{2.05592691, -3.41521367}}, 1e-8, "eight decimals are given"));
}

TEST_CASE("integers come out exactly, for batches and layers of every shape", "[points:1]") {
    Random random(seed());
    for (const Size size : {Size{4, 3, 3}, {5, 2, 3}, {3, 5, 2}, {2, 4, 7}, {1, 3, 2}, {6, 1, 4}, {4, 3, 1}})
        for (const Act act : {Act::Identity, Act::ReLU})
            if (!expect_exact(integers(random, size, act))) return;
    for (const Act act : {Act::Identity, Act::Tanh}) // no sample: nothing is added up
        if (!expect_exact(integers(random, {0, 3, 5}, act))) return;
}

TEST_CASE("reals come out to rounding, through every activation", "[points:2]") {
    Random random(seed());
    for (const Size size : {Size{6, 4, 4}, {5, 7, 2}, {3, 2, 11}, {17, 3, 5}})
        for (const Act act : {Act::Tanh, Act::Sigmoid, Act::ReLU, Act::Identity}) {
            const Layer layer{random.normals(size.n, size.in), random.normals(size.out, size.in),
                              2 * random.normals(size.n, size.out), random.normals(size.n, size.out), act};
            if (!expect_gradients(layer, call(layer), rounded(layer))) return;
        }
}

TEST_CASE("gradients foretell what a change does to the loss, and those of half batches add up",
          "[points:1]") {
    Random random(seed());
    const Layer layer = integers(random, {6, 4, 4}, Act::ReLU);
    const DenseGrads all = call(layer);
    if (!expect_that(arma::size(all.dX) == arma::size(layer.X) && arma::size(all.dW) == arma::size(layer.W) &&
                         all.db.n_elem == layer.W.n_rows,
                     "dX, dW and db must have the shapes of X, W and b; yours are " + table(all.dX).shape() +
                         ", " + table(all.dW).shape() + " and " + table(all.db).shape() + "."))
        return;

    // To first order, L changes by <G, act′(Z) ⊙ change of Z>: six directions tell the mistakes apart.
    std::vector<DenseGrads> directions;
    for (int i = 0; i < 6; ++i)
        directions.push_back({random.integers(6, 4), random.integers(4, 4), random.integers(4, 1)});
    const auto foretold = [&](const DenseGrads& grads) {
        vec result(6);
        for (arma::uword i = 0; i < 6; ++i)
            result(i) = arma::accu(grads.dX % directions[i].dX) + arma::accu(grads.dW % directions[i].dW) +
                        arma::accu(grads.db % directions[i].db);
        return result;
    };
    vec change(6);
    for (arma::uword i = 0; i < 6; ++i) {
        const auto& [HX, HW, hb] = directions[i];
        mat dZ = HX * layer.W.t() + layer.X * HW.t();
        dZ.each_row() += hb.t();
        change(i) = arma::accu(layer.G % slope(layer.Z, layer.act) % dZ);
    }
    if (!expect("ReLU: what dX, dW and db foretell for the loss, in six directions", foretold(all),
                exactly(change), known_mistakes(layer, foretold)))
        return;

    const auto rows = [&](arma::uword first, arma::uword last) {
        return call({layer.X.rows(first, last), layer.W, layer.Z.rows(first, last), layer.G.rows(first, last),
                     layer.act});
    };
    const DenseGrads above = rows(0, 1), below = rows(2, 5);
    const auto sum = [](const auto& a, const auto& b) { return judge::sum(table(a), table(b)); };
    expect("dX of the first two samples", above.dX, exactly(mat(all.dX.rows(0, 1))));
    expect("dX of the other four samples", below.dX, exactly(mat(all.dX.rows(2, 5))));
    if (arma::size(above.dW) == arma::size(below.dW) && above.db.n_elem == below.db.n_elem) {
        expect("dW of the first two samples, plus that of the other four", sum(above.dW, below.dW),
               exactly(all.dW));
        expect("db of the first two samples, plus that of the other four", sum(above.db, below.db),
               exactly(all.db));
    }
}

TEST_CASE("matrices that do not fit together are refused", "[points:1]") {
    Random random(seed());
    const Layer good = integers(random, {4, 3, 3}, Act::ReLU);
    if (!expect_exact(good)) return;
    const auto expect_refused = [&](const std::string& why, auto member, arma::uword rows, arma::uword cols) {
        Layer bad = good;
        bad.*member = random.integers(rows, cols);
        expect_throw<std::invalid_argument>(why, CALL(dense_backward), bad.X, bad.W, bad.Z, bad.G, bad.act);
    };
    expect_refused("if X and W have 5 and 3 columns", &Layer::X, 4, 5);
    expect_refused("if X and Z have 2 and 4 rows", &Layer::X, 2, 3);
    expect_refused("if W has 2 rows and Z has 3 columns", &Layer::W, 2, 3);
    expect_refused("if G has one row and Z has four", &Layer::G, 1, 3);
    expect_refused("if G has one column and Z has three", &Layer::G, 4, 1);
}
