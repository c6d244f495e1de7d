// The server's memory after many edits.

#include "tests/unit/lsp/client.h"
#include "tests/unit/lsp/spec.h"

#include <gtest/gtest.h>
#include <iostream>

namespace evd::lsp {
namespace {

TEST(Memory, IsFlatAfterTenThousandEdits) {
#if defined(__SANITIZE_ADDRESS__) || (defined(__has_feature) && __has_feature(address_sanitizer))
    GTEST_SKIP() << "the sanitizer keeps freed memory for a while";
#endif
    testing::Client client;
    const char* uri = "file:///work/spec.evd";
    std::string text = testing::readFile(EVD_SOURCE_DIR "/examples/two_phase_commit/two_phase_commit.evd");
    client.open(uri, text);
    auto resident = [&] { return intAt(client.call("evident/memoryUsage", nullptr), "residentKiB"); };
    auto edits = [&](int count, int64_t& version) {
        for (int i = 0; i < count; ++i) {
            Json start = {{"line", 2}, {"character", 0}}, end = {{"line", 2}, {"character", i % 2}};
            client.notify("textDocument/didChange", {{"textDocument", {{"uri", uri}, {"version", ++version}}},
                                                     {"contentChanges", Json::array({{{"range", {{"start", start}, {"end", end}}}, {"text", i % 2 ? "" : "\n"}}})}});
            if (i % 10 == 9) client.call("textDocument/hover", {{"textDocument", {{"uri", uri}}}, {"position", {{"line", 20}, {"character", 10}}}});
        }
        client.call("evident/idle", nullptr);
        client.notes.clear();
    };
    int64_t version = 1;
    edits(2000, version);
    int64_t before = resident();
    edits(8000, version);
    int64_t after = resident();
    RecordProperty("before_kib", std::to_string(before));
    RecordProperty("after_kib", std::to_string(after));
    std::cout << "resident after 2,000 edits " << before << " KiB, after 10,000 " << after << " KiB\n";
    EXPECT_LT(after, before + before / 5 + 4096);
    EXPECT_EQ(client.stop(), 0);
}

} // namespace
} // namespace evd::lsp
