#include "conv2d_direct_calls.hpp"

#include "judge/calls.hpp"

#include <stdexcept>

template<class T> std::string try_conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    try {
        conv2d(X, W, p, Y);
    } catch (const std::invalid_argument& refusal) {
        return "std::invalid_argument (\"" + std::string(refusal.what()) + "\")";
    }
    return {};
}
EXPOSE(try_conv2d<float>);
EXPOSE(try_conv2d<double>);
EXPOSE(conv2d<double>);

OpCount counted_conv2d(CT4<Counted<double>> X, CT4<Counted<double>> W, ConvP p, T4<Counted<double>> Y) {
    counted::operations = {};
    conv2d(X, W, p, Y);
    return counted::operations;
}
EXPOSE(counted_conv2d);
