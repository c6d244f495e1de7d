// Every function of evident.h with what a program in C may pass by mistake: an error or nothing, never a crash.

#include "tests/unit/runtime/register_module.h"
#include "tests/unit/runtime/test_process.h"
#include "tests/unit/runtime/test_types.h"

#include <functional>

namespace evd::runtime::test {

namespace {

const evd_module* const kModule = &registerModule();

class Misuse : public ::testing::Test {
protected:
    Misuse() { EXPECT_EQ(evident_start(p.rt), 0); }

    /// The code with which evident_create refuses a deployment that was good before `change`.
    std::string refusal(const std::function<void(evident_deployment&)>& change, const evd_module* module = kModule) {
        static const char* const names[] = {"k", "n1", "n2", "n3"};
        static const std::string clients = cborTexts({"k"}), nodes = cborTexts({"n1", "n2", "n3"}), quorum = cborInt(2);
        static const evident_bytes params[] = {
            {clients.data(), clients.size()}, {nodes.data(), nodes.size()}, {quorum.data(), quorum.size()}};
        evident_deployment deployment{sizeof deployment, nullptr, names, 4, "n1", params, 3, nullptr, 0};
        change(deployment);
        evident_error error{};
        evd_rt* made = evident_create(module, &deployment, &error);
        EXPECT_EQ(evident_create(module, &deployment, nullptr), nullptr) << "an error need not be asked for";
        evident_destroy(made);
        return made != nullptr ? "made" : error.code;
    }

