// Any bytes as the input of the language server: framing, JSON, edits. The splitter must give the same for every
// partition of the stream; what is JSON must survive writing and reading; an edit of a text must keep what stands
// outside of its range.

#include "base/check.h"
#include "lsp/protocol/encode.h"
#include "lsp/protocol/framing.h"
#include "lsp/protocol/uri.h"
#include "lsp/server/settings.h"
#include "lsp/server/text_edits.h"

#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace evd::lsp;

std::vector<std::string> split(std::string_view bytes, size_t step) {
    MessageSplitter splitter;
    std::vector<std::string> out;
    for (size_t at = 0; at < bytes.size(); at += step) {
        splitter.push(bytes.substr(at, step));
        while (auto item = splitter.next()) out.push_back((item->good ? "+" : "-") + item->text);
    }
    return out;
}

void readEverything(const Json& json, const std::string& text) {
    std::string again = dump(json);
    auto back = parseJson(again);
    EVD_CHECK(back && dump(*back) == again, "writing and reading JSON changes it");
    pathOf(uriOf(pathOf(stringAt(json, "uri"))));
    Settings settings;
    settings.read(json);
    const Json& range = member(json, "range");
    for (evd::ColumnUnit unit : {evd::ColumnUnit::Utf8, evd::ColumnUnit::Utf16}) {
        TextChange change{std::pair(lineColumn(member(range, "start")), lineColumn(member(range, "end"))),
                          stringAt(json, "text")};
        std::string edited = applied(text, change, unit);
        EVD_CHECK(edited.size() <= text.size() + change.text.size(), "an edit makes more text than there is");
        evd::SourceFile file("x.evd", text);
        Encoder encode{unit};
        uint32_t offset = encode.offset(file, member(range, "start"));
        EVD_CHECK(offset <= text.size(), "a position outside of its text");
        if (unit == evd::ColumnUnit::Utf8)
            EVD_CHECK(encode.offset(file, encode.position(file, offset)) == offset,
                      "a position that does not come back");
    }
}

}   // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    auto whole = split(bytes, bytes.size() + 1);
    // A complaint about an endless header depends on how much has come; everything else does not.
    if (size < 4000)
        for (size_t step : {size_t{1}, size_t{7}})
            EVD_CHECK(split(bytes, step) == whole, "the partition of the stream matters");
    for (const std::string& item : whole)
        if (auto json = parseJson(std::string_view(item).substr(1))) readEverything(*json, bytes);
    if (auto json = parseJson(bytes)) readEverything(*json, bytes);
    return 0;
}
