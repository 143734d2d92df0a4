#include "cluster/mailboxes.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace cluster {

Parcel& Mailboxes::blank() {
    if (!spare) return parcels.emplace_back();
    return *std::exchange(spare, spare->next);
}

void Mailboxes::recycle(Parcel& parcel) { parcel.next = std::exchange(spare, &parcel); }

void Mailboxes::post(Parcel& parcel) {
    if (2 * used >= boxes.size()) make_anew();
    parcel.next = nullptr;
    const auto key = pair(parcel.from, parcel.out.to);
    Box& its = box(key);
    if (its.pair == none) its.pair = key, ++used;
    (its.first ? its.last->next : its.first) = &parcel;
    its.last = &parcel;
}

Parcel* Mailboxes::take(int from, int to) {
    Box& its = box(pair(from, to));
    if (!its.first) return nullptr;
    return std::exchange(its.first, its.first->next);
}

std::vector<const Parcel*> Mailboxes::waiting() const {
    std::vector<const Parcel*> oldest;
    for (const Box& box : boxes)
        if (box.first) oldest.push_back(box.first);
    return oldest;
}

/// The pair's box, or the empty one that it would get.
Mailboxes::Box& Mailboxes::box(std::uint64_t pair) {
    std::size_t place = (pair * 0x9e37'79b9'7f4a'7c15) >> 32;
    while (true) {
        Box& candidate = boxes[place++ & (boxes.size() - 1)];
        if (candidate.pair == pair || candidate.pair == none) return candidate;
    }
}

/// Without the boxes that are empty, and with room for as many again.
void Mailboxes::make_anew() {
    const auto full = [](const Box& box) { return box.first != nullptr; };
    used = static_cast<std::size_t>(std::count_if(boxes.begin(), boxes.end(), full));
    const auto old =
        std::exchange(boxes, std::vector<Box>(std::max<std::size_t>(64, std::bit_ceil(4 * used))));
    for (const Box& one : old)
        if (full(one)) box(one.pair) = one;
}

} // namespace cluster
