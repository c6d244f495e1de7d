// Making collections: empty ones, literals of the module, one kind from another, keys and values of maps, boxes.

#include "runtime/values/box.h"
#include "runtime/values/edit.h"

#include <cstring>

using namespace evd::runtime;

extern "C" {

void evd_dup(evd_word h) {
    if (h != 0) ++object(h)->refs;
}
void evd_drop(evd_rt* rt, evd_word h) { rt->heap.drop(h); }

void evd_take(evd_rt* rt, evd_word h) {
    if (h == 0) return;
    ++object(h)->refs;
    object(h)->shadow = rt->epoch;
}

void evd_arg(evd_rt* rt, evd_word word) { rt->stage(word); }

evd_word evd_text_const(evd_rt* rt, uint32_t index) {
    evd_word text = rt->texts[index];
    rt->heap.dup(text);
    return text;
}

evd_word evd_empty(evd_rt* rt, const evd_type* type, uint32_t capacity) {
    size_t width = type->args[0]->slots + (type->kind == EVD_MAP ? type->args[1]->slots : 0);
    return handle(rt->heap.make(type, capacity * width));
}

evd_word evd_convert(evd_rt* rt, const evd_type* to, evd_word h) {
    Object* from = object(h);
    if (from->type->kind == to->kind) {
        rt->heap.dup(h);
        return h;
    }
    Object* out = rt->heap.make(to, static_cast<size_t>(from->size) * from->width);
    copyElements(rt, out, from, 0, from->size);
    bool sorted = from->type->kind != EVD_LIST && from->type->kind != EVD_RING;
    bool distinct = to->kind == EVD_SET && from->type->kind != EVD_MAP;
    if (to->kind != EVD_LIST && (!sorted || distinct)) sortElements(rt, out, distinct);
    return handle(out);
}

evd_word evd_keys(evd_rt* rt, const evd_type* set, evd_word map) {
    Object* from = object(map);
    Object* out = rt->heap.make(set, static_cast<size_t>(from->size) * from->keyWidth);
    out->size = from->size;
    for (uint32_t i = 0; i < from->size; ++i)
        std::memcpy(out->element(i), from->element(i), from->keyWidth * sizeof(evd_word));
    forEachHandle(out, [rt](const evd_type*, evd_word& word) { rt->heap.dup(word); });
    return handle(out);
}

evd_word evd_values(evd_rt* rt, const evd_type* bag, evd_word map) {
    Object* from = object(map);
    size_t width = from->width - from->keyWidth;
    Object* out = rt->heap.make(bag, from->size * width);
    out->size = from->size;
    for (uint32_t i = 0; i < from->size; ++i)
        std::memcpy(out->element(i), from->element(i) + from->keyWidth, width * sizeof(evd_word));
    forEachHandle(out, [rt](const evd_type*, evd_word& word) { rt->heap.dup(word); });
    sortElements(rt, out, false);
    return handle(out);
}

evd_word evd_locations(evd_rt* rt, const evd_type* set) {
    Object* out = rt->heap.make(set, rt->locations.size());
    out->size = static_cast<uint32_t>(rt->locations.size());
    for (uint32_t i = 0; i < out->size; ++i) out->words()[i] = i;
    return handle(out);
}

evd_word evd_box(evd_rt* rt, const evd_type* type, uint32_t ctor) {
    size_t count = rt->stagedCount();
    Object* box = rt->heap.make(type, 1 + count);
    box->words()[0] = ctor;
    if (count > 0) std::memcpy(box->words() + 1, rt->takeStaged(), count * sizeof(evd_word));
    box->size = static_cast<uint32_t>(1 + count);
    if (sealBox(box)) return handle(box);
    rt->heap.drop(handle(box));
    return 0;
}
}
