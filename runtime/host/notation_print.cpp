#include "runtime/host/notation.h"

namespace evd::runtime {

std::string printMessage(const evd_rt& rt, uint32_t number, const evd_word* words) {
    const evd_message& message = rt.module.messages[number];
    std::string out = std::string(message.name) + "(";
    for (uint32_t i = 0; i < message.field_count; ++i) {
        if (i > 0) out += ", ";
        printValue(rt, message.fields[i].type, words + message.fields[i].slot, out);
    }
    return out + ")";
}

}   // namespace evd::runtime
