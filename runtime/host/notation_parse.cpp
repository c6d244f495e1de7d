#include "runtime/host/notation.h"
#include "runtime/values/box.h"
#include "runtime/values/edit.h"
#include "runtime/wire/codec.h"
#include "runtime/wire/frame.h"

#include <algorithm>
#include <cstring>

namespace evd::runtime {

namespace {

constexpr int kNestingLimit = 200;   // of the notation, typed by hand

class ValueParser {
public:
    ValueParser(evd_rt& rt, TextReader& reader) : rt_(rt), reader_(reader) {}

    bool value(const evd_type* type, evd_word* words) {
        if (++depth_ > kNestingLimit) reader_.fail("expected less nesting");
        if (!reader_.failed()) parts(type, words);
        --depth_;
        if (!reader_.failed()) return true;
        dropWords(rt_.heap, type->slot_types, type->slots, words);
        std::fill_n(words, type->slots, 0);
        return false;
    }

private:
    void parts(const evd_type* type, evd_word* words) {
        switch (type->kind) {
        case EVD_INT: words[0] = reader_.integer(); break;
        case EVD_NAT:
            words[0] = reader_.integer();
            if (words[0] < 0) reader_.fail("expected a number that is not negative");
            break;
        case EVD_DURATION: words[0] = reader_.duration(); break;
        case EVD_BOOL:
            if (reader_.accept("true")) words[0] = 1;
            else if (!reader_.accept("false")) reader_.fail("expected `true` or `false`");
            break;
        case EVD_UNIT:
            reader_.expect("(");
            reader_.expect(")");
            break;
        case EVD_STR:
        case EVD_BYTES: text(type, words); break;
        case EVD_LOC: location(words); break;
        case EVD_TUPLE: tuple(type, words); break;
        case EVD_RECORD: record(type, words); break;
        case EVD_ENUM: constructor(type, words); break;
        default: words[0] = elements(type); break;   // collections
        }
    }

    void text(const evd_type* type, evd_word* words) {
        std::string text = reader_.quoted(type->kind == EVD_BYTES);
        if (type->kind == EVD_STR && !cbor::isUtf8(text)) reader_.fail("expected UTF-8");
        if (!reader_.failed()) words[0] = makeText(rt_, type, text);
    }

    void location(evd_word* words) {
        std::string name = reader_.location();
        int64_t number = locationNumber(rt_, name);
        if (reader_.failed()) return;
        if (name.empty()) reader_.fail("expected the name of a location");
        else if (number < 0) reader_.fail("`" + name + "` is not a location of this deployment");
        else words[0] = number;
    }

    void tuple(const evd_type* type, evd_word* words) {
        for (uint32_t i = 0; i < type->arg_count; words += type->args[i++]->slots) {
            reader_.expect(i == 0 ? "(" : ",");
            if (!value(type->args[i], words)) return;
        }
        reader_.expect(")");
    }

    void record(const evd_type* type, evd_word* words) {
        reader_.expect("{");
        std::vector<uint8_t> seen(type->arg_count, 0);
        for (uint32_t n = 0; n < type->arg_count && !reader_.failed(); ++n) {
            if (n > 0) reader_.expect(",");
            std::string_view name = reader_.name();
            uint32_t slot = 0, field = 0;
            while (field < type->arg_count && name != type->field_names[field]) slot += type->args[field++]->slots;
            if (field == type->arg_count || seen[field]++) return reader_.fail("expected another field");
            reader_.expect("=");
            value(type->args[field], words + slot);
        }
        reader_.expect("}");
    }

