#pragma once
// Declarations of an earlier tree, copied into a new one at another place of the text.

#include "frontend/syntax/tree.h"

#include <vector>

namespace evd::syntax {

/// Where the parts of a declaration stand in a new text, of which only the place has changed, or names too.
class Places {
public:
    /// A declaration at `before` stands at `now` as a whole.
    Places(uint32_t before, uint32_t now) : moved_{{before, before, now, now}} {}
    /// Its tokens stand elsewhere, and names may be written otherwise; `add` them in text order.
    Places(std::string_view textBefore, std::string_view textNow) : before_(textBefore), now_(textNow) {}
    void add(Span before, Span now) { moved_.push_back({before.begin, before.end, now.begin, now.end}); }

    Span operator()(Span before, FileId file) const { return {file, at(before.begin), at(before.end)}; }
    /// What a name that was `text` is called where it stands now.
    std::string called(const std::string& text, Span before, Span now) const {
        bool written = !before.empty() && before.end <= before_.size() &&
                       before_.substr(before.begin, before.end - before.begin) == text;
        return written ? std::string(now_.substr(now.begin, now.end - now.begin)) : text;
    }

private:
    struct Moved {
        uint32_t begin, end, newBegin, newEnd;
    };
    uint32_t at(uint32_t offset) const;

    std::string_view before_, now_;   ///< empty if all names stay as they are
    std::vector<Moved> moved_;
};

/// A deep copy, owned by `tree`, of a declaration of another tree.
Decl* copy(const Decl& decl, Tree& tree, const Places& places);

}   // namespace evd::syntax
