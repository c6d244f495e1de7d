#include "runtime/wire/codec.h"

#include "runtime/values/edit.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace evd::runtime {

namespace {

void encodeConstructor(const evd_rt& rt, const evd_ctor& ctor, evd_word number, const evd_word* fields,
                       std::string& out) {
    cbor::writeArray(out, 1 + ctor.arg_count);
    cbor::writeInt(out, number);
    for (uint32_t i = 0; i < ctor.arg_count; ++i) encode(rt, ctor.args[i], fields + ctor.arg_slots[i], out);
}

void encodeElements(const evd_rt& rt, const evd_type* type, const Object* o, std::string& out) {
    bool isMap = type->kind == EVD_MAP;
    cbor::writeArray(out, uint64_t{o->size} * (isMap ? 2 : 1));
    for (uint32_t i = 0; i < o->size; ++i) {
        encode(rt, type->args[0], o->element(i), out);
        if (isMap) encode(rt, type->args[1], o->element(i) + o->keyWidth, out);
    }
}

/// One value of several parts; on failure drops all of them.
class Decoder {
public:
    Decoder(evd_rt& rt, cbor::Reader& reader) : rt_(rt), reader_(reader) {}

    bool value(const evd_type* type, evd_word* words, uint32_t depth) {
        if (depth > kNestingMax) reader_.fail("expected a value that is not nested so deeply");
        if (!reader_.failed()) parts(type, words, depth);
        if (!reader_.failed()) return true;
        dropWords(rt_.heap, type->slot_types, type->slots, words);
        std::fill_n(words, type->slots, 0);
        return false;
    }

private:
    void parts(const evd_type* type, evd_word* words, uint32_t depth) {
        switch (type->kind) {
        case EVD_INT:
        case EVD_DURATION: words[0] = reader_.readInt(); break;
        case EVD_NAT:
            words[0] = reader_.readInt();
            if (words[0] < 0) reader_.fail("expected a number that is not negative");
            break;
        case EVD_BOOL: words[0] = reader_.readBool() ? 1 : 0; break;
        case EVD_UNIT: reader_.readNull(); break;
        case EVD_STR: words[0] = text(type, reader_.readText()); break;
        case EVD_BYTES: words[0] = text(type, reader_.readBytes()); break;
        case EVD_LOC: location(words); break;
        case EVD_TUPLE:
        case EVD_RECORD: product(type, words, depth); break;
        case EVD_ENUM: constructor(type, words, depth); break;
        default: words[0] = elements(type, depth); break;
        }
    }

    evd_word text(const evd_type* type, std::string_view view) {
        if (reader_.failed()) return 0;
        Object* o = rt_.heap.make(type, (view.size() + sizeof(evd_word) - 1) / sizeof(evd_word));
        if (!view.empty()) std::memcpy(o->bytes(), view.data(), view.size());
        o->size = static_cast<uint32_t>(view.size());
        return handle(o);
    }

    void location(evd_word* words) {
        std::string_view name = reader_.readText();
        if (reader_.failed()) return;
        int64_t number = locationNumber(rt_, name);
        if (number < 0) reader_.fail("expected the name of a known location");
        else words[0] = number;
    }

    void product(const evd_type* type, evd_word* words, uint32_t depth) {
        if (reader_.readArray() != type->arg_count)
            reader_.fail("expected an array of as many items as the type has parts");
        for (uint32_t i = 0, slot = 0; i < type->arg_count; slot += type->args[i++]->slots)
            if (!value(type->args[i], words + slot, depth + 1)) return;
    }

    void constructor(const evd_type* type, evd_word* words, uint32_t depth) {
        uint64_t items = reader_.readArray();
        evd_word number = reader_.readInt();
        if (reader_.failed()) return;
        if (number < 0 || number >= type->ctor_count) return reader_.fail("expected the number of a constructor");
        const evd_ctor& ctor = type->ctors[number];
        if (items != uint64_t{1} + ctor.arg_count)
            return reader_.fail("expected as many items as the constructor has fields");
        evd_word* fields = words;
        if (type->boxed) {
            size_t slots = 0;
            for (uint32_t i = 0; i < ctor.arg_count; ++i)
                slots = std::max<size_t>(slots, ctor.arg_slots[i] + ctor.args[i]->slots);
            Object* box = rt_.heap.make(type, 1 + slots);
            std::fill_n(box->words(), 1 + slots, 0);
            box->size = static_cast<uint32_t>(1 + slots);
            box->words()[0] = number;
            words[0] = handle(box);
            fields = box->words() + 1;
        } else {
            words[0] = number;
        }
        for (uint32_t i = 0; i < ctor.arg_count; ++i)
            if (!value(ctor.args[i], fields + ctor.arg_slots[i], depth + 1)) return;
    }

