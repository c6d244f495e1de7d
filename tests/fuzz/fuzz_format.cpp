// Any bytes to the formatter: what it accepts must mean the same afterwards, and formatting that again must change
// nothing.

#include "base/check.h"
#include "frontend/format/format.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view text(reinterpret_cast<const char*>(data), size);
    auto once = evd::format::format(text);   // checks itself that the meaning is kept
    if (!once) return 0;
    auto twice = evd::format::format(*once);
    EVD_CHECK(twice && *twice == *once, "formatting twice is not formatting once");
    std::string edited(text);
    auto edits = evd::format::edits(text);
    EVD_CHECK(edits, "there is a layout but there are no edits");
    for (auto edit = edits->rbegin(); edit != edits->rend(); ++edit)
        edited.replace(edit->span.begin, edit->span.end - edit->span.begin, edit->text);
    EVD_CHECK(edited == *once, "the edits do not lead to the layout");
    return 0;
}
