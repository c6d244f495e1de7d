#pragma once
// Searching in and changing of collections, in place where nobody else holds them. For the files that define the
// operations.

#include "runtime/engine/rt.h"
#include "runtime/values/order.h"

namespace evd::runtime {

/// A collection that may be changed now; `logged`: the state still needs its old value if the event faults.
struct Target {
    Object* object;
    bool logged;
};

/// Whether the owner of one reference may change `o` in place: it holds the only one, or the other one is the state's
/// and the state is about to be overwritten (evd_take).
enum class Access { Shared, Own, Taken };
inline Access accessTo(const evd_rt* rt, const Object* o) {
    if (o->refs == 1) return Access::Own;
    return o->refs == 2 && o->shadow == rt->epoch ? Access::Taken : Access::Shared;
}

/// Consumes an owned reference to `o` and returns a collection of the same elements with room for `extra` more.
Target makeRoom(evd_rt* rt, Object* o, uint32_t extra);
/// Inserts one element (its references move in) at `at`; there must be room.
void insertAt(evd_rt* rt, Target target, uint32_t at, const evd_word* words);
/// Removes the element at `at`.
void removeAt(evd_rt* rt, Target target, uint32_t at);
/// Overwrites `count` words of an element from `slot` on (references move in).
void replaceAt(evd_rt* rt, Target target, uint32_t at, uint32_t slot, uint32_t count, const evd_word* words);

/// First index whose key is not less than `key` in a Set, Bag or Map; `found`: whether it is equal.
uint32_t lowerBound(const Object* o, const evd_word* key, bool& found);
/// Index of the first element (key) equal to `key`, or -1.
int64_t find(const Object* o, const evd_word* key);

/// Appends `count` elements of `from` from index `at` on to `to`, which has room and is unshared; handles are
/// duplicated.
void copyElements(evd_rt* rt, Object* to, const Object* from, uint32_t at, uint32_t count);
/// Sorts the elements of an unshared collection; with `distinct`, keeps one of equal ones.
void sortElements(evd_rt* rt, Object* o, bool distinct);
/// Drops the references that an element's words hold.
void dropElement(evd_rt* rt, const Object* shape, const evd_word* words);

}   // namespace evd::runtime