    evd_word elements(const evd_type* type, uint32_t depth) {
        bool isMap = type->kind == EVD_MAP;
        uint64_t count = reader_.readArray();
        if (isMap && count % 2 != 0) reader_.fail("expected a value for each key");
        if (reader_.failed()) return 0;
        if (isMap) count /= 2;
        // Room grows with what was read, not with what the head promises: an element may be much wider than its one
        // byte.
        Object* o = rt_.heap.make(type, 4);
        for (uint64_t i = 0; i < count && !reader_.failed(); ++i) {
            o = makeRoom(&rt_, o, 1).object;
            evd_word* place = o->element(o->size);
            std::fill_n(place, o->width, 0);
            if (!value(type->args[0], place, depth + 1)) break;
            if (isMap && !value(type->args[1], place + o->keyWidth, depth + 1)) {
                dropWords(rt_.heap, type->args[0]->slot_types, o->keyWidth, place);
                break;
            }
            ++o->size;
            checkOrder(o);
        }
        if (type->kind == EVD_RING) checkDistinct(o);
        return handle(o);
    }

    void checkDistinct(const Object* ring) {
        std::vector<uint32_t> order(ring->size);
        std::iota(order.begin(), order.end(), 0u);
        auto compare = [ring](uint32_t a, uint32_t b) { return compareKeys(ring, ring->element(a), ring->element(b)); };
        std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return compare(a, b) < 0; });
        auto same =
            std::adjacent_find(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return compare(a, b) == 0; });
        if (same != order.end()) reader_.fail("expected distinct elements");
    }

    void checkOrder(const Object* o) {
        uint32_t last = o->size - 1;
        if (o->type->kind == EVD_LIST || o->type->kind == EVD_RING || last == 0) return;
        int order = compareKeys(o, o->element(last - 1), o->element(last));
        if (order > 0) reader_.fail("expected elements in order");
        if (order == 0 && o->type->kind != EVD_BAG) reader_.fail("expected distinct elements");
    }

    evd_rt& rt_;
    cbor::Reader& reader_;
};

}   // namespace

void encode(const evd_rt& rt, const evd_type* type, const evd_word* words, std::string& out) {
    switch (type->kind) {
    case EVD_INT:
    case EVD_NAT:
    case EVD_DURATION: cbor::writeInt(out, words[0]); break;
    case EVD_BOOL: cbor::writeBool(out, words[0] != 0); break;
    case EVD_UNIT: cbor::writeNull(out); break;
    case EVD_STR: cbor::writeText(out, {object(words[0])->bytes(), object(words[0])->size}); break;
    case EVD_BYTES: cbor::writeBytes(out, {object(words[0])->bytes(), object(words[0])->size}); break;
    case EVD_LOC: cbor::writeText(out, rt.locations[static_cast<size_t>(words[0])]); break;
    case EVD_TUPLE:
    case EVD_RECORD:
        cbor::writeArray(out, type->arg_count);
        for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots)
            encode(rt, type->args[i], words, out);
        break;
    case EVD_ENUM:
        if (type->boxed) {
            const evd_word* box = object(words[0])->words();
            encodeConstructor(rt, type->ctors[box[0]], box[0], box + 1, out);
        } else {
            encodeConstructor(rt, type->ctors[words[0]], words[0], words, out);
        }
        break;
    default: encodeElements(rt, type, object(words[0]), out);
    }
}

bool decode(evd_rt& rt, const evd_type* type, cbor::Reader& reader, evd_word* words, uint32_t depth) {
    return Decoder(rt, reader).value(type, words, depth);
}

void encodeFields(const evd_rt& rt, const evd_field* fields, uint32_t count, const evd_word* words, std::string& out) {
    cbor::writeArray(out, count);
    for (uint32_t i = 0; i < count; ++i) encode(rt, fields[i].type, words + fields[i].slot, out);
}

bool decodeFields(evd_rt& rt, const evd_field* fields, uint32_t count, cbor::Reader& reader, evd_word* words) {
    if (reader.readArray() != count) reader.fail("expected as many items as there are fields");
    for (uint32_t i = 0; i < count && !reader.failed(); ++i) {
        if (decode(rt, fields[i].type, reader, words + fields[i].slot)) continue;
        dropFields(rt, fields, i, words);
        for (uint32_t k = 0; k < i; ++k) std::fill_n(words + fields[k].slot, fields[k].type->slots, 0);
    }
    return !reader.failed();
}

void dropFields(evd_rt& rt, const evd_field* fields, uint32_t count, const evd_word* words) {
    for (uint32_t i = 0; i < count; ++i)
        dropWords(rt.heap, fields[i].type->slot_types, fields[i].type->slots, words + fields[i].slot);
}

int64_t locationNumber(const evd_rt& rt, std::string_view name) {
    auto found = std::lower_bound(rt.locations.begin(), rt.locations.end(), name);
    return found != rt.locations.end() && *found == name ? found - rt.locations.begin() : -1;
}

}   // namespace evd::runtime