    Process p{
        registerModule(), {"k", "n1", "n2", "n3"}, "n1", {cborTexts({"k"}), cborTexts({"n1", "n2", "n3"}), cborInt(2)}};
    evident_error error{};
};

TEST_F(Misuse, OfDeployments) {
    EXPECT_EQ(refusal([](auto&) {}, nullptr), "EVD6010");
    evd_module other = registerModule();
    other.abi += 1;
    EXPECT_EQ(refusal([](auto&) {}, &other), "EVD6010");
    EXPECT_EQ(evident_create(kModule, nullptr, &error), nullptr);
    EXPECT_STREQ(error.code, "EVD6010");
    EXPECT_EQ(refusal([](auto& d) { d.struct_size = 0; }), "EVD6010");
    EXPECT_EQ(refusal([](auto& d) { d.struct_size -= 1; }), "EVD6010");
    EXPECT_EQ(refusal([](auto& d) { d.locations = nullptr; }), "EVD6010");
    EXPECT_EQ(refusal([](auto& d) { d.location_count = 0; }), "EVD6006");
    EXPECT_EQ(refusal([](auto& d) { d.locations = nullptr, d.location_count = 0; }), "EVD6006");
    static const char* const hole[] = {"k", nullptr, "n2"};
    EXPECT_EQ(refusal([](auto& d) { d.locations = hole, d.location_count = 3; }), "EVD6010");
    static const char *const mixed[] = {"n1", "k"}, *const twice[] = {"n1", "n1"}, *const bytes[] = {"n1", "\xff"};
    for (const char* const* names : {mixed, twice, bytes})
        EXPECT_EQ(refusal([&](auto& d) { d.locations = names, d.location_count = 2; }), "EVD6010");
    EXPECT_EQ(refusal([](auto& d) { d.self = nullptr; }), "EVD6006");
    EXPECT_EQ(refusal([](auto& d) { d.self = ""; }), "EVD6006");
    EXPECT_EQ(refusal([](auto& d) { d.system = "Nothing"; }), "EVD5003");
    EXPECT_EQ(refusal([](auto& d) { d.params = nullptr; }), "EVD6004");
    EXPECT_EQ(refusal([](auto& d) { d.param_count = 2; }), "EVD6004");
    static const evident_bytes nothing[] = {{nullptr, 5}, {"", 0}, {"", 0}}, empty[] = {{"", 0}, {"", 0}, {"", 0}};
    EXPECT_EQ(refusal([](auto& d) { d.params = nothing; }), "EVD6004");
    EXPECT_EQ(refusal([](auto& d) { d.params = empty; }), "EVD6005");
    EXPECT_EQ(refusal([](auto& d) { d.extern_count = 1; }), "EVD6010");
    static const evident_extern noName[] = {{nullptr, nullptr, nullptr}}, unknown[] = {{"f", nullptr, nullptr}};
    EXPECT_EQ(refusal([](auto& d) { d.externs = noName, d.extern_count = 1; }), "EVD6010");
    EXPECT_EQ(refusal([](auto& d) { d.externs = unknown, d.extern_count = 1; }), "EVD6010");
}

TEST_F(Misuse, OfDeploymentsWithValues) {
    static const char *const names[] = {"k", "n1"}, *const hole[] = {"k", nullptr};
    evident_deployment deployment{sizeof deployment, nullptr, names, 2, "n1", nullptr, 0, nullptr, 0};
    evident_value values[3] = {};
    auto code = [&](const evd_module* module, const evident_deployment* d, const evident_value* v) {
        EXPECT_EQ(evident_create_values(module, d, v, &error), nullptr);
        return std::string(error.code);
    };
    EXPECT_EQ(code(nullptr, &deployment, values), "EVD6010");
    EXPECT_EQ(code(kModule, nullptr, values), "EVD6010");
    EXPECT_EQ(code(kModule, &deployment, nullptr), "EVD6010");
    EXPECT_EQ(code(kModule, &deployment, values), "EVD6005") << "sets come as CBOR";
    values[0].bytes = values[1].bytes = {nullptr, 7};
    EXPECT_EQ(code(kModule, &deployment, values), "EVD6005");
    std::string none = cborTexts({});
    values[0].bytes = values[1].bytes = {none.data(), none.size()};
    deployment.locations = hole;
    EXPECT_EQ(code(kModule, &deployment, values), "EVD6010");
    deployment.locations = nullptr;
    EXPECT_EQ(code(kModule, &deployment, values), "EVD6010");
}

TEST_F(Misuse, OfNoProcess) {
    evident_destroy(nullptr);
    const evd_word words[2] = {1, 0};
    const evident_value values[2] = {};
    evident_value out[2];
    EXPECT_LT(evident_start(nullptr), 0);
    EXPECT_LT(evident_deliver(nullptr, kWrite, 0, words), 0);
    EXPECT_LT(evident_deliver_fields(nullptr, kWrite, 0, "", 0, &error), 0);
    EXPECT_STREQ(error.code, "EVD6010");
    EXPECT_LT(evident_deliver_frame(nullptr, "", 0, nullptr), 0);
    EXPECT_LT(evident_deliver_values(nullptr, kWrite, 0, values, nullptr), 0);
    EXPECT_EQ(evident_actions(nullptr), 0u);
    evident_action action;
    EXPECT_LT(evident_action_at(nullptr, 0, &action), 0);
    EXPECT_LT(evident_fire(nullptr, 0), 0);
    EXPECT_EQ(evident_changed(nullptr), 0);
    EXPECT_EQ(evident_send_count(nullptr), 0u);
    evident_send send{};
    EXPECT_LT(evident_send_at(nullptr, 0, &send), 0);
    evident_clear_sends(nullptr);
    EXPECT_EQ(evident_poll_sends(nullptr, [](void*, const evident_send*) {}, nullptr), 0u);
    EXPECT_EQ(evident_location_number(nullptr, "n1"), -1);
    EXPECT_EQ(evident_location_name(nullptr, 0), nullptr);
    EXPECT_EQ(evident_is_member(nullptr, 0), 0);
    EXPECT_EQ(evident_encode_fields(nullptr, kWrite, words, nullptr, 0), 0u);
    EXPECT_EQ(evident_encode_frame(nullptr, kWrite, words, nullptr, 0), 0u);
    EXPECT_EQ(evident_state(nullptr, nullptr, 0), 0u);
    EXPECT_EQ(evident_digest(nullptr), 0u);
    EXPECT_EQ(evident_snapshot(nullptr, nullptr, 0), 0u);
    EXPECT_LT(evident_restore(nullptr, "", 0, &error), 0);
    evident_fault fault;
    evident_last_fault(nullptr, &fault);
    EXPECT_EQ(fault.kind, 0);
    evident_last_fault(nullptr, nullptr);
    evident_last_fault(p.rt, nullptr);
    evident_counters counters;
    evident_get_counters(nullptr, &counters);
    EXPECT_EQ(counters.events, 0u);
    evident_get_counters(p.rt, nullptr);
    evident_send_values(nullptr, &send, out);
    EXPECT_EQ(evident_text(nullptr, types().Str, "x", 1), 0);
    evd_word word = 0;
    EXPECT_LT(evident_value_from_cbor(nullptr, types().Int, "\x01", 1, &word), 0);
    EXPECT_EQ(evident_value_to_cbor(nullptr, types().Int, &word, nullptr, 0), 0u);
    evident_release(nullptr, 0);
    evident_retain(0);
}

TEST_F(Misuse, OfNames) {
    EXPECT_EQ(evident_message_number(nullptr, "write"), -1);
    EXPECT_EQ(evident_message_number(kModule, nullptr), -1);
    EXPECT_EQ(evident_message_name(nullptr, 0), nullptr);
    EXPECT_EQ(evident_message_name(kModule, 99), nullptr);
    EXPECT_EQ(evident_location_number(p.rt, nullptr), -1);
    EXPECT_EQ(evident_location_name(p.rt, 4), nullptr);
    EXPECT_EQ(evident_is_member(p.rt, 4), 0);
    EXPECT_EQ(evident_schema(nullptr), 0u);
    EXPECT_EQ(evident_extern_arg_type(nullptr, "f", 0), nullptr);
    EXPECT_EQ(evident_extern_arg_type(kModule, nullptr, 0), nullptr);
    EXPECT_EQ(evident_extern_result_type(kModule, "f"), nullptr);
    EXPECT_EQ(evident_type_words(nullptr), 0u);
}

TEST_F(Misuse, OfEvents) {
    evd_word text = evident_text(p.rt, types().Bytes, "x", 1);   // not a Str
    EXPECT_LT(evident_deliver(p.rt, kWrite, 0, nullptr), 0);
    for (evd_word no : {evd_word{0}, evd_word{1}, evd_word{8}, evd_word{-8}, INT64_MAX, INT64_MIN, text + 1, text}) {
        const evd_word words[2] = {1, no};
        EXPECT_LT(evident_deliver(p.rt, kWrite, 0, words), 0) << no;
        EXPECT_EQ(evident_encode_fields(p.rt, kWrite, words, nullptr, 0), 0u) << no;
        EXPECT_EQ(evident_encode_frame(p.rt, kWrite, words, nullptr, 0), 0u) << no;
    }
    evident_release(p.rt, text);
    const evd_type* str = kModule->messages[kWrite].fields[1].type;
    const evd_word good[2] = {1, evident_text(p.rt, str, "x", 1)};
    EXPECT_LT(evident_deliver(p.rt, 99, 0, good), 0);
    EXPECT_LT(evident_deliver(p.rt, kWrite, 99, good), 0);
    EXPECT_EQ(evident_deliver(p.rt, kWrite, 0, good), 0);
    evident_release(p.rt, good[1]);

    EXPECT_LT(evident_deliver_fields(p.rt, kWrite, 0, nullptr, 3, &error), 0);
    EXPECT_LT(evident_deliver_fields(p.rt, kWrite, 0, nullptr, 0, &error), 0);
    EXPECT_LT(evident_deliver_frame(p.rt, nullptr, 3, &error), 0);
    EXPECT_LT(evident_deliver_frame(p.rt, nullptr, 0, &error), 0);
    EXPECT_LT(evident_restore(p.rt, nullptr, 3, &error), 0);
    EXPECT_LT(evident_restore(p.rt, nullptr, 0, &error), 0);
    EXPECT_LT(evident_action_at(p.rt, 0, nullptr), 0);
    EXPECT_LT(evident_fire(p.rt, 99), 0);
    EXPECT_LT(evident_send_at(p.rt, 0, nullptr), 0);
    EXPECT_EQ(evident_poll_sends(p.rt, nullptr, nullptr), 0u);
    EXPECT_EQ(evident_send_count(p.rt), 1u) << "nothing was thrown away";
}

TEST_F(Misuse, OfValues) {
    evident_value values[2] = {};
    EXPECT_LT(evident_deliver_values(p.rt, 99, 0, values, &error), 0);
    EXPECT_LT(evident_deliver_values(p.rt, kWrite, 99, values, &error), 0);
    EXPECT_LT(evident_deliver_values(p.rt, kWrite, 0, nullptr, &error), 0);
    values[1].bytes = {nullptr, 4};
    EXPECT_LT(evident_deliver_values(p.rt, kWrite, 0, values, &error), 0);
    EXPECT_STREQ(error.code, "EVD6005");
    values[1].bytes = {"\xff", 1};
    EXPECT_LT(evident_deliver_values(p.rt, kWrite, 0, values, &error), 0);
    values[1].bytes = {nullptr, 0};
    EXPECT_EQ(evident_deliver_values(p.rt, kWrite, 0, values, &error), 0) << "an empty text needs no bytes";

    evident_send send = p.send(0);
    evident_send_values(p.rt, nullptr, values);
    evident_send_values(p.rt, &send, nullptr);
    send.message = 99;
    evident_send_values(p.rt, &send, values);
    send = p.send(0);
    send.fields = nullptr;
    evident_send_values(p.rt, &send, values);
    EXPECT_EQ(values[1].bytes.size, 0u);

    EXPECT_EQ(evident_text(p.rt, nullptr, "x", 1), 0);
    EXPECT_EQ(evident_text(p.rt, types().ListInt, "x", 1), 0);
    EXPECT_EQ(evident_text(p.rt, types().Str, nullptr, 1), 0);
    EXPECT_EQ(evident_text(p.rt, types().Str, "\xff", 1), 0);
    size_t size = 7;
    EXPECT_EQ(evident_text_data(0, &size), nullptr);
    EXPECT_EQ(size, 0u);
    evd_word text = evident_text(p.rt, types().Bytes, "\xff", 1);
    EXPECT_NE(evident_text_data(text, nullptr), nullptr);
    evident_release(p.rt, text);

    evd_word word = 3;
    EXPECT_LT(evident_value_from_cbor(p.rt, nullptr, "\x01", 1, &word), 0);
    EXPECT_LT(evident_value_from_cbor(p.rt, types().Int, nullptr, 1, &word), 0);
    EXPECT_LT(evident_value_from_cbor(p.rt, types().Int, "\x01", 1, nullptr), 0);
    EXPECT_LT(evident_value_from_cbor(p.rt, types().Str, "b\x01", 2, &word), 0);
    EXPECT_EQ(evident_value_to_cbor(p.rt, nullptr, &word, nullptr, 0), 0u);
    EXPECT_EQ(evident_value_to_cbor(p.rt, types().Int, nullptr, nullptr, 0), 0u);
    for (evd_word no : {evd_word{4}, evd_word{-1}, evd_word{INT64_MAX}})
        EXPECT_EQ(evident_value_to_cbor(p.rt, types().Loc, &no, nullptr, 0), 0u);
    EXPECT_EQ(evident_snapshot(p.rt, nullptr, SIZE_MAX) > 0, true) << "without room only the size is told";
}

TEST_F(Misuse, OfWriters) {
    for (evident_writer writer : {evident_writer{nullptr, 100, 0}, evident_writer{nullptr, 0, 0}}) {
        evident_put_int(&writer, -1);
        evident_put_bool(&writer, 7);
        evident_put_null(&writer);
        evident_put_array(&writer, SIZE_MAX);
        EXPECT_EQ(writer.size, 12u);
        evident_put_text(&writer, nullptr, 3);
        evident_put_bytes(&writer, nullptr, 3);
        EXPECT_EQ(writer.size, 12u) << "what is not there is not written";
        evident_put_text(&writer, nullptr, 0);
        EXPECT_EQ(writer.size, 13u);
    }
    evident_put_int(nullptr, 1);
    evident_put_text(nullptr, "x", 1);
}

}   // namespace

}   // namespace evd::runtime::test
