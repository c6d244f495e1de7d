// Names, bytes and values in the C interface.

#include "runtime/api/errors.h"
#include "runtime/wire/frame.h"
#include "runtime/wire/state.h"

#include <algorithm>
#include <cstring>

using namespace evd::runtime;

namespace {

size_t give(const std::string& bytes, void* out, size_t capacity) {
    if (bytes.size() <= capacity && !bytes.empty()) std::memcpy(out, bytes.data(), bytes.size());
    return bytes.size();
}

const evd_extern* findExtern(const evd_module* module, const char* name) {
    for (uint32_t i = 0; i < module->extern_count; ++i)
        if (std::strcmp(module->externs[i].name, name) == 0) return &module->externs[i];
    return nullptr;
}

}   // namespace

extern "C" {

int64_t evident_message_number(const evd_module* module, const char* name) { return messageNumber(*module, name); }

const char* evident_message_name(const evd_module* module, uint32_t message) {
    return message < module->message_count ? module->messages[message].name : nullptr;
}

int64_t evident_location_number(const evd_rt* process, const char* name) { return locationNumber(*process, name); }

const char* evident_location_name(const evd_rt* process, uint32_t location) {
    return location < process->locations.size() ? process->locations[location].c_str() : nullptr;
}

uint64_t evident_schema(const evd_module* module) { return module->schema; }

int evident_is_member(const evd_rt* process, uint32_t location) {
    return std::binary_search(process->members.begin(), process->members.end(), location) ? 1 : 0;
}

size_t evident_encode_fields(const evd_rt* process, uint32_t number, const evd_word* fields, void* out,
                             size_t capacity) {
    const evd_message& message = process->module.messages[number];
    std::string bytes;
    encodeFields(*process, message.fields, message.field_count, fields, bytes);
    return give(bytes, out, capacity);
}

size_t evident_encode_frame(const evd_rt* process, uint32_t message, const evd_word* fields, void* out,
                            size_t capacity) {
    std::string bytes;
    appendFrame(*process, message, process->self, fields, bytes);
    return give(bytes, out, capacity);
}

size_t evident_state(const evd_rt* process, void* out, size_t capacity) {
    std::string bytes;
    appendCanonical(*process, bytes);
    return give(bytes, out, capacity);
}

uint64_t evident_digest(const evd_rt* process) {
    std::string bytes;
    appendCanonical(*process, bytes);
    return fnv1a(bytes);
}

size_t evident_snapshot(const evd_rt* process, void* out, size_t capacity) {
    std::string bytes;
    appendSnapshot(*process, bytes);
    return give(bytes, out, capacity);
}

int evident_restore(evd_rt* process, const void* bytes, size_t size, evident_error* error) {
    const char* wrong = restoreSnapshot(*process, {static_cast<const char*>(bytes), size});
    if (wrong == nullptr) return 0;
    setError(error, "EVD7012", wrong);
    return -1;
}

evd_word evident_text(evd_rt* process, const evd_type* type, const char* data, size_t size) {
    Object* o = process->heap.make(type, (size + sizeof(evd_word) - 1) / sizeof(evd_word));
    if (size > 0) std::memcpy(o->bytes(), data, size);
    o->size = static_cast<uint32_t>(size);
    return handle(o);
}

const char* evident_text_data(evd_word text, size_t* size) {
    *size = object(text)->size;
    return object(text)->bytes();
}

int evident_value_from_cbor(evd_rt* process, const evd_type* type, const void* bytes, size_t size, evd_word* words) {
    cbor::Reader reader({static_cast<const char*>(bytes), size});
    std::fill_n(words, type->slots, 0);
    if (!decode(*process, type, reader, words)) return -1;
    if (reader.atEnd()) return 0;
    dropWords(process->heap, type->slot_types, type->slots, words);
    return -1;
}

size_t evident_value_to_cbor(const evd_rt* process, const evd_type* type, const evd_word* words, void* out,
                             size_t capacity) {
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

uint32_t evident_type_words(const evd_type* type) { return type->slots; }
void evident_retain(evd_word h) { evd_dup(h); }
void evident_release(evd_rt* process, evd_word h) { process->heap.drop(h); }
}
