#pragma once
// Words and snippets of the language by the places where they fit.

#include <vector>

namespace evd::lsp {

struct Snippet {
    const char* label;
    const char* body;
    const char* doc;
};

extern const std::vector<const char*> kTopWords;
extern const std::vector<Snippet> kTopSnippets;
extern const std::vector<const char*> kMemberWords;
extern const std::vector<Snippet> kMemberSnippets;
extern const std::vector<const char*> kStatementWords;
extern const std::vector<Snippet> kStatementSnippets;
extern const std::vector<const char*> kExpressionWords;
extern const std::vector<const char*> kLogicWords;
extern const std::vector<const char*> kClassBeginnings;   ///< of a class expression
extern const std::vector<const char*> kClassOperators;    ///< after one
extern const std::vector<const char*> kStepWords;         ///< at the beginning of a step of a scenario
extern const std::vector<const char*> kStepVerbs;         ///< after the location with which one begins
extern const std::vector<Snippet> kStepSnippets;
extern const std::vector<const char*> kFaults;   ///< after `faults` of a check
extern const std::vector<const char*> kBasicTypes;
extern const std::vector<Snippet> kGenericTypes;

}   // namespace evd::lsp