    void constructor(const evd_type* type, evd_word* words) {
        std::string_view name = reader_.name();
        uint32_t number = 0;
        while (number < type->ctor_count && name != type->ctors[number].name) ++number;
        if (number == type->ctor_count) {
            std::string names;
            for (uint32_t i = 0; i < type->ctor_count; ++i)
                names += (i == 0 ? "`" : ", `") + std::string(type->ctors[i].name) + "`";
            return reader_.fail("expected one of " + names);
        }
        const evd_ctor& ctor = type->ctors[number];
        evd_word* fields = words;
        if (type->boxed) {
            words[0] = handle(makeBox(rt_.heap, type, number));
            fields = object(words[0])->words() + 1;
        } else {
            words[0] = number;
        }
        for (uint32_t i = 0; i < ctor.arg_count; ++i) {
            reader_.expect(i == 0 ? "(" : ",");
            if (!value(ctor.args[i], fields + ctor.arg_slots[i])) return;
        }
        if (ctor.arg_count > 0) reader_.expect(")");
        if (type->boxed && !sealBox(object(words[0]))) reader_.fail("expected less nesting");
    }

    evd_word elements(const evd_type* type) {
        evd_word h = handle(rt_.heap.make(type, 4));
        if (type->kind == EVD_BAG) reader_.accept("bag");
        bool braces = type->kind == EVD_SET || type->kind == EVD_MAP;
        const char* close = braces ? "}" : "]";
        reader_.expect(braces ? "{" : "[");
        if (reader_.accept(close)) return h;
        std::vector<evd_word> words(object(h)->width, 0);
        do {
            std::fill(words.begin(), words.end(), 0);
            if (!value(type->args[0], words.data())) return h;
            if (type->kind == EVD_MAP) {
                reader_.expect(":");
                if (!value(type->args[1], words.data() + object(h)->keyWidth)) {
                    dropWords(rt_.heap, type->args[0]->slot_types, type->args[0]->slots, words.data());
                    return h;
                }
            }
            if (!addElement(rt_, h, words.data())) reader_.fail("expected distinct elements");
        } while (reader_.accept(","));
        reader_.expect(close);
        return h;
    }

    evd_rt& rt_;
    TextReader& reader_;
    int depth_ = 0;
};

}   // namespace

evd_word makeText(evd_rt& rt, const evd_type* type, std::string_view text) {
    Object* o = rt.heap.make(type, (text.size() + sizeof(evd_word) - 1) / sizeof(evd_word));
    if (!text.empty()) std::memcpy(o->bytes(), text.data(), text.size());
    o->size = static_cast<uint32_t>(text.size());
    return handle(o);
}

bool addElement(evd_rt& rt, evd_word& collection, const evd_word* words) {
    Object* o = object(collection);
    if (o->type->kind != EVD_LIST && o->type->kind != EVD_BAG && find(o, words) >= 0) {
        dropElement(&rt, o, words);
        return false;
    }
    for (uint32_t i = 0; i < o->width; ++i) evd_arg(&rt, words[i]);
    collection = o->type->kind == EVD_LIST || o->type->kind == EVD_RING ? evd_append(&rt, collection)
                                                                        : evd_insert(&rt, collection);
    return true;
}

bool parseValue(evd_rt& rt, const evd_type* type, TextReader& reader, evd_word* words) {
    return ValueParser(rt, reader).value(type, words);
}

int64_t parseMessage(evd_rt& rt, TextReader& reader, std::vector<evd_word>& words) {
    std::string name(reader.name());
    while (reader.accept(".")) name += "." + std::string(reader.name());   // of a module: `px.propose`
    int64_t number = messageNumber(rt.module, name);
    if (number < 0) {
        reader.fail("there is no message `" + name + "`");
        return -1;
    }
    const evd_message& message = rt.module.messages[number];
    words.assign(message.slots, 0);
    reader.expect("(");
    for (uint32_t i = 0; i < message.field_count && !reader.failed(); ++i) {
        if (i > 0) reader.expect(",");
        parseValue(rt, message.fields[i].type, reader, words.data() + message.fields[i].slot);
    }
    reader.expect(")");
    if (!reader.atEnd()) reader.fail("expected the end of the line");
    if (!reader.failed()) return number;
    dropWords(rt.heap, message.slot_types, message.slots, words.data());
    return -1;
}

}   // namespace evd::runtime
