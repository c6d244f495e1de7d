// A hundred thousand random edits, sent as ranges, leave the server with the text that an editor holds; and its memory stays flat.

#include "tests/session/client.h"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <random>

namespace {

using evd::session::Client;
using evd::session::Json;

std::string read(const std::string& name) {
    std::ifstream in(std::string(EVD_SOURCE_DIR "/") + name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
}

/// The editor's side: a text of code points, so that positions are counted independently of the server.
class Buffer {
public:
    explicit Buffer(const std::string& text) : points_(decode(text)) {}

    std::string text() const { return encode(points_); }
    size_t size() const { return points_.size(); }
    void replace(size_t begin, size_t end, const std::string& with) {
        std::u32string inserted = decode(with);
        points_.replace(begin, end - begin, inserted);
    }
    /// Line and column of a code point; lines end at \n, \r\n and \r.
    Json position(size_t at, bool utf16) const {
        int line = 0, column = 0;
        for (size_t i = 0; i < at; ++i) {
            char32_t c = points_[i];
            if (c == U'\n' || (c == U'\r' && !(i + 1 < points_.size() && points_[i + 1] == U'\n'))) { ++line; column = 0; }
            else if (utf16) column += c >= 0x10000 ? 2 : 1;
            else column += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        return {{"line", line}, {"character", column}};
    }
    /// Whether a position at this place would lie between \r and \n.
    bool splitsLineEnd(size_t at) const { return at > 0 && at < points_.size() && points_[at - 1] == U'\r' && points_[at] == U'\n'; }

private:
    static std::u32string decode(const std::string& text) {
        std::u32string out;
        for (size_t i = 0; i < text.size();) {
            auto c = static_cast<unsigned char>(text[i]);
            size_t length = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
            char32_t point = length == 1 ? c : c & (0xFF >> (length + 1));
            for (size_t k = 1; k < length; ++k) point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3F);
            out += point;
            i += length;
        }
        return out;
    }
    static std::string encode(const std::u32string& points) {
        std::string out;
        for (char32_t c : points) {
            if (c < 0x80) out += static_cast<char>(c);
            else if (c < 0x800) { out += static_cast<char>(0xC0 | (c >> 6)); out += static_cast<char>(0x80 | (c & 0x3F)); }
            else if (c < 0x10000) { out += static_cast<char>(0xE0 | (c >> 12)); out += static_cast<char>(0x80 | ((c >> 6) & 0x3F)); out += static_cast<char>(0x80 | (c & 0x3F)); }
            else { out += static_cast<char>(0xF0 | (c >> 18)); out += static_cast<char>(0x80 | ((c >> 12) & 0x3F)); out += static_cast<char>(0x80 | ((c >> 6) & 0x3F)); out += static_cast<char>(0x80 | (c & 0x3F)); }
        }
        return out;
    }
    std::u32string points_;
};

/// What the server says about a text, without its name.
Json view(Client& client, const std::string& uri) {
    client.idle();
    Json out;
    out["diagnostics"] = client.diagnostics(uri)["diagnostics"];
    out["tokens"] = client.call("textDocument/semanticTokens/full", {{"textDocument", {{"uri", uri}}}})["result"]["data"];
    out["symbols"] = client.call("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}})["result"];
    out["folds"] = client.call("textDocument/foldingRange", {{"textDocument", {{"uri", uri}}}})["result"];
    std::string text = out.dump();
    for (size_t at = 0; (at = text.find(uri, at)) != std::string::npos;) text.replace(at, uri.size(), "X");
    return Json::parse(text);
}

void randomEdits(bool utf16, size_t total) {
    const unsigned seed = std::random_device{}();
    std::mt19937 random(seed);
    const std::string base = read("examples/ring_election/ring_election.evd") + "// \xF0\x9F\x92\x8D a ring, e\xCC\x81, \xE2\x86\x92\n";
    const std::vector<std::string> pieces = {"a", " ", "\n", "\r\n", "\r", "{", "}", "(", ")", "\"", "// c", "\xF0\x9F\x98\x80", "\xC3\xA9", "e\xCC\x81", "\xE2\x82\xAC", "",
                                             "on vote(u) { }\n", "var x : Int = 0\n", "process Q {\n", "send vote(1) to self", ":=", "\t", "\nspec "};
    Client client;
    Json capabilities = utf16 ? Json::object() : Json{{"general", {{"positionEncodings", {"utf-8", "utf-16"}}}}};
    Json answer = client.start(capabilities, "", {{"diagnostics", {{"workspace", false}}}});
    if (!utf16) { EXPECT_EQ(answer["result"]["capabilities"]["positionEncoding"], "utf-8"); }
    const std::string uri = "untitled:edited", other = "untitled:fresh";
    Buffer buffer(base);
    client.open(uri, buffer.text());
    int version = 1;
    for (size_t done = 0; done < total;) {
        for (int batch = 0; batch < 100; ++batch) {
            Json changes = Json::array();
            for (int i = 0; i < 10; ++i, ++done) {
                size_t length = random() % 50 == 0 ? random() % 200 : random() % 4;
                if (buffer.size() > 3000) length += random() % 400;
                size_t begin = random() % (buffer.size() + 1), end = std::min(buffer.size(), begin + length);
                if (buffer.splitsLineEnd(begin)) ++begin;
                if (buffer.splitsLineEnd(end)) ++end;
                end = std::max(begin, end);
                std::string with = random() % 200 == 0 ? base.substr(0, base.find("process")) : pieces[random() % pieces.size()];
                changes.push_back({{"range", {{"start", buffer.position(begin, utf16)}, {"end", buffer.position(end, utf16)}}}, {"text", with}});
                buffer.replace(begin, end, with);
            }
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}}, {"contentChanges", changes}});
        }
        client.open(other, buffer.text());
        Json edited = view(client, uri), fresh = view(client, other);
        ASSERT_TRUE(edited == fresh) << Json::diff(edited, fresh).dump(1).substr(0, 2000) << "\nafter " << done << " edits, seed " << seed << "; the editor's text is:\n" << buffer.text();
        client.notify("textDocument/didClose", {{"textDocument", {{"uri", other}}}});
    }
}

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define EVD_SLOW 1
#endif
#endif
#ifdef EVD_SLOW
constexpr size_t kEdits = 20000;
#else
constexpr size_t kEdits = 100000;
#endif

