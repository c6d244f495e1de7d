#include "runtime/wire/codec.h"

#include "runtime/values/box.h"
#include "runtime/values/edit.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace evd::runtime {

namespace {

/// Stops where the limit is reached: shared parts are written each time, so that bytes may be many more than memory.
class Encoder {
public:
    Encoder(const evd_rt& rt, std::string& out, size_t limit) : rt_(rt), out_(out), limit_(limit) {}

    void value(const evd_type* type, const evd_word* words) {
        if (out_.size() > limit_) return;
        switch (type->kind) {
        case EVD_INT:
        case EVD_NAT:
        case EVD_DURATION: cbor::writeInt(out_, words[0]); break;
        case EVD_BOOL: cbor::writeBool(out_, words[0] != 0); break;
        case EVD_UNIT: cbor::writeNull(out_); break;
        case EVD_STR: cbor::writeText(out_, {object(words[0])->bytes(), object(words[0])->size}); break;
        case EVD_BYTES: cbor::writeBytes(out_, {object(words[0])->bytes(), object(words[0])->size}); break;
        case EVD_LOC: cbor::writeText(out_, rt_.locations[static_cast<size_t>(words[0])]); break;
        case EVD_TUPLE:
        case EVD_RECORD:
            cbor::writeArray(out_, type->arg_count);
            for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots) value(type->args[i], words);
            break;
        case EVD_ENUM:
            if (type->boxed != EVD_FLAT) {
                const evd_word* box = object(words[0])->words();
                constructor(type->ctors[box[0]], box[0], box + 1);
            } else {
                constructor(type->ctors[words[0]], words[0], words);
            }
            break;
        default: elements(type, object(words[0]));   // collections
        }
    }

private:
    void constructor(const evd_ctor& ctor, evd_word number, const evd_word* fields) {
        cbor::writeArray(out_, 1 + ctor.arg_count);
        cbor::writeInt(out_, number);
        for (uint32_t i = 0; i < ctor.arg_count; ++i) value(ctor.args[i], fields + ctor.arg_slots[i]);
    }

    void elements(const evd_type* type, const Object* o) {
        bool isMap = type->kind == EVD_MAP;
        cbor::writeArray(out_, uint64_t{o->size} * (isMap ? 2 : 1));
        for (uint32_t i = 0; i < o->size && out_.size() <= limit_; ++i) {
            value(type->args[0], o->element(i));
            if (isMap) value(type->args[1], o->element(i) + o->keyWidth);
        }
    }

    const evd_rt& rt_;
    std::string& out_;
    size_t limit_;
};

/// One value of several parts; on failure drops all of them.
class Decoder {
public:
    Decoder(evd_rt& rt, cbor::Reader& reader) : rt_(rt), reader_(reader) {}

    /// `level`: how many levels this value is inside of the outermost recursive enum; 0 outside.
    bool value(const evd_type* type, evd_word* words, uint32_t level) {
        if (!reader_.failed()) parts(type, words, level);
        if (!reader_.failed()) return true;
        dropWords(rt_.heap, type->slot_types, type->slots, words);
        std::fill_n(words, type->slots, 0);
        return false;
    }

private:
    /// The level of what is inside a value that is not empty. Recursive enums are as deep as the words of a process can
    /// be; what is around them, as its types are written.
    uint32_t inside(const evd_type* type, uint32_t level) {
        if (level == 0 && type->boxed != EVD_RECURSIVE) return 0;
        if (level >= EVD_DEPTH_MAX) reader_.fail("expected a value that is not nested so deeply");
        return level + 1;
    }

    void parts(const evd_type* type, evd_word* words, uint32_t level) {
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
        case EVD_RECORD: product(type, words, level); break;
        case EVD_ENUM: constructor(type, words, level); break;
        default: words[0] = elements(type, level); break;   // collections
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

    void product(const evd_type* type, evd_word* words, uint32_t level) {
        if (reader_.readArray() != type->arg_count)
            reader_.fail("expected an array of as many items as the type has parts");
        uint32_t within = inside(type, level);
        for (uint32_t i = 0, slot = 0; i < type->arg_count; slot += type->args[i++]->slots)
            if (!value(type->args[i], words + slot, within)) return;
    }

    void constructor(const evd_type* type, evd_word* words, uint32_t level) {
        uint64_t items = reader_.readArray();
        evd_word number = reader_.readInt();
        if (reader_.failed()) return;
        if (number < 0 || number >= type->ctor_count) return reader_.fail("expected the number of a constructor");
        const evd_ctor& ctor = type->ctors[number];
        if (items != uint64_t{1} + ctor.arg_count)
            return reader_.fail("expected as many items as the constructor has fields");
        evd_word* fields = words;
        if (type->boxed) {
            Object* box = makeBox(rt_.heap, type, static_cast<uint32_t>(number));
            words[0] = handle(box);
            fields = box->words() + 1;
        } else {
            words[0] = number;
        }
        uint32_t within = ctor.arg_count == 0 ? level : inside(type, level);
        for (uint32_t i = 0; i < ctor.arg_count; ++i)
            if (!value(ctor.args[i], fields + ctor.arg_slots[i], within)) return;
        if (type->boxed != EVD_FLAT) sealBox(object(words[0]));
    }

    evd_word elements(const evd_type* type, uint32_t level) {
        bool isMap = type->kind == EVD_MAP;
        uint64_t count = reader_.readArray();
        if (isMap && count % 2 != 0) reader_.fail("expected a value for each key");
        if (reader_.failed()) return 0;
        if (isMap) count /= 2;
        uint32_t within = count == 0 ? level : inside(type, level);
        // Room grows with what was read, not with what the head promises: an element may be much wider than its one
        // byte, and the empty collection takes none.
        Object* o = rt_.heap.make(type, 0);
        for (uint64_t i = 0; i < count && !reader_.failed(); ++i) {
            o = makeRoom(&rt_, o, 1).object;
            evd_word* place = o->element(o->size);
            std::fill_n(place, o->width, 0);
            if (!value(type->args[0], place, within)) break;
            if (isMap && !value(type->args[1], place + o->keyWidth, within)) {
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
    Encoder(rt, out, SIZE_MAX).value(type, words);
}

bool decode(evd_rt& rt, const evd_type* type, cbor::Reader& reader, evd_word* words) {
    return Decoder(rt, reader).value(type, words, 0);
}

void encodeFields(const evd_rt& rt, const evd_field* fields, uint32_t count, const evd_word* words, std::string& out,
                  size_t limit) {
    cbor::writeArray(out, count);
    for (uint32_t i = 0; i < count; ++i) Encoder(rt, out, limit).value(fields[i].type, words + fields[i].slot);
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
