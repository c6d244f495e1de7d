// Names, bytes and values in the C interface.

#include "runtime/api/errors.h"
#include "runtime/engine/foreign.h"
#include "runtime/wire/frame.h"
#include "runtime/wire/state.h"

#include <algorithm>
#include <cstring>

using namespace evd::runtime;

namespace {

size_t give(const std::string& bytes, void* out, size_t capacity) {
    if (out != nullptr && bytes.size() <= capacity && !bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
    return bytes.size();
}

const evd_extern* findExtern(const evd_module* module, const char* name) {
    if (module == nullptr || name == nullptr) return nullptr;
    for (uint32_t i = 0; i < module->extern_count; ++i)
        if (std::strcmp(module->externs[i].name, name) == 0) return &module->externs[i];
    return nullptr;
}

bool isMessage(const evd_rt* process, uint32_t message, const evd_word* fields) {
    return process != nullptr && message < process->module.message_count &&
           areFields(*process, process->module.messages[message], fields);
}

}   // namespace

extern "C" {

int64_t evident_message_number(const evd_module* module, const char* name) {
    return module != nullptr && name != nullptr ? messageNumber(*module, name) : -1;
}

const char* evident_message_name(const evd_module* module, uint32_t message) {
    return module != nullptr && message < module->message_count ? module->messages[message].name : nullptr;
}

int64_t evident_location_number(const evd_rt* process, const char* name) {
    return process != nullptr && name != nullptr ? locationNumber(*process, name) : -1;
}

const char* evident_location_name(const evd_rt* process, uint32_t location) {
    return process != nullptr && location < process->locations.size() ? process->locations[location].c_str() : nullptr;
}

uint64_t evident_schema(const evd_module* module) { return module != nullptr ? module->schema : 0; }

int evident_is_member(const evd_rt* process, uint32_t location) {
    if (process == nullptr) return 0;
    return std::binary_search(process->members.begin(), process->members.end(), location) ? 1 : 0;
}

size_t evident_encode_fields(const evd_rt* process, uint32_t number, const evd_word* fields, void* out,
                             size_t capacity) {
    if (!isMessage(process, number, fields)) return 0;
    const evd_message& message = process->module.messages[number];
    std::string bytes;
    encodeFields(*process, message.fields, message.field_count, fields, bytes);
    return give(bytes, out, capacity);
}

size_t evident_encode_frame(const evd_rt* process, uint32_t message, const evd_word* fields, void* out,
                            size_t capacity) {
    if (!isMessage(process, message, fields)) return 0;
    std::string bytes;
    appendFrame(*process, message, process->self, fields, bytes);
    return give(bytes, out, capacity);
}

size_t evident_state(const evd_rt* process, void* out, size_t capacity) {
    if (!isReady(process, nullptr)) return 0;
    std::string bytes;
    appendCanonical(*process, bytes);
    return give(bytes, out, capacity);
}

uint64_t evident_digest(const evd_rt* process) {
    if (!isReady(process, nullptr)) return 0;
    std::string bytes;
    appendCanonical(*process, bytes);
    return fnv1a(bytes);
}

size_t evident_snapshot(const evd_rt* process, void* out, size_t capacity) {
    if (!isReady(process, nullptr)) return 0;
    std::string bytes;
    appendSnapshot(*process, bytes);
    return give(bytes, out, capacity);
}

int evident_restore(evd_rt* process, const void* bytes, size_t size, evident_error* error) {
    if (!isReady(process, error) || !isGiven(bytes, size, error)) return -1;
    const char* wrong = restoreSnapshot(*process, {static_cast<const char*>(bytes), size});
    return wrong == nullptr ? 0 : refuse(error, "EVD7012", wrong);
}

evd_word evident_text(evd_rt* process, const evd_type* type, const char* data, size_t size) {
    if (process == nullptr || type == nullptr || (data == nullptr && size > 0) || size > UINT32_MAX) return 0;
    if (type->kind != EVD_BYTES && (type->kind != EVD_STR || !cbor::isUtf8({data, size}))) return 0;
    Object* o = process->heap.make(type, (size + sizeof(evd_word) - 1) / sizeof(evd_word));
    if (size > 0) std::memcpy(o->bytes(), data, size);
    o->size = static_cast<uint32_t>(size);
    return handle(o);
}

const char* evident_text_data(evd_word text, size_t* size) {
    if (size != nullptr) *size = text == 0 ? 0 : object(text)->size;
    return text == 0 ? nullptr : object(text)->bytes();
}

int evident_value_from_cbor(evd_rt* process, const evd_type* type, const void* bytes, size_t size, evd_word* words) {
    if (process == nullptr || type == nullptr || words == nullptr || !isGiven(bytes, size, nullptr)) return -1;
    cbor::Reader reader({static_cast<const char*>(bytes), size});
    std::fill_n(words, type->slots, 0);
    if (!decode(*process, type, reader, words)) return -1;
    if (reader.atEnd()) return 0;
    dropWords(process->heap, type->slot_types, type->slots, words);
    std::fill_n(words, type->slots, 0);
    return -1;
}

size_t evident_value_to_cbor(const evd_rt* process, const evd_type* type, const evd_word* words, void* out,
                             size_t capacity) {
    if (process == nullptr || type == nullptr || words == nullptr || !isValue(*process, type, words)) return 0;
    std::string bytes;
    encode(*process, type, words, bytes);
    return give(bytes, out, capacity);
}

const evd_type* evident_extern_arg_type(const evd_module* module, const char* name, uint32_t arg) {
    const evd_extern* found = findExtern(module, name);
    return found != nullptr && arg < found->arg_count ? found->args[arg] : nullptr;
}

const evd_type* evident_extern_result_type(const evd_module* module, const char* name) {
    const evd_extern* found = findExtern(module, name);
    return found != nullptr ? found->result : nullptr;
}

uint32_t evident_type_words(const evd_type* type) { return type != nullptr ? type->slots : 0; }
void evident_retain(evd_word h) { evd_dup(h); }
void evident_release(evd_rt* process, evd_word h) {
    if (process != nullptr) process->heap.drop(h);
}
}
