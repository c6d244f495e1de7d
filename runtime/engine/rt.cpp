#include "runtime/engine/rt.h"

#include <cstring>
#include <utility>

namespace {

// Texts of literals only need to be told from collections; their own type descriptor says no more than the kind.
const evd_type* const kTextSlots[1] = {nullptr};
const evd_type kStr = {EVD_STR, 1, 0, 0, nullptr, nullptr, 0, nullptr, kTextSlots, "Str"};
const evd_type kBytes = {EVD_BYTES, 1, 0, 0, nullptr, nullptr, 0, nullptr, kTextSlots, "Bytes"};

}   // namespace

const evd_type* evd::runtime::textType(uint32_t kind) { return kind == EVD_STR ? &kStr : &kBytes; }

evd_rt::evd_rt(const evd_module& m, std::vector<std::string> names, uint32_t location)
    : module(m), locations(std::move(names)), self(location), params(m.param_slots, 0), result(m.result_slots + 1, 0),
      externs(m.extern_count, evd::runtime::HostFunction{nullptr, nullptr}) {
    texts.reserve(m.text_count);
    for (uint32_t i = 0; i < m.text_count; ++i) {
        const evd_text& text = m.texts[i];
        evd::runtime::Object* o = heap.make(evd::runtime::textType(text.is_bytes ? EVD_BYTES : EVD_STR),
                                            (text.size + sizeof(evd_word) - 1) / sizeof(evd_word));
        if (text.size > 0) std::memcpy(o->bytes(), text.data, text.size);
        o->size = static_cast<uint32_t>(text.size);
        texts.push_back(evd::runtime::handle(o));
    }
}

evd_rt::~evd_rt() {
    engine.clear();
    outbox.truncate(0);
    for (uint32_t i = 0; i < module.param_count; ++i) {
        const evd_param& param = module.params[i];
        evd::runtime::dropWords(heap, param.type->slot_types, param.type->slots, params.data() + param.slot);
    }
    for (evd_word text : texts) heap.drop(text);
}