TEST(Edits, ByRangesAreTheWholeTextInUtf16) { randomEdits(true, kEdits); }
TEST(Edits, ByRangesAreTheWholeTextInUtf8) { randomEdits(false, kEdits / 10); }

TEST(Edits, PositionsBeyondTheEndAreClamped) {
    Client client;
    client.start();
    std::string uri = "untitled:clamped";
    client.open(uri, "spec a\nparam n : Int");
    client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", 2}}},
                                             {"contentChanges", Json::array({{{"range", {{"start", {{"line", 1}, {"character", 900}}}, {"end", {{"line", 77}, {"character", 3}}}}}, {"text", "\nparam m : Int"}}})}});
    Json symbols = client.call("textDocument/documentSymbol", {{"textDocument", {{"uri", uri}}}});
    EXPECT_NE(symbols.dump().find("\"m\""), std::string::npos) << symbols;
}

#ifndef EVD_SLOW   // sanitizers keep freed memory on purpose
TEST(Edits, MemoryStaysFlat) {
    Client client;
    client.start();
    std::string text = read("examples/two_thirds/two_thirds.evd"), uri = "file://" EVD_SOURCE_DIR "/examples/two_thirds/two_thirds.evd";
    client.open(uri, text);
    Json at = {{"line", 0}, {"character", 3}};
    int version = 1;
    auto edit = [&](int count) {
        for (int i = 0; i < count; ++i) {
            bool add = version % 2 == 1;
            Json end = {{"line", 0}, {"character", add ? 3 : 4}};
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}}, {"contentChanges", Json::array({{{"range", {{"start", at}, {"end", end}}}, {"text", add ? "x" : ""}}})}});
            if (i % 10 == 0) client.call("textDocument/hover", {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 40}, {"character", 5}}}});
        }
        client.idle();
        return client.call("evident/memoryUsage")["result"]["residentKiB"].get<long>();
    };
    long before = edit(1000), after = edit(9000);
    RecordProperty("kib_after_1000", static_cast<int>(before));
    RecordProperty("kib_after_10000", static_cast<int>(after));
    EXPECT_LT(after, before + before / 5 + 4096) << "from " << before << " KiB to " << after << " KiB";
}
#endif

} // namespace
