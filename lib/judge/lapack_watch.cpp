#include "judge/lapack_watch.hpp"

#include "judge/families.hpp"
#include "matrix/at_work.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <dlfcn.h>

// The runner defines the Fortran entry points itself, and passes each call on to the library behind it. A
// submission is bound to these definitions, whether it calls LAPACK by hand or through a template of
// Armadillo.

namespace {

constexpr std::size_t most = 64;
std::array<const char*, most> recorded;
std::size_t count = 0;
int depth = 0; // LAPACK calls itself: only the outermost call is the learner's

void record(const char* routine) {
    const auto end = recorded.begin() + static_cast<std::ptrdiff_t>(count);
    if (count < most && std::find(recorded.begin(), end, routine) == end) recorded[count++] = routine;
}

using Word = long;
// Fortran passes addresses, and after them the lengths of strings: words, all of them. No recorded routine
// has more than 28 of them; what lies behind the arguments of a shorter call is passed on and never looked
// at.
using Routine = void (*)(Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word,
                         Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word, Word);

Routine behind(const char* symbol) {
    if (void* found = ::dlsym(RTLD_NEXT, symbol)) return reinterpret_cast<Routine>(found);
    std::abort(); // it was called, so the linker once found it
}

} // namespace

#define PASS_ON(symbol)                                                                                      \
    extern "C" void symbol(Word a, Word b, Word c, Word d, Word e, Word f, Word g, Word h, Word i, Word j,   \
                           Word k, Word l, Word m, Word n, Word o, Word p, Word q, Word r, Word s, Word t,   \
                           Word u, Word v, Word w, Word x, Word y, Word z, Word aa, Word bb) {               \
        static const Routine next = behind(#symbol);                                                         \
        if (depth == 0 && !tools::at_work()) record(#symbol);                                                \
        ++depth;                                                                                             \
        next(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, bb);          \
        --depth;                                                                                             \
    }
#define FOUR_PRECISIONS(family, name)                                                                        \
    PASS_ON(s##name##_) PASS_ON(d##name##_) PASS_ON(c##name##_) PASS_ON(z##name##_)

JUDGE_FACTORIZATIONS(FOUR_PRECISIONS)

std::vector<std::string> judge::take_recorded_routines() {
    std::vector<std::string> result(recorded.begin(), recorded.begin() + static_cast<std::ptrdiff_t>(count));
    count = 0;
    return result;
}
