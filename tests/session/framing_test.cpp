// Bytes as they are: broken input is answered with the right error, and the session goes on.
// tests/unit/lsp/framing_test.cpp has the forms of headers.

#include "tests/session/messages.h"

#include <gtest/gtest.h>

namespace {

using namespace evd::session;

std::string framed(const std::string& body) {
    return "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

/// The error with which the server answers what was sent before this; 0 if it says nothing to it, -1 if it does not
/// live any more.
int complaint(Client& client) {
    int last = client.ask("evident/options"), code = 0;
    for (Json message = client.next(); !message.is_null(); message = client.next()) {
        if (message.value("id", Json()) == last) return code;
        if (message.contains("error")) code = codeOf(message);
    }
    return -1;
}

struct Input {
    const char* name;
    std::string bytes;
    int error;
};

TEST(Framing, BrokenInputIsAnswered) {
    const Input inputs[] = {
        {"a header without length", "Content-Type: x\r\n\r\n", -32700},
        {"rubbish", "Rubbish\r\n\r\n", -32700},
        {"a length that is no number", "Content-Length: ten\r\n\r\n", -32700},
        {"not JSON", framed("{\"jsonrpc\": "), -32700},
        {"an empty body", framed(""), -32700},
        {"invalid UTF-8", framed("{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":\"\xff\xfe\"}"), -32700},
        {"deep nesting", framed(std::string(100000, '[')), -32700},
        {"a batch", framed("[{\"jsonrpc\":\"2.0\",\"id\":900,\"method\":\"shutdown\"}]"), -32600},
        {"not an object", framed("17"), -32600},
        {"a method that is no text", framed("{\"jsonrpc\":\"2.0\",\"id\":901,\"method\":5}"), -32600},
        {"neither method nor result", framed("{\"jsonrpc\":\"2.0\",\"id\":902}"), -32600},
        {"an object as id", framed("{\"jsonrpc\":\"2.0\",\"id\":{\"a\":1},\"method\":\"textDocument/hover\"}"), -32600},
        {"a list as id", framed("{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"shutdown\"}"), -32600},
        {"a response to nothing", framed("{\"jsonrpc\":\"2.0\",\"id\":77777,\"result\":null}"), 0},
    };
    Client client;
    client.start();
    for (const Input& input : inputs) {
        client.raw(input.bytes);
        EXPECT_EQ(complaint(client), input.error) << input.name;
    }
    client.call("shutdown", nullptr);
    client.notify("exit", nullptr);
    EXPECT_EQ(client.finish(), 0);
}

TEST(Framing, BytesMayComeOneByOne) {
    Client client;
    client.start();
    for (char byte : framed(R"({"jsonrpc":"2.0","id":501,"method":"textDocument/noSuchThing"})"))
        client.raw(std::string(1, byte));
    EXPECT_EQ(codeOf(client.answer(501)), -32601);
}

TEST(Framing, IdsMayBeTexts) {
    Client client;
    client.start();
    client.send({{"jsonrpc", "2.0"}, {"id", "abc"}, {"method", "evident/options"}});
    Json message = client.next();
    while (message.contains("method")) message = client.next();
    EXPECT_EQ(message.value("id", Json()), "abc") << message;
}

}   // namespace
