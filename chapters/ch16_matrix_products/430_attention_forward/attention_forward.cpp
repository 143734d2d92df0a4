#include "attention_forward.hpp"

template<class T>
void attention(CView<T> Q, CView<T> K, CView<T> V, bool causal, const Mask* mask, View<T> O, View<T>* P) {
    // TODO: one query at a time: which keys does it see, how well do they match, and what is their average?
}

template void attention(CView<float>, CView<float>, CView<float>, bool, const Mask*, View<float>,
                        View<float>*);
template void attention(CView<double>, CView<double>, CView<double>, bool, const Mask*, View<double>,
                        View<double>*);
