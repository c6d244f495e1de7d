#pragma once
// Making processes of hand-made modules, and CBOR by hand, for tests.

#include "runtime/evident.h"
#include "runtime/wire/cbor.h"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace evd::runtime::test {

inline std::string cborInt(int64_t value) {
    std::string out;
    cbor::writeInt(out, value);
    return out;
}
inline std::string cborText(const std::string& text) {
    std::string out;
    cbor::writeText(out, text);
    return out;
}
inline std::string cborArray(const std::vector<std::string>& items) {
    std::string out;
    cbor::writeArray(out, items.size());
    for (const std::string& item : items) out += item;
    return out;
}
inline std::string cborTexts(const std::vector<std::string>& texts) {
    std::vector<std::string> items;
    for (const std::string& text : texts) items.push_back(cborText(text));
    return cborArray(items);
}

/// A process that is destroyed with the test.
class Process {
public:
    Process(const evd_module& module, const std::vector<std::string>& locations, const std::string& self,
            const std::vector<std::string>& params, const std::vector<evident_extern>& externs = {}) {
        std::vector<const char*> names;
        for (const std::string& name : locations) names.push_back(name.c_str());
        std::vector<evident_bytes> values;
        for (const std::string& param : params) values.push_back({param.data(), param.size()});
        evident_deployment deployment{sizeof deployment, nullptr,       names.data(),   names.size(),  self.c_str(),
                                      values.data(),     values.size(), externs.data(), externs.size()};
        rt = evident_create(&module, &deployment, &error);
    }
    ~Process() {
        if (rt != nullptr) evident_destroy(rt);
    }
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    int deliver(uint32_t message, const std::string& from, const std::string& fields) {
        auto sender = static_cast<uint32_t>(evident_location_number(rt, from.c_str()));
        return evident_deliver_fields(rt, message, sender, fields.data(), fields.size(), &error);
    }
    std::string state() const {
        return bytes([&](void* out, size_t capacity) { return evident_state(rt, out, capacity); });
    }
    std::string snapshot() const {
        return bytes([&](void* out, size_t capacity) { return evident_snapshot(rt, out, capacity); });
    }
    std::string fieldsOf(const evident_send& send) const {
        return bytes([&](void* out, size_t capacity) {
            return evident_encode_fields(rt, send.message, send.fields, out, capacity);
        });
    }
    evident_counters counters() const {
        evident_counters out;
        evident_get_counters(rt, &out);
        return out;
    }
    evident_send send(size_t index) const {
        evident_send out{};
        EXPECT_EQ(evident_send_at(rt, index, &out), 0);
        return out;
    }

    evd_rt* rt = nullptr;
    evident_error error{};

private:
    template <class Write> static std::string bytes(Write write) {
        std::string out(write(nullptr, 0), '\0');
        write(out.data(), out.size());
        return out;
    }
};

}   // namespace evd::runtime::test
