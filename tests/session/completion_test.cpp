// Completion lists as clients apply them: an edit for each item, or one range for all where the client understands
// that.

#include "tests/session/client.h"

#include <gtest/gtest.h>
#include <map>

namespace {

using evd::session::Client;
using evd::session::Json;

constexpr const char* kUri = "file:///nowhere/half.evd";
constexpr const char* kText =
    "spec half\n\n/// Twice n.\nfn twice(n: Int) : Int = n + n\nfn four(n: Int) : Int = twi\n";

Json complete(Json capabilities) {
    Client client;
    client.start({{"textDocument", {{"completion", std::move(capabilities)}}}});
    client.open(kUri, kText);
    return client.call("textDocument/completion",
                       {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 4}, {"character", 27}}}})["result"];
}

/// What each item puts where, by its label.
std::map<std::string, Json> edits(const Json& list) {
    std::map<std::string, Json> out;
    for (const Json& item : list["items"]) {
        if (item.contains("textEdit")) out[item["label"]] = item["textEdit"];
        else
            out[item["label"]] = {{"range", list["itemDefaults"]["editRange"]},
                                  {"newText", item.value("textEditText", item["label"].get<std::string>())}};
    }
    return out;
}

const Json kSnippets = {{"snippetSupport", true}};

TEST(Completion, PutsAnItemInThePlaceOfWhatWasTyped) {
    auto plain = edits(complete(Json::object()));
    ASSERT_TRUE(plain.count("twice"));
    EXPECT_EQ(plain["twice"]["range"],
              (Json{{"start", {{"line", 4}, {"character", 24}}}, {"end", {{"line", 4}, {"character", 27}}}}));
    EXPECT_EQ(plain["twice"]["newText"], "twice");
    EXPECT_EQ(edits(complete({{"completionItem", kSnippets}}))["twice"]["newText"], "twice(${1:n})");
}

TEST(Completion, OneRangeForAllItemsSaysTheSame) {
    for (const Json& item : {Json::object(), kSnippets}) {
        Json each = complete({{"completionItem", item}});
        Json shared = complete({{"completionItem", item}, {"completionList", {{"itemDefaults", {"editRange"}}}}});
        EXPECT_FALSE(each.contains("itemDefaults"));
        for (const Json& one : shared["items"]) EXPECT_FALSE(one.contains("textEdit")) << one;
        EXPECT_EQ(edits(each), edits(shared));
        EXPECT_LT(shared.dump().size(), each.dump().size());
    }
}

TEST(SignatureHelp, NamesParametersAsTheClientUnderstands) {
    auto parameters = [](Json capabilities) {
        Client client;
        client.start({{"textDocument", {{"signatureHelp", std::move(capabilities)}}}});
        client.open(kUri, "spec half\n\nfn f(m: Map<Loc, Int>) : Int = m.get_or(\n");
        Json found =
            client.call("textDocument/signatureHelp",
                        {{"textDocument", {{"uri", kUri}}}, {"position", {{"line", 2}, {"character", 40}}}})["result"];
        EXPECT_EQ(found["activeParameter"], 1);
        EXPECT_EQ(found["signatures"][0]["label"], "get_or: (Map<K, V>, K, V) -> V");
        return found["signatures"][0]["parameters"];
    };
    EXPECT_EQ(parameters(Json::object())[1]["label"], "K");
    EXPECT_EQ(
        parameters({{"signatureInformation", {{"parameterInformation", {{"labelOffsetSupport", true}}}}}})[1]["label"],
        (Json{20, 21}))
        << "not the K of Map<K, V>";
}

}   // namespace
