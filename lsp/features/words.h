#pragma once
// What the words of the language mean, for hovers and completion.

#include <string_view>
#include <vector>

namespace evd::lsp {

struct Word {
    const char* text;
    const char* doc;   ///< markdown: a sentence or two, and an example where the form is not obvious
};

/// Every keyword of the grammar, pairs of them that stand together, and the built-in types.
extern const std::vector<Word> kWords;

/// The meaning of a word; empty if it is none of the language.
std::string_view docOf(std::string_view word);

}   // namespace evd::lsp
