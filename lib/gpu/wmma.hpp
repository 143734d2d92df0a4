#pragma once
/// @file
/// What nvcuda::wmma is made of: operations of all 32 lanes of a warp on matrices of 16 x 16 entries, of
/// which each lane holds a part.

#include <cstdint>

namespace gpu::wmma {

enum class Type { half, brain, single };

/// Which lane holds what is not documented, so it is chosen here. A fragment is cut into 16 lines, its rows,
/// or its columns where it is declared `by_columns`. With 8 elements, a lane holds half of a line, and lanes
/// 2i and 2i+1 hold line i; with 16, lanes i and i+16 both hold line i.
struct Piece {
    void* elements;
    Type type;
    int count;
    bool by_columns;
};

/// Loads or stores the entries (i, j) at [i ld + j] or, `by_columns`, at [j ld + i].
/// @param code  where the kernel called, for reports
void load(const Piece& piece, const void* source, unsigned ld, bool by_columns, const void* code);
void store(const Piece& piece, void* target, unsigned ld, bool by_columns, const void* code);

/// D = A B + C. A product of two entries is exact; to C are added those of k = 0, 1, ... in this order, each
/// sum rounded to float; where D is of halves, the last sum is rounded once more. The order of a GPU is not
/// documented.
void multiply(const Piece& d, const Piece& a, const Piece& b, const Piece& c, const void* code);

} // namespace gpu::wmma
