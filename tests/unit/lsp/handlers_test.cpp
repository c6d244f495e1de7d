// The table of handlers: each takes parameters of any form.

#include "tests/unit/lsp/direct.h"

#include <gtest/gtest.h>

namespace evd::lsp {
namespace {

TEST(Handlers, TakeParametersOfEveryForm) {
    testing::Direct ask("/specs/main.evd", "spec main\n\nfn f(x: Int) : Int = x\n");
    const Json here = {{"uri", "file:///specs/main.evd"}}, nowhere = {{"uri", "nowhere:///x"}};
    const Json forms[] = {
        Json(),
        Json(7),
        Json("text"),
        Json::array(),
        Json::array({1}),
        Json::object(),
        {{"textDocument", 3}},
        {{"textDocument", {{"uri", 7}}}},
        {{"textDocument", nowhere}, {"position", "here"}},
        {{"textDocument", here}, {"position", {{"line", -1}, {"character", 1e300}}}, {"newName", 4}, {"ch", 5}},
        {{"textDocument", here},
         {"position", {{"line", -5}, {"character", "x"}}},
         {"range", 4},
         {"context", 3},
         {"item", {{"uri", 1}}},
         {"positions", 9}},
        {{"textDocument", nowhere},
         {"item", 3},
         {"files", 4},
         {"query", 5},
         {"arguments", Json::array({6})},
         {"command", "evident.server.run"}}};
    EXPECT_GT(handlers().size(), 30u);
    for (const auto& [method, handler] : handlers())
        for (const Json& params : forms) {
            SCOPED_TRACE(method + " " + dump(params));
            EXPECT_NO_THROW(ask.bare(method, params));
        }
}

}   // namespace
}   // namespace evd::lsp
