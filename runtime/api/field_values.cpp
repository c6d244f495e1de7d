// Fields of messages and parameters one by one, and the CBOR writer, in the C interface.

#include "runtime/api/errors.h"
#include "runtime/engine/foreign.h"
#include "runtime/wire/codec.h"

#include <cstring>

using namespace evd::runtime;

namespace {

std::string_view view(const evident_bytes& bytes) { return {static_cast<const char*>(bytes.data), bytes.size}; }

/// One value as CBOR; false if it is none. A Loc's number must be below `locationCount`.
bool append(const evd_type* type, const evident_value& value, const char* const* locations, size_t locationCount,
            std::string& out) {
    if (value.bytes.data == nullptr && value.bytes.size > 0) return false;
    switch (type->kind) {
    case EVD_INT:
    case EVD_DURATION: cbor::writeInt(out, value.number); return true;
    case EVD_NAT: cbor::writeInt(out, value.number); return value.number >= 0;
    case EVD_BOOL: cbor::writeBool(out, value.number != 0); return value.number == 0 || value.number == 1;
    case EVD_UNIT: cbor::writeNull(out); return value.number == 0;
    case EVD_STR: cbor::writeText(out, view(value.bytes)); return cbor::isUtf8(view(value.bytes));
    case EVD_BYTES: cbor::writeBytes(out, view(value.bytes)); return true;
    case EVD_LOC:
        if (value.number < 0 || static_cast<uint64_t>(value.number) >= locationCount) return false;
        cbor::writeText(out, locations[value.number]);
        return true;
    default:   // as CBOR: tuples, records, enums, collections
        out.append(view(value.bytes));
        return value.bytes.size > 0;
    }
}

/// Names that can be looked at; evident_create says what is wrong with the others.
size_t locationCount(const evident_deployment& deployment) {
    size_t count = 0;
    while (deployment.locations != nullptr && count < deployment.location_count &&
           deployment.locations[count] != nullptr)
        ++count;
    return count;
}

std::vector<const char*> namesOf(const evd_rt& process) {
    std::vector<const char*> names;
    for (const std::string& name : process.locations) names.push_back(name.c_str());
    return names;
}

/// What is not there is not written either: then whoever reads the item refuses it.
template <class Write> void put(evident_writer* writer, Write write) {
    if (writer == nullptr) return;
    std::string bytes;
    write(bytes);
    if (writer->data != nullptr && writer->size + bytes.size() <= writer->capacity)
        std::memcpy(writer->data + writer->size, bytes.data(), bytes.size());
    writer->size += bytes.size();
}

}   // namespace

extern "C" {

int evident_deliver_values(evd_rt* process, uint32_t number, uint32_t sender, const evident_value* values,
                           evident_error* error) {
    if (!isReady(process, error)) return -1;
    if (number >= process->module.message_count) return refuse(error, "EVD6010", "there is no message of this number");
    const evd_message& message = process->module.messages[number];
    if (values == nullptr && message.field_count > 0) return refuse(error, "EVD6010", "the values are null");
    std::vector<const char*> names = namesOf(*process);
    std::string bytes;
    cbor::writeArray(bytes, message.field_count);
    for (uint32_t i = 0; i < message.field_count; ++i)
        if (!append(message.fields[i].type, values[i], names.data(), names.size(), bytes))
            return refuse(error, "EVD6005",
                          std::string("field `") + message.fields[i].name + "` of `" + message.name + "` is no " +
                              message.fields[i].type->name);
    return evident_deliver_fields(process, number, sender, bytes.data(), bytes.size(), error);
}

void evident_send_values(evd_rt* process, const evident_send* send, evident_value* values) {
    if (process == nullptr || send == nullptr || values == nullptr || send->message >= process->module.message_count)
        return;
    const evd_message& message = process->module.messages[send->message];
    process->fieldBytes.assign(message.field_count, {});
    for (uint32_t i = 0; i < message.field_count; ++i) {
        const evd_type* type = message.fields[i].type;
        const evd_word* words = send->fields == nullptr ? nullptr : send->fields + message.fields[i].slot;
        values[i] = {};
        if (words == nullptr || !isValue(*process, type, words)) continue;
        switch (type->kind) {
        case EVD_INT:
        case EVD_NAT:
        case EVD_BOOL:
        case EVD_UNIT:
        case EVD_LOC:
        case EVD_DURATION: values[i].number = words[0]; break;
        case EVD_STR:
        case EVD_BYTES: values[i].bytes.data = evident_text_data(words[0], &values[i].bytes.size); break;
        default:   // as CBOR: tuples, records, enums, collections
            encode(*process, type, words, process->fieldBytes[i]);
            values[i].bytes = {process->fieldBytes[i].data(), process->fieldBytes[i].size()};
        }
    }
}

evd_rt* evident_create_values(const evd_module* module, const evident_deployment* deployment,
                              const evident_value* params, evident_error* error) {
    const char* wrong = module == nullptr                              ? "the module is null"
                        : deployment == nullptr                        ? "the deployment is null"
                        : params == nullptr && module->param_count > 0 ? "the parameters are null"
                                                                       : nullptr;
    if (wrong != nullptr) {
        setError(error, "EVD6010", wrong);
        return nullptr;
    }
    std::vector<std::string> bytes(module->param_count);
    std::vector<evident_bytes> views(module->param_count);
    for (uint32_t i = 0; i < module->param_count; ++i) {
        const evd_param& param = module->params[i];
        if (!append(param.type, params[i], deployment->locations, locationCount(*deployment), bytes[i])) {
            setError(error, "EVD6005", std::string("parameter `") + param.name + "` is no " + param.type->name);
            return nullptr;
        }
        views[i] = {bytes[i].data(), bytes[i].size()};
    }
    evident_deployment with = *deployment;
    with.params = views.data();
    with.param_count = views.size();
    return evident_create(module, &with, error);
}

void evident_put_int(evident_writer* writer, int64_t value) {
    put(writer, [&](std::string& out) { cbor::writeInt(out, value); });
}
void evident_put_bool(evident_writer* writer, int value) {
    put(writer, [&](std::string& out) { cbor::writeBool(out, value != 0); });
}
void evident_put_null(evident_writer* writer) {
    put(writer, [](std::string& out) { cbor::writeNull(out); });
}
void evident_put_text(evident_writer* writer, const char* data, size_t size) {
    put(writer, [&](std::string& out) {
        if (data != nullptr || size == 0) cbor::writeText(out, {data, size});
    });
}
void evident_put_bytes(evident_writer* writer, const void* data, size_t size) {
    put(writer, [&](std::string& out) {
        if (data != nullptr || size == 0) cbor::writeBytes(out, {static_cast<const char*>(data), size});
    });
}
void evident_put_array(evident_writer* writer, size_t count) {
    put(writer, [&](std::string& out) { cbor::writeArray(out, count); });
}
}
