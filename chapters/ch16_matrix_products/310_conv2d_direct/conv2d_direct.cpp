#include "conv2d_direct.hpp"

template<class T> void conv2d(CT4<T> X, CT4<T> W, ConvP p, T4<T> Y) {
    // TODO: does everything fit together? Then one entry of Y at a time: which pixels does its window cover?
}

template void conv2d(CT4<float>, CT4<float>, ConvP, T4<float>);
template void conv2d(CT4<double>, CT4<double>, ConvP, T4<double>);
template void conv2d(CT4<Counted<double>>, CT4<Counted<double>>, ConvP, T4<Counted<double>>);
