#include "lsp/protocol/framing.h"
#include "lsp/protocol/json.h"
#include "lsp/protocol/uri.h"

#include <gtest/gtest.h>
#include <random>

namespace evd::lsp {
namespace {

/// Bodies, and complaints in brackets.
std::vector<std::string> split(const std::string& bytes, size_t step = 0) {
    MessageSplitter splitter;
    std::vector<std::string> out;
    auto drain = [&] {
        while (auto item = splitter.next()) out.push_back(item->good ? item->text : "[" + item->text + "]");
    };
    for (size_t at = 0; at < bytes.size();) {
        size_t count = step == 0 ? bytes.size() : step;
        splitter.push(std::string_view(bytes).substr(at, count));
        at += count;
        drain();
    }
    return out;
}

using List = std::vector<std::string>;

TEST(Framing, CutsMessages) {
    EXPECT_EQ(split("Content-Length: 2\r\n\r\n{}Content-Length: 4\r\n\r\nnull"), (List{"{}", "null"}));
    EXPECT_EQ(split("Content-Type: x; charset=utf-8\r\nContent-Length: 2\r\n\r\n{}"), List{"{}"});
    EXPECT_EQ(split("content-length:2\n\n{}"), List{"{}"}) << "case and line ends";
    EXPECT_EQ(split("CONTENT-LENGTH: 2\r\nContent-Type: x\r\n\r\n{}"), List{"{}"});
    EXPECT_EQ(split("Content-Length: 0\r\n\r\nContent-Length: 2\r\n\r\n{}"), (List{"", "{}"}));
    EXPECT_EQ(split("Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}"), List{"{}"});
}

TEST(Framing, EveryPartitionGivesTheSame) {
    std::string bytes = framed("{\"a\":1}") + framed("") + framed("[1,2,3]") + "\r\n" + framed("x");
    List whole = split(bytes);
    EXPECT_EQ(whole, (List{"{\"a\":1}", "", "[1,2,3]", "x"}));
    for (size_t step = 1; step < bytes.size(); ++step) EXPECT_EQ(split(bytes, step), whole) << step;
}

TEST(Framing, ComplainsOnceAndGoesOn) {
    EXPECT_EQ(split("Content-Length: abc\r\n\r\nContent-Length: 2\r\n\r\n{}"),
              (List{"[a header without a valid Content-Length]", "{}"}));
    EXPECT_EQ(split("Garbage\r\n\r\nMore\r\n\r\nContent-Length: 2\r\n\r\n{}"),
              (List{"[a header without a valid Content-Length]", "{}"}));
    EXPECT_EQ(split("Content-Length: 2\r\nContent-Length: 3\r\n\r\nContent-Length: 2\r\n\r\n{}"),
              (List{"[two different Content-Length headers]", "{}"}));
    EXPECT_EQ(split("Content-Length: -1\r\n\r\n" + framed("{}")),
              (List{"[a header without a valid Content-Length]", "{}"}));
    EXPECT_EQ(split("Content-Length: 99999999999999999999\r\n\r\n" + framed("{}")),
              (List{"[a header without a valid Content-Length]", "{}"}));
    EXPECT_EQ(split(std::string(5000, 'x')), List{"[the header is too long]"});
}

TEST(Framing, SkipsWhatIsTooLarge) {
    size_t length = kMessageMax + 10;
    MessageSplitter splitter;
    splitter.push("Content-Length: " + std::to_string(length) + "\r\n\r\n");
    auto first = splitter.next();
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->good);
    std::string part(1 << 20, 'x');
    for (size_t sent = 0; sent < length;) {
        size_t count = std::min(part.size(), length - sent);
        splitter.push(std::string_view(part).substr(0, count));
        sent += count;
        EXPECT_FALSE(splitter.next());
    }
    splitter.push(framed("{}"));
    auto item = splitter.next();
    ASSERT_TRUE(item && item->good);
    EXPECT_EQ(item->text, "{}");
}

TEST(Framing, WaitsForTheRest) {
    EXPECT_EQ(split("Content-Length: 10\r\n\r\n{}"), List{});
    EXPECT_EQ(split("Content-Len"), List{});
}

TEST(JsonText, RefusesDepthAndRubbish) {
    EXPECT_FALSE(parseJson("{"));
    EXPECT_FALSE(parseJson(""));
    EXPECT_FALSE(parseJson(std::string(100000, '[')));
    EXPECT_TRUE(parseJson("\"" + std::string(1000, '[') + "\""));
    EXPECT_TRUE(parseJson("{\"a\":[1,{\"b\":null}]}"));
    EXPECT_FALSE(parseJson("\"\xff\""));
}

TEST(JsonText, ReadsWithoutExceptions) {
    Json json = {{"a", 1}, {"b", "x"}, {"c", {{"d", true}}}, {"big", UINT64_MAX}};
    EXPECT_EQ(intAt(json, "a"), 1);
    EXPECT_EQ(intAt(json, "b", 7), 7);
    EXPECT_EQ(intAt(json, "big"), INT64_MAX);
    EXPECT_EQ(stringAt(json, "a", "no"), "no");
    EXPECT_TRUE(member(json, {"c", "d"}).get<bool>());
    EXPECT_TRUE(member(json, {"a", "d"}).is_null());
    EXPECT_EQ(dump(Json("\xff")), "\"\xef\xbf\xbd\"");
}

TEST(Uris, GoThereAndBack) {
    for (const char* path : {"/a/b.evd", "/a b/ü.evd", "/a%b/c#d?e.evd", "/C:/x.evd", "untitled:Untitled-1"})
        EXPECT_EQ(pathOf(uriOf(path)), path);
    EXPECT_EQ(pathOf("file:///a/%C3%BC%20x.evd"), "/a/ü x.evd");
    EXPECT_EQ(pathOf("file://localhost/a/../b.evd"), "/b.evd");
    EXPECT_EQ(pathOf("FILE:///a.evd"), "/a.evd");
    EXPECT_EQ(pathOf("file:///c%3A/x.evd"), "/c:/x.evd");
    EXPECT_EQ(pathOf("file:///a%zz.evd"), "/a%zz.evd");
    EXPECT_EQ(pathOf(""), "");
}

}   // namespace
}   // namespace evd::lsp
