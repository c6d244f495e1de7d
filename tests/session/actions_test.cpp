// Code actions as an editor uses them: at the place of a mistake one is offered, it is applied, and the mistake is
// gone.

#include "tests/fixture/files.h"
#include "tests/session/edited.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace {

using evd::session::applied;
using evd::session::Client;
using evd::session::Json;

struct Mistake {
    const char* file;
    const char* code;

    friend void PrintTo(const Mistake& mistake, std::ostream* out) { *out << mistake.file; }
};

const Mistake kMistakes[] = {{"function_in_capitals.evd", "EVD0014"},
                             {"process_in_small_letters.evd", "EVD0014"},
                             {"chained_comparison.evd", "EVD0015"},
                             {"chained_equality.evd", "EVD0015"},
                             {"unterminated_text.evd", "EVD0003"},
                             {"bad_escape.evd", "EVD0010"},
                             {"reserved_word_as_message.evd", "EVD0009"},
                             {"unclosed_brace.evd", "EVD0005"},
                             {"missing_header.evd", "EVD0013"},
                             {"assign_with_equals.evd", "EVD0018"},
                             {"let_with_assign.evd", "EVD0019"},
                             {"assign_in_if.evd", "EVD0007"},
                             {"and_of_other_languages.evd", "EVD0016"},
                             {"increment_before_statement.evd", "EVD0016"},
                             {"semicolons.evd", "EVD0002"},
                             {"misspelt_function.evd", "EVD1001"},
                             {"misspelt_variable.evd", "EVD1001"},
                             {"misspelt_method.evd", "EVD1001"},
                             {"unknown_message_sent.evd", "EVD1003"},
                             {"unknown_output_emitted.evd", "EVD1003"},
                             {"unknown_message_received.evd", "EVD1003"},
                             {"unknown_type.evd", "EVD1002"},
                             {"unknown_constructor.evd", "EVD1012"},
                             {"unknown_constructor_in_pattern.evd", "EVD1012"},
                             {"assign_to_unknown.evd", "EVD1014"},
                             {"unknown_module.evd", "EVD1006"},
                             {"unused_let.evd", "EVD1015"},
                             {"unused_function.evd", "EVD1015"},
                             {"unused_class.evd", "EVD1015"},
                             {"unused_variable.evd", "EVD1015"},
                             {"missing_constructor.evd", "EVD2007"},
                             {"missing_case_in_statement.evd", "EVD2007"},
                             {"missing_nested_case.evd", "EVD2007"},
                             {"case_twice.evd", "EVD2008"},
                             {"missing_field.evd", "EVD2009"},
                             {"too_few_arguments.evd", "EVD2002"},
                             {"too_few_message_patterns.evd", "EVD2002"},
                             {"too_few_message_arguments.evd", "EVD2002"},
                             {"spawn_without_arguments.evd", "EVD2002"},
                             {"arguments_in_wrong_order.evd", "EVD2014"},
                             {"extern_without_types.evd", "EVD2023"},
                             {"send_without_destination.evd", "EVD2020"},
                             {"emit_of_a_message.evd", "EVD2019"},
                             {"input_is_sent.evd", "EVD2012"},
                             {"message_nobody_receives.evd", "EVD3008"},
                             {"message_nobody_sends.evd", "EVD3009"},
                             {"frame_broken_by_handler.evd", "EVD3003"},
                             {"frame_broken_by_send.evd", "EVD3003"},
                             {"statement_after_stop.evd", "EVD3005"},
                             {"fair_action_without_effect.evd", "EVD3012"},
                             {"open_without_frame.evd", "EVD3010"}};

std::string read(const std::string& name) { return evd::fixture::sourceText("tests/wrong/" + name); }

/// The edits an action makes in one document.
Json editsOf(const Json& action, const std::string& uri) {
    if (!action.contains("edit")) return Json::array();
    if (action["edit"].contains("changes")) return action["edit"]["changes"].value(uri, Json::array());
    Json out = Json::array();
    for (const Json& change : action["edit"].value("documentChanges", Json::array()))
        if (change.contains("edits") && change["textDocument"]["uri"] == uri)
            for (const Json& edit : change["edits"]) out.push_back(edit);
    return out;
}

size_t count(const Json& diagnostics, const std::string& code) {
    return static_cast<size_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(), [&](const Json& one) { return one["code"] == code; }));
}
size_t errors(const Json& diagnostics) {
    return static_cast<size_t>(
        std::count_if(diagnostics.begin(), diagnostics.end(), [](const Json& one) { return one["severity"] == 1; }));
}

class Actions : public testing::TestWithParam<Mistake> {};

TEST_P(Actions, TheFirstRepairMends) {
    const Mistake& mistake = GetParam();
    Client client;
    client.start(
        Json{{"textDocument",
              {{"codeAction",
                {{"codeActionLiteralSupport", {{"codeActionKind", {{"valueSet", {"quickfix", "refactor"}}}}}}}}}}});
    std::string uri = "untitled:wrong", text = read(mistake.file);
    ASSERT_FALSE(text.empty()) << mistake.file;
    client.open(uri, text);
    client.idle();
    Json found = client.diagnostics(uri)["diagnostics"];
    ASSERT_GT(count(found, mistake.code), 0u) << found.dump(1);
    std::string titles;
    int version = 1;
    for (const Json& diagnostic : found) {
        if (diagnostic["code"] != mistake.code) continue;
        Json answer = client.call(
            "textDocument/codeAction",
            {{"textDocument", {{"uri", uri}}},
             {"range", diagnostic["range"]},
             {"context", {{"diagnostics", Json::array({diagnostic})}, {"only", Json::array({"quickfix"})}}}});
        ASSERT_TRUE(answer.contains("result")) << answer;
        for (Json action : answer["result"]) {
            if (!action.contains("edit") && action.contains("data"))
                action = client.call("codeAction/resolve", action)["result"];
            EXPECT_TRUE(action["kind"].get<std::string>().rfind("quickfix", 0) == 0) << action;
            titles += action["title"].get<std::string>() + "\n";
            Json edits = editsOf(action, uri);
            if (edits.empty()) continue;
            std::string mended = applied(text, edits);
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}},
                                                     {"contentChanges", Json::array({{{"text", mended}}})}});
            client.idle();
            Json after = client.diagnostics(uri)["diagnostics"];
            if (count(after, mistake.code) < count(found, mistake.code) && errors(after) <= errors(found)) return;
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}},
                                                     {"contentChanges", Json::array({{{"text", text}}})}});
            client.idle();
        }
    }
    ADD_FAILURE() << "no offered action mends " << mistake.code << " in " << mistake.file << "; offered were:\n"
                  << titles;
}

INSTANTIATE_TEST_SUITE_P(Wrong, Actions, testing::ValuesIn(kMistakes), [](const auto& info) {
    std::string name = info.param.file;
    return name.substr(0, name.size() - 4) + "_" + info.param.code;
});

}   // namespace
