// A hundred thousand random edits, sent as ranges, leave the server with what it says of the text that an editor holds
// (tests/unit/lsp compares the text itself); and its memory stays flat.

#include "tests/session/messages.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace {

using namespace evd::session;

std::u32string decoded(const std::string& text) {
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

std::string encoded(const std::u32string& points) {
    std::string out;
    auto rest = [&](char32_t c, int shift) { out += static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
    for (char32_t c : points) {
        if (c < 0x80) out += static_cast<char>(c);
        else if (c < 0x800) {
            out += static_cast<char>(0xC0 | (c >> 6));
            rest(c, 0);
        } else if (c < 0x10000) {
            out += static_cast<char>(0xE0 | (c >> 12));
            rest(c, 6);
            rest(c, 0);
        } else {
            out += static_cast<char>(0xF0 | (c >> 18));
            rest(c, 12);
            rest(c, 6);
            rest(c, 0);
        }
    }
    return out;
}

/// The editor's side: a text of code points, so that positions are counted independently of the server.
class Buffer {
public:
    explicit Buffer(const std::string& text) : points_(decoded(text)) {}

    std::string text() const { return encoded(points_); }
    size_t size() const { return points_.size(); }
    void replace(size_t begin, size_t end, const std::string& with) {
        points_.replace(begin, end - begin, decoded(with));
    }
    /// The range between two code points; lines end at \n, \r\n and \r.
    Json range(size_t begin, size_t end, bool utf16) const {
        int line = 0, column = 0;
        Json out;
        for (size_t i = 0;; ++i) {
            if (i == begin) out["start"] = {{"line", line}, {"character", column}};
            if (i == end) break;
            char32_t c = points_[i];
            if (c == U'\n' || (c == U'\r' && !splitsLineEnd(i + 1))) {
                ++line;
                column = 0;
            } else if (utf16) column += c >= 0x10000 ? 2 : 1;
            else column += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
        }
        out["end"] = {{"line", line}, {"character", column}};
        return out;
    }
    /// Whether a position at this place would lie between \r and \n.
    bool splitsLineEnd(size_t at) const {
        return at > 0 && at < points_.size() && points_[at - 1] == U'\r' && points_[at] == U'\n';
    }

private:
    std::u32string points_;
};

const std::vector<std::string> kPieces = {"a",
                                          " ",
                                          "\n",
                                          "\r\n",
                                          "\r",
                                          "{",
                                          "}",
                                          "(",
                                          ")",
                                          "\"",
                                          "// c",
                                          "😀",
                                          "é",
                                          "e\u0301",
                                          "€",
                                          "",
                                          "on vote(u) { }\n",
                                          "var x : Int = 0\n",
                                          "process Q {\n",
                                          "send vote(1) to self",
                                          ":=",
                                          "\t",
                                          "\nspec "};

/// An editor in which somebody types at random places, and the server that is told.
class Typist {
public:
    Typist(bool utf16, unsigned seed) : utf16_(utf16), random_(seed) {
        Json answer =
            client_.start(utf16 ? Json::object() : Json{{"general", {{"positionEncodings", {"utf-8", "utf-16"}}}}}, "",
                          {{"diagnostics", {{"workspace", false}}}});
        EXPECT_EQ(answer["result"]["capabilities"]["positionEncoding"], utf16 ? "utf-16" : "utf-8");
        client_.open(kUri, buffer_.text());
    }
    /// So many edits, several to a notification.
    void edit(size_t count) {
        while (count > 0) {
            Json changes = Json::array();
            for (size_t i = std::min(count, 1 + random_() % 20); i > 0; --i, --count) changes.push_back(oneEdit());
            change(client_, kUri, ++version_, std::move(changes));
        }
    }
    /// The whole text again as it was, in one change.
    void restore() {
        buffer_ = Buffer(kBase);
        replaceText(client_, kUri, ++version_, kBase);
    }
    /// The server says of the edited text what it says of the same text when it is opened.
    void expectSameAsFresh() {
        const std::string fresh = "untitled:fresh";
        client_.open(fresh, buffer_.text());
        client_.idle();
        std::string edited = view(kUri), opened = view(fresh);
        client_.notify("textDocument/didClose", document(fresh));
        ASSERT_TRUE(edited == opened) << Json::diff(Json::parse(edited), Json::parse(opened)).dump(1).substr(0, 2000)
                                      << "\nthe editor's text is:\n"
                                      << buffer_.text();
    }
    int end() {
        client_.call("shutdown", nullptr);
        client_.notify("exit", nullptr);
        return client_.finish();
    }
    size_t below(size_t bound) { return random_() % bound; }

private:
    Json oneEdit() {
        size_t length = below(50) == 0 ? below(200) : below(4);
        if (buffer_.size() > 2500) length += below(400);
        size_t begin = below(buffer_.size() + 1), end = std::min(buffer_.size(), begin + length);
        if (buffer_.splitsLineEnd(begin)) ++begin;
        if (buffer_.splitsLineEnd(end)) ++end;
        end = std::max(begin, end);
        std::string with = below(200) == 0 ? kBase.substr(0, kBase.find("process")) : kPieces[below(kPieces.size())];
        Json out = {{"range", buffer_.range(begin, end, utf16_)}, {"text", with}};
        buffer_.replace(begin, end, with);
        return out;
    }
    /// What the server says about a text, without its name.
    std::string view(const std::string& uri) {
        Json out = {{"diagnostics", client_.diagnostics(uri)["diagnostics"]}};
        for (const char* method :
             {"textDocument/semanticTokens/full", "textDocument/documentSymbol", "textDocument/foldingRange"}) {
            out[method] = client_.call(method, document(uri))["result"];
            if (out[method].is_object()) out[method].erase("resultId");
        }
        std::string text = out.dump();
        for (size_t at = 0; (at = text.find(uri, at)) != std::string::npos;) text.replace(at, uri.size(), "X");
        return text;
    }

    const std::string kUri = "untitled:edited";
    const std::string kBase =
        evd::fixture::sourceText("examples/ring_election/ring_election.evd") + "// 💍 a ring, e\u0301, →\n";
    const bool utf16_;
    std::mt19937 random_;
    Buffer buffer_{kBase};
    int version_ = 1;
    Client client_;
};

void randomEdits(bool utf16, size_t total) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    Typist typist(utf16, seed);
    for (size_t done = 0; done < total;) {
        size_t count = std::min(total - done, size_t{1} << typist.below(13));
        typist.edit(count);
        done += count;
        typist.expectSameAsFresh();
        if (testing::Test::HasFatalFailure()) return;
        if (typist.below(4) == 0) typist.restore();   // so that the text is not always a heap of rubbish
    }
    EXPECT_EQ(typist.end(), 0);
}

TEST(Edits, ByRangesAreTheWholeTextInUtf16) { randomEdits(true, 70000); }
TEST(Edits, ByRangesAreTheWholeTextInUtf8) { randomEdits(false, 30000); }

TEST(Edits, PositionsBeyondTheEndAreClamped) {
    Client client;
    client.start();
    std::string uri = "untitled:clamped";
    client.open(uri, "spec a\nparam n : Int");
    change(client, uri, 2,
           Json::array(
               {{{"range", {{"start", {{"line", 1}, {"character", 900}}}, {"end", {{"line", 77}, {"character", 3}}}}},
                 {"text", "\nparam m : Int"}}}));
    Json symbols = client.call("textDocument/documentSymbol", document(uri));
    EXPECT_NE(symbols.dump().find("\"m\""), std::string::npos) << symbols;
}

constexpr bool kKeepsFreedMemory = EVD_SANITIZED;

/// Types a line and takes it back, with a look at the text now and then. Returns the memory that the server then has,
/// in KiB.
long memoryAfter(Client& client, const std::string& uri, int edits, int& version) {
    for (int i = 0; i < edits; ++i) {
        bool add = version % 2 == 1;
        Json range = {{"start", {{"line", 2}, {"character", 0}}}, {"end", {{"line", add ? 2 : 3}, {"character", 0}}}};
        change(client, uri, ++version, Json::array({{{"range", range}, {"text", add ? "// x\n" : ""}}}));
        if (i % 10 == 0) client.call("textDocument/hover", place(uri, 20, 10));
    }
    client.idle();
    return client.call("evident/memoryUsage")["result"]["residentKiB"].get<long>();
}

TEST(Memory, IsFlatAfterTenThousandEdits) {
    if (kKeepsFreedMemory) GTEST_SKIP() << "sanitizers keep freed memory for a while";
    Client client;
    client.start();
    const std::string name = "examples/ring_election/ring_election.evd", uri = "file://" EVD_SOURCE_DIR "/" + name;
    client.open(uri, evd::fixture::sourceText(name));
    int version = 1;
    long before = memoryAfter(client, uri, 1000, version), after = memoryAfter(client, uri, 9000, version);
    RecordProperty("kib_after_1000", std::to_string(before));
    RecordProperty("kib_after_10000", std::to_string(after));
    EXPECT_GT(before, 0);
    EXPECT_LT(after, before + before / 5 + 4096) << "from " << before << " KiB to " << after << " KiB";
}

}   // namespace
