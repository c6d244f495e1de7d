#pragma once
// Words and snippets of the language by the places where they fit.

#include <vector>

namespace evd::lsp {

struct Word {
    const char* text;
    const char* doc;
};
struct Snippet {
    const char* label;
    const char* body;
    const char* doc;
};

extern const std::vector<Word> kTopWords;
extern const std::vector<Snippet> kTopSnippets;
extern const std::vector<Word> kMemberWords;
extern const std::vector<Snippet> kMemberSnippets;
extern const std::vector<Word> kStatementWords;
extern const std::vector<Snippet> kStatementSnippets;
extern const std::vector<Word> kExpressionWords;
extern const std::vector<Word> kLogicWords;
extern const std::vector<Word> kClassWords;
extern const std::vector<Word> kFaults;   ///< after `faults` of a check
extern const std::vector<const char*> kBasicTypes;
extern const std::vector<Snippet> kGenericTypes;

}   // namespace evd::lsp
