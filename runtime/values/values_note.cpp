// What was missing when an event is about to be rejected, in words (R1). Only faults come here, so nothing is quick.

#include "runtime/engine/rt.h"
#include "runtime/values/print.h"

using namespace evd::runtime;

namespace {

constexpr size_t kDetailMax = 100;   // bytes; a missing key may be a whole collection

void note(evd_rt* rt, std::string text) {
    if (text.size() > kDetailMax) {
        size_t end = kDetailMax;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;   // no half characters
        text.resize(end);
        text += "…";
    }
    rt->faultDetail = std::move(text);
}

std::string stagedText(evd_rt* rt, const evd_type* type) {
    std::string text;
    printValue(*rt, type, rt->takeStaged(), text);
    return text;
}

}   // namespace

extern "C" {

void evd_note_key(evd_rt* rt, const evd_type* type) { note(rt, stagedText(rt, type)); }

void evd_note_element(evd_rt* rt, const evd_type* type) { note(rt, stagedText(rt, type) + " is not in the ring"); }

void evd_note_argument(evd_rt* rt, uint32_t param) {
    const evd_param& described = rt->module.params[param];
    std::string args = stagedText(rt, described.type->args[0]);
    if (described.arity == 1) args = "(" + args + ")";
    note(rt, "`" + std::string(described.name) + args + "`");
}

void evd_note_index(evd_rt* rt, evd_word index, evd_word size) {
    note(rt, std::to_string(index) + ", of " + std::to_string(size) + (size == 1 ? " element" : " elements"));
}

void evd_note_number(evd_rt* rt, evd_word number) { note(rt, std::to_string(number)); }

void evd_note_variable(evd_rt* rt, const char* name) { note(rt, "`" + std::string(name) + "`"); }
}
